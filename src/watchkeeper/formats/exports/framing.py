"""Cuts an export into its records, streaming: JSON lines, values one after the other, lists, and pages of lists.

A list at the top is cut into its elements. So is a page: an object that holds its records in a list of objects
under one of the names in `PAGES`, beside small members such as `limit` and `more`. Any other object is one record.
After broken bytes the reading goes on at the next line that starts an object or a list and is indented no deeper
than the record that broke.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from watchkeeper.formats.exports.cutter import Cutter
from watchkeeper.formats.exports.record import Record

__all__ = ["LIMIT", "Record", "split_records"]

LIMIT = 16 << 20
_MARK = b"\xef\xbb\xbf"


def split_records(chunks: Iterable[bytes], limit: int = LIMIT) -> Iterator[Record]:
    """The records of a text that comes in chunks of any size; `limit` is the most bytes that one record may have.

    Never raises for what the bytes are: what is no JSON becomes a bad record, and the reading goes on after it.
    Memory stays within a few times the larger of `limit` and a chunk.
    """
    cutter = Cutter(limit)
    for chunk in _without_mark(chunks):
        yield from cutter.feed(chunk)
    yield from cutter.end()


def _without_mark(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The same bytes without a byte order mark in front, which may itself be cut."""
    held: bytes | None = b""
    for chunk in chunks:
        if held is None:
            yield chunk
            continue
        held += chunk
        if len(held) >= len(_MARK) or not _MARK.startswith(held):
            yield held.removeprefix(_MARK)
            held = None
    if held:
        yield held
