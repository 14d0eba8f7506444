"""Puts entries of several sources together that share a key, except where one source keeps them apart."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec import Struct


class Entry(Struct, frozen=True):
    """What grouping needs of one entry: its keys, and by which id (`own`) it goes in which source."""

    keys: tuple[str, ...]
    source: str
    own: str


class Contest(Struct, frozen=True):
    """Two entries, by position, that share a key although one source calls them by two ids."""

    key: str
    one: int
    other: int


def group(entries: Sequence[Entry]) -> tuple[list[list[int]], list[Contest]]:
    """Positions of the entries that belong together, in order, and the keys that two of them contest.

    Entries belong together when a chain of shared keys joins them and no source would then have two ids for one.
    Earlier entries are joined first, so the answer depends on the order of the entries alone.
    """
    grouping = _Grouping(entries)
    for at, entry in enumerate(entries):
        for key in dict.fromkeys(entry.keys):
            grouping.join(key, at)
    return grouping.groups(), grouping.contests


class _Grouping:
    """Union-find over the positions, with the ids that each group goes by in each source."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self.contests: list[Contest] = []
        self._above = list(range(len(entries)))
        self._ids: list[dict[str, str]] = [{entry.source: entry.own} for entry in entries]
        self._first: dict[str, int] = {}

    def join(self, key: str, at: int) -> None:
        """Put an entry into the group of the first entry that has the key, unless a source objects."""
        first = self._first.setdefault(key, at)
        one, other = self._root(first), self._root(at)
        if one == other:
            return
        small, large = sorted((self._ids[one], self._ids[other]), key=len)
        if any(large.get(source, own) != own for source, own in small.items()):
            self.contests.append(Contest(key, first, at))
            return
        large.update(small)
        low, high = min(one, other), max(one, other)
        self._above[high] = low
        self._ids[low] = large

    def groups(self) -> list[list[int]]:
        """The groups by their first entry."""
        found: dict[int, list[int]] = {}
        for at in range(len(self._above)):
            found.setdefault(self._root(at), []).append(at)
        return [found[root] for root in sorted(found)]

    def _root(self, at: int) -> int:
        while self._above[at] != at:
            self._above[at] = self._above[self._above[at]]
            at = self._above[at]
        return at


def unique(texts: Iterable[str]) -> tuple[str, ...]:
    """The texts that are not empty, each once, in order."""
    return tuple(dict.fromkeys(text for text in texts if text))
