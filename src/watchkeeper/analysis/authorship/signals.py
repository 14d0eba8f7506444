"""The catalogue of marks that agents leave, as the data file tells it, and its look-up tables."""

from __future__ import annotations

from functools import cached_property

from msgspec import Struct, field

from watchkeeper.domain.change import SignalClass


class Match(Struct, frozen=True, forbid_unknown_fields=True):
    """How one signal is found; any way that is not empty counts. All texts are in lower case.

    `addresses` are whole addresses of an author, a committer or someone credited; `author_suffixes` end
    the name of an author. `keys` are trailer keys or starts of a line, which need one of `values` as the
    whole value, or one of `value_starts` as its start, where these are given; `agent_and_model` asks for
    the kernel's `AGENT:MODEL` instead. `lines` are whole lines and `line_starts` their starts; `links` are
    host and path before an id. `branches` are prefixes, `first_name` says that a person can bear that name.
    `logins` and `labels` are whole. `noted` is who wrote the lines of a note.
    """

    addresses: tuple[str, ...] = ()
    author_suffixes: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()
    values: tuple[str, ...] = ()
    value_starts: tuple[str, ...] = ()
    agent_and_model: bool = False
    lines: tuple[str, ...] = ()
    line_starts: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    branches: tuple[str, ...] = ()
    first_name: bool = False
    logins: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    noted: str = ""


class SignalEntry(Struct, frozen=True):
    """One signal: its class, whose mark it is, how it is found, whether a public history ever showed it."""

    id: str
    kind: SignalClass = field(name="class")
    agent: str
    match: Match
    unproven: bool = False


class SignalCatalogue(Struct, frozen=True, dict=True):
    """The signals, with the version of the data file.

    `recall` is, in words, the share of AI-written commits that show any. `credits` are the trailer keys
    that credit whoever wrote a part. `automations` are addresses and logins of programs that are no agents
    and quote the release notes of others.
    """

    version: int
    updated: str
    recall: str
    credits: frozenset[str]
    automations: frozenset[str]
    signals: tuple[SignalEntry, ...]

    @cached_property
    def by_address(self) -> dict[str, SignalEntry]:
        """The entry of each address."""
        return {address: entry for entry in self.signals for address in entry.match.addresses}

    @cached_property
    def by_key(self) -> dict[str, list[SignalEntry]]:
        """The entries of each trailer key."""
        found: dict[str, list[SignalEntry]] = {}
        for entry in self.signals:
            for key in entry.match.keys:
                found.setdefault(key, []).append(entry)
        return found

    @cached_property
    def by_login(self) -> dict[str, SignalEntry]:
        """The entry of each login."""
        return {login: entry for entry in self.signals for login in entry.match.logins}

    @cached_property
    def by_label(self) -> dict[str, SignalEntry]:
        """The entry of each label."""
        return {label: entry for entry in self.signals for label in entry.match.labels}

    @cached_property
    def by_line(self) -> dict[str, SignalEntry]:
        """The entry of each whole line."""
        return {line: entry for entry in self.signals for line in entry.match.lines}

    @cached_property
    def line_starts(self) -> dict[str, SignalEntry]:
        """The entry of each start of a line."""
        return {start: entry for entry in self.signals for start in entry.match.line_starts}

    @cached_property
    def links(self) -> dict[str, SignalEntry]:
        """The entry of each link."""
        return {link: entry for entry in self.signals for link in entry.match.links}

    @cached_property
    def branches(self) -> dict[str, SignalEntry]:
        """The entry of each prefix of a branch."""
        return {prefix: entry for entry in self.signals for prefix in entry.match.branches}

    @cached_property
    def author_suffixes(self) -> dict[str, SignalEntry]:
        """The entry of each end of an author's name."""
        return {suffix: entry for entry in self.signals for suffix in entry.match.author_suffixes}

    @cached_property
    def noted(self) -> dict[str, SignalEntry]:
        """The entry of each kind of author in a note."""
        return {entry.match.noted: entry for entry in self.signals if entry.match.noted}
