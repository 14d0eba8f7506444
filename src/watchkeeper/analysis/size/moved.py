"""Finds blocks of lines that a change only moves: removed in one place, added unchanged in another."""

from __future__ import annotations

from array import array
from collections.abc import Sequence

from msgspec import Struct

BLOCK = 4
"""The fewest consecutive lines that count as a moved block."""
CANDIDATES = 16
"""How many places a block is compared with, so that repetitive text stays linear."""
MAX_REMOVED = 400_000
"""Above this many removed lines no moves are looked for: memory stays bounded."""


class LineHashes(Struct, frozen=True):
    """Hashes of one file's removed and added lines in order; an odd one is a line that says nothing."""

    path: str
    removed: array[int]
    added: array[int]


def hash_lines(lines: Sequence[bytes]) -> array[int]:
    """One hash a line, made odd for lines of fewer than three visible characters (`}`, `else` is not)."""
    return array("q", [hash(line) & ~1 | (len(line.strip()) < 3) for line in lines])


def find_moved(files: Sequence[LineHashes]) -> dict[str, dict[str, int]]:
    """Moved lines: path → path they came from → number of lines. Each removed line is used once.

    Lines are compared byte by byte: a block that was indented anew is not a move, since it can mean
    something else. At most one of the first `BLOCK` lines of a block says nothing.
    """
    if not 0 < sum(len(f.removed) for f in files) <= MAX_REMOVED:
        return {}
    index = _index(files)
    if not index:
        return {}
    used = [bytearray(len(f.removed)) for f in files]
    moved: dict[str, dict[str, int]] = {}
    for file in files:
        at = 0
        while at <= len(file.added) - BLOCK:
            length, source = _longest(file.added, at, index, files, used)
            if length:
                origins = moved.setdefault(file.path, {})
                origins[files[source].path] = origins.get(files[source].path, 0) + length
            at += length or 1
    return moved


def _index(files: Sequence[LineHashes]) -> dict[int, list[tuple[int, int]]]:
    index: dict[int, list[tuple[int, int]]] = {}
    added = {key for f in files for key in _keys(f.added)}
    for number, file in enumerate(files):
        for at, key in enumerate(_keys(file.removed)):
            if key and key in added:
                index.setdefault(key, []).append((number, at))
    return index


def _keys(lines: array[int]) -> list[int]:
    """A key for each block of `BLOCK` lines; 0 where more than one line says nothing."""
    blocks = zip(lines, lines[1:], lines[2:], lines[3:], strict=False)
    return [hash(block) if sum(h & 1 for h in block) < 2 else 0 for block in blocks]


def _longest(
    added: array[int],
    at: int,
    index: dict[int, list[tuple[int, int]]],
    files: Sequence[LineHashes],
    used: Sequence[bytearray],
) -> tuple[int, int]:
    """Length and source file of the longest unused removed block that continues at `at`; uses it up."""
    best, source, start = 0, 0, 0
    for number, begin in index.get(hash(tuple(added[at : at + BLOCK])), ())[:CANDIDATES]:
        removed, taken = files[number].removed, used[number]
        end = begin
        limit = min(len(removed), begin + len(added) - at)
        while end < limit and removed[end] == added[at + end - begin] and not taken[end]:
            end += 1
        if end - begin >= BLOCK and end - begin > best:
            best, source, start = end - begin, number, begin
    if best:
        used[source][start : start + best] = b"\1" * best
    return best, source
