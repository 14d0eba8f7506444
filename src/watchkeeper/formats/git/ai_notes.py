"""Reads the authorship notes that git-ai keeps under `refs/notes/ai` (Git AI Standard v3.0.0)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec
from msgspec import Struct, field

from watchkeeper.domain.problems import Place, Problem

SCHEMA = "authorship/3.0.0"
MAX_BYTES = 2 << 20
MAX_PROBLEMS = 20
_PLACE = "refs/notes/ai"
_HEX = frozenset("0123456789abcdef")
_DIGITS = 9
"""Line numbers have at most this many digits."""


class NoteAuthor(Struct, frozen=True):
    """Whom a key of a note stands for.

    `key` is the session without its trace, the legacy hash, or the hash of a known human. `tool` and
    `model` are an agent's; `person` is the known human, or whoever directed the agent. Each is "" when
    the note does not say.
    """

    key: str
    human: bool
    tool: str = ""
    model: str = ""
    person: str = ""


class NotedLines(Struct, frozen=True):
    """Lines of one file, as the commit has it, that one author wrote; ranges count from 1, ends included."""

    path: str
    author: str
    ranges: tuple[tuple[int, int], ...]

    @property
    def count(self) -> int:
        """How many lines."""
        return sum(last - first + 1 for first, last in self.ranges)


class AiNote(Struct, frozen=True):
    """One note: who wrote which lines. A line that nobody claims is untracked, not human."""

    lines: tuple[NotedLines, ...] = ()
    authors: tuple[NoteAuthor, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def agents(self) -> tuple[NoteAuthor, ...]:
        """The agents that wrote at least one line."""
        return tuple(author for author in self.authors if not author.human)

    @property
    def humans(self) -> tuple[NoteAuthor, ...]:
        """The known humans who wrote at least one line."""
        return tuple(author for author in self.authors if author.human)


class _Agent(Struct):
    tool: str = ""
    model: str = ""


class _Record(Struct):
    agent_id: _Agent = field(default_factory=_Agent)
    human_author: str | None = None
    author: str = ""


class _Metadata(Struct):
    schema_version: str = ""
    prompts: dict[str, _Record] = field(default_factory=dict)
    sessions: dict[str, _Record] = field(default_factory=dict)
    humans: dict[str, _Record] = field(default_factory=dict)


def parse_ai_note(text: bytes) -> AiNote:
    """Who wrote which lines, from the bytes of one note.

    Never raises: what cannot be read stands in `problems` (the first 20, line numbers from 1), the rest is
    returned. Only the first 2 MB are read. Authors come in the order in which they claim lines; one that
    claims none is left out.
    """
    problems: list[Problem] = []
    if len(text) > MAX_BYTES:
        problems.append(_problem(f"the note has {len(text):,} bytes, only the first {MAX_BYTES:,} are read"))
    head, divider, tail = _split(text[:MAX_BYTES])
    lines = _read_attestations(head.decode("utf-8", "surrogateescape").split("\n"), problems)
    records: Mapping[str, _Record] = {}
    if divider:
        records = _read_metadata(tail, head.count(b"\n") + 2, problems)
    elif text:
        problems.append(_problem("no line of `---` ends the list of lines, so the metadata is missing"))
    return AiNote(lines, _authors(lines, records), tuple(problems[:MAX_PROBLEMS]))


def _problem(message: str, line: int = 0) -> Problem:
    return Problem(message, Place(_PLACE, line), "write the note again with git-ai, or remove it")


def _split(text: bytes) -> tuple[bytes, bytes, bytes]:
    """The list of lines, the divider, the metadata; the divider stands alone on its line."""
    if text.startswith(b"---\n"):
        return b"", b"---\n", text[4:]
    return text.partition(b"\n---\n")


def _read_attestations(lines: Iterable[str], problems: list[Problem]) -> tuple[NotedLines, ...]:
    found: list[NotedLines] = []
    path = ""
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        if line[0] not in " \t":
            path = line[1:-1] if len(line) > 1 and line[0] == line[-1] == '"' else line
            continue
        key, _, ranges = line.strip().partition(" ")
        author = _author_key(key)
        spans = _read_ranges(ranges)
        if path and author and spans:
            found.append(NotedLines(path, author, spans))
        elif len(problems) < MAX_PROBLEMS:
            problems.append(_problem("this line is not `key ranges` below a path, so it is skipped", number))
    return tuple(found)


def _author_key(key: str) -> str:
    """The part of a key that names its author; "" for what is no key."""
    session, colons, trace = key.partition("::")
    kind, _, digits = session.rpartition("_")
    if not _HEX.issuperset(digits):
        return ""
    if kind == "s":
        return session if len(digits) == 14 and _is_trace(trace) else ""
    if colons:
        return ""
    return session if (kind, len(digits)) in {("h", 14), ("", 16), ("", 7)} and session[0] != "_" else ""


def _is_trace(text: str) -> bool:
    return len(text) == 16 and text.startswith("t_") and _HEX.issuperset(text[2:])


def _read_ranges(text: str) -> tuple[tuple[int, int], ...]:
    """Ranges like `1-4,9`; empty as soon as one of them is none."""
    spans: list[tuple[int, int]] = []
    for part in text.split(","):
        first, dash, last = part.partition("-")
        last = last if dash else first
        if not all(n.isascii() and n.isdigit() and len(n) <= _DIGITS for n in (first, last)):
            return ()
        span = (int(first), int(last))
        if not 1 <= span[0] <= span[1]:
            return ()
        spans.append(span)
    return tuple(spans)


def _read_metadata(text: bytes, line: int, problems: list[Problem]) -> dict[str, _Record]:
    try:
        metadata = msgspec.json.decode(text, type=_Metadata)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        problems.append(_problem(f"the metadata cannot be read: {error}", line))
        return {}
    if metadata.schema_version != SCHEMA:
        problems.append(_problem(f"the schema is {metadata.schema_version[:60]!r}, known is {SCHEMA}", line))
    return metadata.prompts | metadata.sessions | metadata.humans


def _authors(lines: Iterable[NotedLines], records: Mapping[str, _Record]) -> tuple[NoteAuthor, ...]:
    known: dict[str, NoteAuthor] = {}
    for key in dict.fromkeys(span.author for span in lines):
        record = records.get(key) or _Record()
        agent = record.agent_id
        human = key.startswith("h_")
        known[key] = (
            NoteAuthor(key, human=True, person=record.author)
            if human
            else NoteAuthor(key, human=False, tool=agent.tool, model=agent.model, person=record.human_author or "")
        )
    return tuple(known.values())
