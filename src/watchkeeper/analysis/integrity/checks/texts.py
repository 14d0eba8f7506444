"""The two sides of a changed file as text, within the limits of what is read."""

from __future__ import annotations

from msgspec import Struct

from watchkeeper.analysis.integrity.weakening import TextPair, UnreadableError

MAX_BYTES = 2 << 20


class Sides(Struct, frozen=True):
    """One changed file as text; None = absent on that side."""

    path: str
    old_path: str
    base: str | None
    head: str | None


def decode(pair: TextPair) -> Sides:
    """Both sides as text; bytes outside UTF-8 are replaced.

    Raises:
        UnreadableError: a side is above 2 MB, or holds NUL bytes.
    """
    return Sides(pair.path, pair.old_path, _text(pair.base), _text(pair.head))


def _text(data: bytes | None) -> str | None:
    if data is None:
        return None
    if len(data) > MAX_BYTES:
        raise UnreadableError(f"larger than {MAX_BYTES >> 20} MB")
    if b"\0" in data:
        raise UnreadableError("not a text file")
    return data.decode("utf-8", "replace")


def line_of(text: str, part: str) -> int:
    """The number of the first line that holds a text, 1 if none does."""
    at = text.find(part)
    return text.count("\n", 0, at) + 1 if part and at >= 0 else 1


def line_at(text: str, offset: int) -> int:
    """The number of the line that an offset stands on."""
    return text.count("\n", 0, offset) + 1
