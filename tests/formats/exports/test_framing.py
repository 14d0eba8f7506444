"""Framing: the same values come back whichever way they are framed and cut, and nothing stops the reading."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchkeeper.formats.exports.cutter import PAGES
from watchkeeper.formats.exports.framing import Record, split_records

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text() | st.sampled_from(sorted(PAGES)), inner),
    max_leaves=12,
)
OBJECTS = st.dictionaries(st.text().filter(lambda name: name not in PAGES), JSON)
WRITING = st.sampled_from(
    [{"ensure_ascii": True}, {"ensure_ascii": False, "indent": 2}, {"separators": (",", ":")}, {"indent": "\t"}]
)
PIECES = [b"{", b"}", b"[", b"]", b'"', b"\\", b"\n", b":", b",", b"1", b"tru", b" ", b'"a"', b'"data":[{', b'{"a":1}']
CRUMBS = st.lists(st.sampled_from([*PIECES, b"\n{", b"\xff", b"\xef\xbb\xbf"]), max_size=40).map(b"".join)


def cut(data: bytes, sizes: list[int]) -> Iterator[bytes]:
    """The bytes in chunks of these sizes, over and over."""
    position, turn = 0, 0
    while position < len(data):
        size = sizes[turn % len(sizes)]
        yield data[position : position + size]
        position, turn = position + size, turn + 1


def read(data: bytes, sizes: list[int] | None = None, **options: int) -> list[Record]:
    return list(split_records(cut(data, sizes or [1 << 16]), **options))


def values(data: bytes, sizes: list[int] | None = None) -> list[object]:
    records = read(data, sizes)
    assert [record.problem for record in records if record.problem] == []
    return [json.loads(record.data) for record in records]


SIZES = st.lists(st.integers(1, 30), min_size=1, max_size=4)


@given(st.lists(OBJECTS | st.integers() | st.text() | st.booleans() | st.none()), WRITING, SIZES, st.booleans())
def test_values_one_after_the_other_come_back(
    given_: list[object], writing: dict[str, object], sizes: list[int], mark: bool
) -> None:
    text = "\n".join(json.dumps(value, **writing) for value in given_)  # type: ignore[arg-type]
    assert values((b"\xef\xbb\xbf" if mark else b"") + text.encode("utf-8", "replace"), sizes) == given_


@given(st.lists(JSON), WRITING, SIZES)
def test_the_elements_of_a_list_come_back(given_: list[object], writing: dict[str, object], sizes: list[int]) -> None:
    assert values(json.dumps(given_, **writing).encode("utf-8", "replace"), sizes) == given_  # type: ignore[arg-type]


@given(st.lists(OBJECTS), st.sampled_from(sorted(PAGES)), WRITING, SIZES)
def test_the_records_of_a_page_come_back(
    given_: list[object], name: str, writing: dict[str, object], sizes: list[int]
) -> None:
    page = {"limit": 25, "links": {"next": ["x"], "data": [{}]}, name: given_, "more": False, "total": None}
    text = (json.dumps(page, **writing) + "\n") * 2  # type: ignore[arg-type]
    assert values(text.encode("utf-8", "replace"), sizes) == given_ * 2


@given(CRUMBS | st.binary(), SIZES)
def test_no_bytes_stop_the_reading_and_chunks_make_no_difference(data: bytes, sizes: list[int]) -> None:
    records = read(data)
    assert read(data, sizes) == records
    assert read(data, [1]) == records
    assert all(bool(record.data) != bool(record.problem) for record in records)
    assert all(1 <= record.line <= data.count(b"\n") + 1 for record in records)


@given(CRUMBS, SIZES)
def test_after_broken_bytes_the_next_line_is_read(data: bytes, sizes: list[int]) -> None:
    """Two lines: the first may be swallowed by what broke before, the second never is."""
    text = data + b'x"\n{"seen": 1}\n{"seen": 2}\n'
    assert Record(b'{"seen": 2}', text.count(b"\n")) in read(text, sizes)


@pytest.mark.parametrize(
    ("text", "records"),
    [
        ("", []),
        ('{"a":1}\n\n  {"a":2}', [('{"a":1}', 1), ('{"a":2}', 3)]),
        ('[\n {"a":1},\n {"a":2}\n]', [('{"a":1}', 2), ('{"a":2}', 3)]),
        ('[{"a":1}][{"a":2}]', [('{"a":1}', 1), ('{"a":2}', 1)]),
        ('{"data": [], "took": 0.1}', []),
        ('{"data": [1, 2]}', [('{"data": [1, 2]}', 1)]),
        ('{"data": {"id": 1}, "took": 0.1}', [('{"data": {"id": 1}, "took": 0.1}', 1)]),
        ('{"status": "firing", "alerts": [{"a": 1}]}', [('{"status": "firing", "alerts": [{"a": 1}]}', 1)]),
        ('{"page": {"id": "x"},\n "incidents": [{"a": 1}]}', [('{"a": 1}', 2)]),
        ('[{"incidents": [{"a": 1}]}]', [('{"incidents": [{"a": 1}]}', 1)]),
    ],
)
def test_what_a_record_is_and_where_it_starts(text: str, records: list[tuple[str, int]]) -> None:
    assert [(record.data.decode(), record.line) for record in read(text.encode())] == records


@pytest.mark.parametrize(
    ("text", "problem", "line", "after"),
    [
        ('hello\n{"z":1}', "this is no JSON", 1, True),
        ('{"a": 1\n{"z":1}', "there is '{' where ',' belongs", 1, True),
        ('\n{"a": "x\n{"z":1}', "a text runs over the end of its line", 2, True),
        ('[\n  {"a": ]},\n  {"z":1}\n]', "there is ']' where a value belongs", 2, True),
        ('{"a": {\n  "b": ]\n  {"no": 1}\n}}\n{"z":1}', "there is ']' where a value belongs", 1, True),
        ('{"a": [1}\n{"z":1}', "'}' closes what '[' opened", 1, True),
        ("[" * 600 + '\n{"z":1}', "the record is nested too deeply", 1, True),
        ('\xff\xfe{\n{"z":1}', "there is byte 0xc3 where a value belongs", 1, True),
        ('{"a": 1', "the text ends before the record does", 1, False),
        ('\n[{"z":1}', "the text ends before the record does", 2, True),
        ('{"z":1}\n"abc', "the text ends before the record does", 2, True),
    ],
)
def test_what_breaks_is_said_with_its_line(text: str, problem: str, line: int, after: bool) -> None:
    records = read(text.encode())
    assert [(record.problem, record.line) for record in records if record.problem] == [(problem, line)]
    assert [record.data for record in records if record.data] == ([b'{"z":1}'] if after else [])


@pytest.mark.parametrize("sizes", [[1], [1 << 16]])
def test_a_record_over_the_limit_is_left_out(sizes: list[int]) -> None:
    records = read(b'{"a":"' + b"x" * 100 + b'","b":[{}]}{"z":1}', sizes, limit=60)
    assert records == [Record(b"", 1, "the record has more than 60 bytes"), Record(b'{"z":1}', 1)]


@pytest.mark.parametrize("part", [b"[", b'"', b'{"a":', b"x", b" ", b'\\"', b'{"a":"', b"1,", b'"a":1,'])
def test_time_grows_with_the_length_alone(part: bytes) -> None:
    start = time.perf_counter()
    read(part * (1_000_000 // len(part)), [1 << 12])
    assert time.perf_counter() - start < 15
