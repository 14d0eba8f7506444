"""Finds the marks of authorship in commits, notes and the opening; names and mail domains never match."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from functools import cache

from watchkeeper.analysis.authorship.messages import Passage, read_body
from watchkeeper.analysis.authorship.signals import Match, SignalCatalogue
from watchkeeper.domain.change import Commit, Identity, Opening, Signal
from watchkeeper.formats.git.ai_notes import AiNote
from watchkeeper.formats.git.trailers import Trailer

BODY, BRANCH, LABEL, OPENER = "body", "branch", "label", "opener"
"""Where the signals of an opening stand; those of a commit stand in its id."""


def identity_marks(commit: Commit, catalogue: SignalCatalogue) -> Iterator[tuple[Signal, bool]]:
    """Signals in author and committer, each with whether the author alone wrote the commit by it."""
    for identity, writes in ((commit.author, True), (commit.committer, False)):
        if entry := catalogue.by_address.get(identity.email.casefold()):
            suggested = entry.kind == "suggestion"
            yield Signal(entry.id, commit.sha, "suggestion" if suggested else "author"), writes and not suggested
        for suffix, entry in catalogue.author_suffixes.items():
            if identity.name.casefold().endswith(suffix):
                yield Signal(entry.id, commit.sha, "author"), False


def passage_marks(
    passage: Passage, where: str, catalogue: SignalCatalogue, trusted: Collection[str] = (), *, author: str = ""
) -> Iterator[Signal]:
    """Signals in a stretch of text. `author` is who wrote it, `trusted` are the addresses whose word counts."""
    for trailer in passage.trailers:
        yield from _trailer_marks(trailer, where, catalogue, trusted, author)
    for line in passage.lines:
        if line and line[0] not in ">\t":
            yield from _line_marks(line.casefold(), where, catalogue)


def trailer_marks(trailers: Iterable[Trailer], where: str, catalogue: SignalCatalogue) -> Iterator[Signal]:
    """Signals in trailers alone."""
    return passage_marks(Passage((), tuple(trailers)), where, catalogue)


def note_marks(note: AiNote, where: str, catalogue: SignalCatalogue) -> Iterator[Signal]:
    """Who wrote lines by a note: an agent, else a known human. Lines that nobody claims say nothing."""
    if entry := catalogue.noted.get("agent" if note.agents else "human" if note.humans else ""):
        yield Signal(entry.id, where, entry.kind)


def opening_marks(opening: Opening, authors: Iterable[Identity], catalogue: SignalCatalogue) -> Iterator[Signal]:
    """Signals in what the forge tells. The body of an automation quotes others, so it says nothing."""
    login = opening.login.casefold()
    if entry := catalogue.by_login.get(login):
        yield Signal(entry.id, OPENER, "opener")
    yield from branch_marks(opening.head_branch, BRANCH, [*authors, Identity(login, "")], catalogue)
    if login in catalogue.automations:
        return
    for signal in passage_marks(read_body(opening.body).whole, BODY, catalogue):
        if signal.kind != "human":
            yield Signal(signal.id, BODY, "body")
    for label in opening.labels:
        if entry := catalogue.by_label.get(label.casefold()):
            yield Signal(entry.id, LABEL, "label")


def branch_marks(branch: str, where: str, authors: Iterable[Identity], catalogue: SignalCatalogue) -> Iterator[Signal]:
    """Signals in a branch's name. A first name that a person among the authors bears makes it that person's."""
    name = branch.casefold()
    for prefix, entry in catalogue.branches.items():
        if name.startswith(prefix) and not (entry.match.first_name and _bears(prefix[:-1], authors, catalogue)):
            yield Signal(entry.id, where, "branch")


def merged_branch(subject: str) -> str:
    """The branch that a merge's subject names, without its owner; "" when it names none."""
    if found := _merges().match(subject):
        return found[1] or found[2] or ""
    return ""


@cache
def _merges() -> re.Pattern[str]:
    return re.compile(
        r"Merge pull request #\d+ from [^/\s]+/(\S+)"
        r"|Merge (?:remote-tracking )?branch '(?:origin/)?([^'\s]+)'(?= into | of |$)"
    )


def _bears(name: str, authors: Iterable[Identity], catalogue: SignalCatalogue) -> bool:
    people = (author for author in authors if author.email.casefold() not in catalogue.by_address)
    return any(name in re.split(r"[\s._-]+", author.name.casefold()) for author in people)


def _trailer_marks(
    trailer: Trailer, where: str, catalogue: SignalCatalogue, trusted: Collection[str], author: str
) -> Iterator[Signal]:
    key, value = trailer.key.casefold(), trailer.value.casefold()
    address = _address(value)
    if key in catalogue.credits and (entry := catalogue.by_address.get(address)):
        yield Signal(entry.id, where, entry.kind)
    for entry in catalogue.by_key.get(key, ()):
        speaker = author if entry.match.values else address
        if (entry.kind != "human" or speaker in trusted) and _fits(entry.match, value, address):
            yield Signal(entry.id, where, entry.kind)


def _fits(match: Match, value: str, address: str) -> bool:
    if match.agent_and_model:
        return not address and _agent_and_model().match(value) is not None
    if match.values or match.value_starts:
        return not address and (value in match.values or any(_starts(value, start) for start in match.value_starts))
    return bool(value)


def _starts(value: str, start: str) -> bool:
    """Whether the value starts with a whole word or phrase, so that `codex` is not the start of `codexter`."""
    return value.startswith(start) and (not start[-1].isalnum() or not value[len(start) : len(start) + 1].isalpha())


@cache
def _agent_and_model() -> re.Pattern[str]:
    """`AGENT:MODEL [TOOLS]`: up to three words, a colon without a blank after it, a model with a digit."""
    return re.compile(r"[\w.+-]{1,40}(?: [\w.+-]{1,40}){0,2}:(?!/)[^\s\d@]{0,80}\d[^\s@]{0,80}(?:\s[^@]*)?$")


def _address(value: str) -> str:
    """The address that ends a credit, `Name <address>` or bare; "" when prose follows or none is there."""
    if value.endswith(">"):
        return value[value.rfind("<") + 1 : -1]
    return value if "@" in value and " " not in value else ""


def _line_marks(line: str, where: str, catalogue: SignalCatalogue) -> Iterator[Signal]:
    entry = catalogue.by_line.get(line.rstrip())
    if entry:
        yield Signal(entry.id, where, entry.kind)
    for start, entry in catalogue.line_starts.items():
        if line.startswith(start):
            yield Signal(entry.id, where, entry.kind)
    if "://" in line and not line.startswith("    "):
        for link, entry in catalogue.links.items():
            if _links(line, link):
                yield Signal(entry.id, where, entry.kind)


def _links(line: str, link: str) -> bool:
    """Whether an https link to an id behind `link` stands in the line."""
    at = line.find(f"https://{link}")
    following = line[at + len(link) + 8 : at + len(link) + 9]
    return at >= 0 and (following.isalnum() or following in "-_") and bool(following)
