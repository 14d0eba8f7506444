"""Recorded results that are rewritten in the change whose results they check."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from watchkeeper.analysis.integrity.paths import extension
from watchkeeper.analysis.integrity.weakening import TextPair, Weakening, clip

MAX_BYTES = 2 << 20
TEXTS = frozenset(
    {"snap", "ambr", "snapshot", "txt", "json", "yaml", "yml", "xml", "html", "md", "golden", "raw", "cs"}
)


def rewritten_snapshot(pair: TextPair) -> Iterator[Weakening]:
    """The weakening of one snapshot that is there on both sides: expectations that are gone or say something else.

    Expectations that are only added judge more, not less. Binary ones count as a whole, so do those above 2 MB.
    """
    if pair.base is None or pair.head is None or pair.base == pair.head:
        return
    name = pair.path.rpartition("/")[2]
    if max(len(pair.base), len(pair.head)) > MAX_BYTES or b"\0" in pair.head[:8000] or extension(name) not in TEXTS:
        detail = f"the expected result {name} is another one, beside the code that gives it"
        yield Weakening("snapshot-rewritten", pair.path, 0, "head", "", name, detail, "pattern", "binary")
        return
    gone = _lines(pair.base) - _lines(pair.head)
    if not gone:
        return
    number, text = _first_new(pair.base, pair.head)
    count = gone.total()
    lines = f"{count} lines" if count > 1 else "a line"
    detail = f"{lines} of the expected result {name} {'are' if count > 1 else 'is'} rewritten"
    yield Weakening("snapshot-rewritten", pair.path, number, "head", clip(text), name, detail, "pattern", "text")


def _lines(data: bytes) -> Counter[bytes]:
    """Lines without indentation and trailing commas: those change when something is added beside them."""
    return Counter(line.strip().rstrip(b",") for line in data.split(b"\n"))


def _first_new(base: bytes, head: bytes) -> tuple[int, str]:
    known = _lines(base)
    for number, line in enumerate(head.split(b"\n"), 1):
        bare = line.strip().rstrip(b",")
        if bare and known[bare] <= 0:
            return number, bare.decode("utf-8", "replace")
        known[bare] -= 1
    return 0, ""
