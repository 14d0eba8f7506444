"""Reads events from tables (CSV): a row is an event, and becomes a record of `json_lines`.

The first row names the columns: the fields of an event (`type`, `subject`, `occurred_at` and the others) and of its
payload, side by side; `payload.source` is the payload's where both have a field of that name. Cells are separated by
commas, semicolons or tabs, whichever the first row is. An empty cell is not said; a list is separated by `|`; yes and
no are `true` and `false`.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any, get_origin

import msgspec
from msgspec import structs

from watchkeeper.domain.events.event import Draft
from watchkeeper.domain.events.types import PAYLOADS
from watchkeeper.formats.exports import json_lines
from watchkeeper.formats.exports.origin import Origin
from watchkeeper.formats.exports.record import Record

FORMAT = "csv"
_WITHIN = "payload."
_SEPARATORS = ",;\t"
_NEEDED = frozenset({"type", "subject", "occurred_at"})
_WHOLE = re.compile(r"-?[0-9]{1,16}")
_WORDS = {"true": True, "false": False}


def recognises(record: bytes) -> bool:
    """Whether the text begins with a row that names the columns that every event needs."""
    first = record.decode("utf-8", "replace").partition("\n")[0]
    return _NEEDED.issubset(_header(first)[0])


def read_drafts(record: bytes, origin: Origin) -> tuple[Draft, ...]:
    """The event of a row, once `read_rows` has made it a record.

    Raises:
        UsageError: the record is malformed.
    """
    return json_lines.read_drafts(record, origin)


def read_rows(lines: Iterable[str]) -> Iterator[Record]:
    """The rows of a table as records of `json_lines`, with the line that each starts on; empty rows are passed over.

    A row that cannot be read is a bad record, and the reading goes on. Without a first row that names at least
    `type`, `subject` and `occurred_at` nothing can be read, which one bad record says.
    """
    given = iter(lines)
    first = next(given, "")
    names, separator = _header(first)
    problem = (
        _wrong_header(names) if first.strip("\ufeff \r\n") else "the table has no first row that names its columns"
    )
    if problem:
        yield Record(b"", 1, problem)
        return
    rows = csv.reader(chain([first], given), delimiter=separator)
    next(rows)
    while True:
        line = rows.line_num + 1
        try:
            row = next(rows, None)
        except csv.Error as error:
            yield Record(b"", line, f"this row cannot be read ({error})")
            continue
        if row is None:
            return
        if any(cell.strip() for cell in row):
            yield _record(names, row, line)


def _header(line: str) -> tuple[list[str], str]:
    """The names in the first row, and the separator that tells most of them apart."""
    found = []
    for separator in _SEPARATORS:
        try:
            row = next(csv.reader([line.removeprefix("\ufeff")], delimiter=separator), [])
        except csv.Error:
            row = []
        found.append(([name.strip().casefold() for name in row], separator))
    return max(found, key=lambda candidate: len(candidate[0]))


def _wrong_header(names: list[str]) -> str:
    missing = sorted(_NEEDED.difference(names))
    if missing:
        return f"the first row names no column {missing[0]}"
    if "payload" in names:
        return "the first row names a column payload; name the fields of the payload instead"
    twice = [name for name in names if name and names.count(name) > 1]
    return f"two columns are called {twice[0][:80]!r}" if twice else ""


def _record(names: list[str], row: list[str], line: int) -> Record:
    if any(cell.strip() for cell in row[len(names) :]):
        return Record(b"", line, f"the row has {len(row)} cells, the first row names {len(names)}")
    cells = {name: cell.strip() for name, cell in zip(names, row, strict=False) if name and cell.strip()}
    kind = PAYLOADS.get(cells.get("type", ""))
    shapes = {field.name: field.type for field in structs.fields(kind)} if kind else {}
    event: dict[str, Any] = {name: cell for name, cell in cells.items() if name in json_lines.FIELDS}
    if "revision" in event:
        event["revision"] = _value(event["revision"], int)
    fields = {name.removeprefix(_WITHIN): cell for name, cell in cells.items() if name not in event}
    event["payload"] = {name: _value(cell, shapes.get(name)) for name, cell in fields.items()}
    try:
        return Record(msgspec.json.encode(event), line)
    except UnicodeEncodeError:
        return Record(b"", line, "the row holds what is no text")


def _value(cell: str, shape: Any) -> object:
    """The cell as its field wants it; as it stands when it does not look like that, which is reported later."""
    if get_origin(shape) is tuple:
        return [part.strip() for part in cell.split("|") if part.strip()]
    if shape is bool:
        return _WORDS.get(cell.casefold(), cell)
    return int(cell) if shape is int and _WHOLE.fullmatch(cell) else cell
