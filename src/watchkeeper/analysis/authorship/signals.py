"""Finds the marks of authorship in a commit and in what the forge tells; names and mail domains never match."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property

from msgspec import Struct, field

from watchkeeper.domain.change import Commit, Opening, Signal, SignalClass

TRAILER = re.compile(r"([A-Za-z0-9][A-Za-z0-9-]*)[ \t]*:[ \t]*(.*)")
ADDRESS = re.compile(r"<([^<>\s]+@[^<>\s]+)>\s*$")
MERGED_BRANCH = re.compile(r"Merge pull request #\d+ from [^/\s]+/(\S+)")
CREDITS = frozenset({"co-authored-by", "assisted-by", "signed-off-by", "generated-by", "co-developed-by"})
MESSAGE_LIMIT = 100_000


class Examples(Struct, frozen=True):
    """Texts that the signal has to find, and texts that it must not."""

    hit: tuple[str, ...]
    miss: tuple[str, ...] = ()


class SignalEntry(Struct, frozen=True, forbid_unknown_fields=True):
    """One signal of the data file; each list that is not empty is one way to find it, in lower case."""

    id: str
    kind: SignalClass = field(name="class")
    agent: str
    source: str
    first_seen: str
    examples: Examples
    unproven: bool = False
    addresses: tuple[str, ...] = ()
    author_suffixes: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
    assistants: tuple[str, ...] = ()
    trailer_keys: tuple[str, ...] = ()
    branches: tuple[str, ...] = ()
    logins: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()


class SignalCatalogue(Struct, frozen=True, dict=True):
    """The signals of the data file, with its version."""

    version: int
    updated: str
    recall: str
    signals: tuple[SignalEntry, ...]

    @cached_property
    def by_address(self) -> dict[str, SignalEntry]:
        """The entry of each address."""
        return {address: entry for entry in self.signals for address in entry.addresses}


def commit_signals(commit: Commit, catalogue: SignalCatalogue, attested: frozenset[str]) -> Iterator[Signal]:
    """Signals of one commit: author and committer addresses, trailers, lines of the message, a merged branch.

    Trailers count in any paragraph that holds nothing else, since a squash stacks whole messages;
    code blocks and quotations do not count. `attested` are addresses whose word counts for *human*.
    """
    where = commit.sha
    for address in {commit.author.email.casefold(), commit.committer.email.casefold()}:
        if entry := catalogue.by_address.get(address):
            kind: SignalClass = "suggestion" if entry.kind == "suggestion" else "author"
            yield Signal(entry.id, where, kind)
    paragraphs = _paragraphs(commit.message[:MESSAGE_LIMIT])
    for entry in catalogue.signals:
        if any(commit.author.name.casefold().endswith(suffix) for suffix in entry.author_suffixes):
            yield Signal(entry.id, where, "author")
        if entry.lines and any(line.casefold().startswith(entry.lines) for lines in paragraphs for line in lines):
            yield Signal(entry.id, where, entry.kind)
    for key, value in _trailers(paragraphs):
        yield from _trailer_signals(key, value, where, catalogue, attested)
    if merged := MERGED_BRANCH.match(commit.subject):
        yield from _branch_signals(merged[1], where, catalogue)


def opening_signals(opening: Opening, catalogue: SignalCatalogue) -> Iterator[Signal]:
    """Signals of the opening: its login, branch, body and labels."""
    body = "\n".join(line for lines in _paragraphs(opening.body[:MESSAGE_LIMIT]) for line in lines).casefold()
    labels = {label.casefold() for label in opening.labels}
    yield from _branch_signals(opening.head_branch, "branch", catalogue)
    for entry in catalogue.signals:
        if opening.login.casefold() in entry.logins:
            yield Signal(entry.id, "opener", "opener")
        if any(link in body for link in entry.links) or any(
            line.startswith(entry.lines or ("\0",)) for line in body.split("\n")
        ):
            yield Signal(entry.id, "body", "body")
        if labels & set(entry.labels):
            yield Signal(entry.id, "label", "label")


def _branch_signals(branch: str, where: str, catalogue: SignalCatalogue) -> Iterator[Signal]:
    name = branch.casefold()
    yield from (Signal(e.id, where, "branch") for e in catalogue.signals if e.branches and name.startswith(e.branches))


def _trailer_signals(
    key: str, value: str, where: str, catalogue: SignalCatalogue, attested: frozenset[str]
) -> Iterator[Signal]:
    match = ADDRESS.search(value)
    address = match[1].casefold() if match else ""
    if key in CREDITS and (entry := catalogue.by_address.get(address)):
        yield Signal(entry.id, where, entry.kind)
        return
    for entry in catalogue.signals:
        if key in entry.trailer_keys and address in attested:
            yield Signal(entry.id, where, entry.kind)
        if key == "assisted-by" and not address and _names_assistant(value, entry.assistants):
            yield Signal(entry.id, where, entry.kind)


def _names_assistant(value: str, assistants: tuple[str, ...]) -> bool:
    """`AGENT:MODEL [TOOLS]` with a known agent, or exactly the name of a product that is no person's name."""
    agent, colon, model = value.casefold().partition(":")
    if colon:
        return agent.strip() in assistants and bool(model.strip())
    words = value.casefold().strip()
    return words in assistants and (" " in words or words in {"chatgpt", "codex", "copilot"})


def _paragraphs(text: str) -> list[list[str]]:
    """Paragraphs as lists of lines, without fenced code, indented lines that start one, and quotations."""
    found: list[list[str]] = [[]]
    fenced = False
    for raw in text.replace("\r\n", "\n").split("\n"):
        line = raw.rstrip()
        if line.startswith(("```", "~~~")):
            fenced = not fenced
        elif not line:
            found.append([])
        elif not fenced and not line.startswith((">", "    ", "\t")):
            found[-1].append(line)
    return [lines for lines in found if lines]


def _trailers(paragraphs: list[list[str]]) -> Iterator[tuple[str, str]]:
    """Trailers of paragraphs that hold nothing but trailers (and their folded lines)."""
    for lines in paragraphs:
        matches = [(TRAILER.fullmatch(line), line) for line in lines]
        if matches[0][0] and all(match or line.startswith(" ") for match, line in matches):
            yield from ((match[1].casefold(), match[2]) for match, _ in matches if match)
