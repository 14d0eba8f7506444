"""Path globs as every owners dialect understands them once compiled, matched without backtracking.

A name glob is runs of characters with `*` between them; a path glob is names with "any depth" between
them. Both are matched the same way: the first part at the front, the last part at the end, the parts in
between leftmost first. A part has a fixed length, so a leftmost match is never worse than a later one,
and no choice is ever taken back.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from watchkeeper.analysis.ownership.dialects.brackets import BracketGlob

Run = tuple[int, tuple[tuple[int, str], ...]]
"""Characters in a row: how many, and the literal pieces at their offsets; the gaps are `?`."""

ANY_DEPTH = None
"""Stands between the names of a path glob for any number of folders, none included."""


class NameGlob(Struct, frozen=True):
    """A pattern for one name of a path: runs that have any characters between them.

    One run is a pattern without `*`. Runs at either end may be empty, others are not.
    """

    runs: tuple[Run, ...]

    @property
    def tail(self) -> str:
        """The literal end that every matching name has; "" if there is none."""
        length, pieces = self.runs[-1]
        return pieces[-1][1] if pieces and pieces[-1][0] + len(pieces[-1][1]) == length else ""

    @property
    def head(self) -> str:
        """The literal start that every matching name has; "" if there is none."""
        pieces = self.runs[0][1]
        return pieces[0][1] if pieces and not pieces[0][0] else ""

    def matches(self, name: str) -> bool:
        """Whether the whole name matches. Time is bounded by the length of name times pattern."""
        first, last = self.runs[0], self.runs[-1]
        if len(self.runs) == 1:
            return len(name) == first[0] and _stands(first, name, 0)
        at, end = first[0], len(name) - last[0]
        if at > end or not _stands(first, name, 0) or not _stands(last, name, end):
            return False
        for run in self.runs[1:-1]:
            at = _seek(run, name, at, end)
            if at < 0:
                return False
            at += run[0]
        return True


Name = str | NameGlob | BracketGlob
Part = Name | None


class PathGlob(Struct, frozen=True):
    """A pattern for a path: the names above (ANY_DEPTH between them where it is so), then a name.

    `itself`: a file of exactly this path matches. `below`: every file under a folder of this path does.
    """

    parents: tuple[Part, ...]
    name: Name
    itself: bool
    below: bool

    def matches(self, path: str) -> bool:
        """Whether this path (`/` between names, none in front) matches, looked at alone."""
        *folders, name = path.split("/")
        if self.itself and name_matches(self.name, name) and FolderGlob(self.parents).matches(folders):
            return True
        return self.below and FolderGlob((*self.parents, self.name, ANY_DEPTH)).matches(folders)


STAR = NameGlob(((0, ()), (0, ())))
"""Any name."""

EVERYTHING = PathGlob((ANY_DEPTH,), STAR, itself=True, below=False)
"""Every file."""


class FolderGlob:
    """A pattern for a whole folder path, split at every ANY_DEPTH into blocks of names."""

    __slots__ = ("_blocks", "_least")

    def __init__(self, parts: Sequence[Part]) -> None:
        blocks: list[list[Name]] = [[]]
        for part in parts:
            if part is ANY_DEPTH:
                blocks.append([])
            else:
                blocks[-1].append(part)
        self._blocks = [block for at, block in enumerate(blocks) if block or at in {0, len(blocks) - 1}]
        self._least = sum(map(len, blocks))

    def matches(self, names: Sequence[str]) -> bool:
        """Whether the folder with these names, top first, matches as a whole."""
        blocks = self._blocks
        if len(blocks) == 1:
            return len(names) == self._least and _block_stands(blocks[0], names, 0)
        at, end = len(blocks[0]), len(names) - len(blocks[-1])
        if len(names) < self._least or not _block_stands(blocks[0], names, 0):
            return False
        if not _block_stands(blocks[-1], names, end):
            return False
        for block in blocks[1:-1]:
            stop = end - len(block)
            while at <= stop and not _block_stands(block, names, at):
                at += 1
            if at > stop:
                return False
            at += len(block)
        return True


def name_matches(pattern: Name, name: str) -> bool:
    """Whether a name matches a literal or a glob."""
    return pattern == name if isinstance(pattern, str) else pattern.matches(name)


def _block_stands(block: Sequence[Name], names: Sequence[str], at: int) -> bool:
    return all(name_matches(pattern, names[at + offset]) for offset, pattern in enumerate(block))


def _stands(run: Run, name: str, at: int) -> bool:
    return all(name.startswith(piece, at + offset) for offset, piece in run[1])


def _seek(run: Run, name: str, at: int, end: int) -> int:
    """The first place from `at` on where the run stands and ends by `end`; -1 if nowhere."""
    length, pieces = run
    if not pieces:
        return at if at + length <= end else -1
    offset, piece = pieces[0]
    while True:
        found = name.find(piece, at + offset, end) - offset
        if found < at or found + length > end:
            return -1
        if len(pieces) == 1 or _stands(run, name, found):
            return found
        at = found + 1
