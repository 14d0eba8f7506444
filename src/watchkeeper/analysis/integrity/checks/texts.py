"""What the comparisons share: decoding, and the lines that one side has and the other has not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from watchkeeper.analysis.integrity.weakening import UnreadableError

MAX_BYTES = 2 << 20


def decode(data: bytes | None) -> str | None:
    """A side as text, None when it is absent.

    Raises:
        UnreadableError: it is above 2 MB, or no text.
    """
    if data is None:
        return None
    if len(data) > MAX_BYTES:
        raise UnreadableError(f"larger than {MAX_BYTES >> 20} MB")
    if b"\0" in data:
        raise UnreadableError("is no text")
    return data.decode("utf-8", "replace")


def added_lines(base: str, head: str) -> Iterator[tuple[int, str]]:
    """Lines of the head, with their numbers, that the base has not as often."""
    left = Counter(line.strip() for line in base.splitlines())
    for number, line in enumerate(head.splitlines(), 1):
        text = line.strip()
        if left[text] > 0:
            left[text] -= 1
        elif text:
            yield number, text


def line_of(text: str, part: str) -> int:
    """The number of the first line that holds a text, 0 if none does."""
    at = text.find(part)
    return text.count("\n", 0, at) + 1 if part and at >= 0 else 0
