"""Patterns for one name that hold brackets such as `[a-z]`, matched without backtracking."""

from __future__ import annotations

from msgspec import Struct


class Characters(Struct, frozen=True):
    """One character out of a bracket: single ones and ranges, or, negated, any other."""

    ranges: tuple[tuple[str, str], ...]
    negated: bool

    def has(self, character: str) -> bool:
        """Whether the bracket takes this character."""
        return any(low <= character <= high for low, high in self.ranges) != self.negated


Piece = str | Characters | None
"""One character of a name: this one, one of a bracket, or any."""


class BracketGlob(Struct, frozen=True):
    """A pattern for one name that has brackets: rows of pieces with any characters between them.

    The rows at either end may be empty. Matches like NameGlob, character by character.
    """

    rows: tuple[tuple[Piece, ...], ...]

    @property
    def tail(self) -> str:
        """The literal end that every matching name has; "" if there is none."""
        return _literal(self.rows[-1][::-1])[::-1]

    @property
    def head(self) -> str:
        """The literal start that every matching name has; "" if there is none."""
        return _literal(self.rows[0])

    def matches(self, name: str) -> bool:
        """Whether the whole name matches. Time is bounded by the length of name times pattern."""
        first, last = self.rows[0], self.rows[-1]
        if len(self.rows) == 1:
            return len(name) == len(first) and _stands(first, name, 0)
        at, end = len(first), len(name) - len(last)
        if at > end or not _stands(first, name, 0) or not _stands(last, name, end):
            return False
        for row in self.rows[1:-1]:
            while at + len(row) <= end and not _stands(row, name, at):
                at += 1
            if at + len(row) > end:
                return False
            at += len(row)
        return True


def _literal(row: tuple[Piece, ...]) -> str:
    found = ""
    for piece in row:
        if not isinstance(piece, str):
            break
        found += piece
    return found


def _stands(row: tuple[Piece, ...], name: str, at: int) -> bool:
    return all(
        piece is None or (piece == name[at + offset] if isinstance(piece, str) else piece.has(name[at + offset]))
        for offset, piece in enumerate(row)
    )
