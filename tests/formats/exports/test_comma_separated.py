"""Tables: rows become records, whatever the separator, and a bad row stops nothing."""

from __future__ import annotations

import csv
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.formats.exports.adversarial import ORIGIN
from watchkeeper.domain.events.deployments import Deployed
from watchkeeper.domain.events.incidents import IncidentDetected
from watchkeeper.formats.exports import comma_separated
from watchkeeper.formats.exports.comma_separated import read_rows

HEADER = ["type", "subject", "occurred_at", "revision", "service", "proxy", "changes", "changes_count", "title"]
TIME = "2026-03-01T18:00:00Z"
DEPLOYED = ["Deployed", "till/1", TIME, "3", "till", "true", "change:shop/1| change:shop/2", "2", ""]
DETECTED = ["IncidentDetected", "7", TIME, "", "till", "", "", "", "12"]


def table(*rows: list[str], separator: str = ",") -> list[str]:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=separator).writerows(rows)
    return list(io.StringIO(text.getvalue(), newline=""))


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_rows_become_events(separator: str, mark: str) -> None:
    lines = table(HEADER, DEPLOYED, [], DETECTED, separator=separator)
    lines[0] = mark + lines[0]
    assert comma_separated.recognises(lines[0].encode())
    one, other = read_rows(lines)
    assert (one.line, other.line) == (2, 4)
    (deployed,) = comma_separated.read_drafts(one.data, ORIGIN)
    assert (deployed.subject, deployed.revision) == ("deployment:till/1", 3)
    assert deployed.payload == Deployed(
        service="till", proxy=True, changes=("change:shop/1", "change:shop/2"), changes_count=2
    )
    (detected,) = comma_separated.read_drafts(other.data, ORIGIN)
    assert detected.payload == IncidentDetected(service="till", title="12")


def test_a_quoted_cell_may_hold_lines_and_separators() -> None:
    lines = table(HEADER, [*DETECTED[:-1], 'Tills "are"\ndown, again'], DEPLOYED)
    one, other = read_rows(lines)
    assert (one.line, other.line) == (2, 4)
    (draft,) = comma_separated.read_drafts(one.data, ORIGIN)
    assert draft.payload == IncidentDetected(service="till", title='Tills "are"\ndown, again')


def test_a_payload_may_have_a_field_that_the_event_has_too() -> None:
    header = ["type", "subject", "occurred_at", "source", "payload.source", "payload.start", "end"]
    (record,) = read_rows(table(header, ["UsageObserved", "till", TIME, "here", "there", TIME, TIME]))
    (draft,) = comma_separated.read_drafts(record.data, ORIGIN)
    assert (draft.source, getattr(draft.payload, "source", "")) == ("here", "there")


@pytest.mark.parametrize(
    ("lines", "problem"),
    [
        ([], "the table has no first row that names its columns"),
        (["\n", "a\n"], "the table has no first row that names its columns"),
        (["type,subject\n"], "the first row names no column occurred_at"),
        (["type,subject,occurred_at,by,by\n"], "two columns are called 'by'"),
        (["type,subject,occurred_at,payload\n"], "the first row names a column payload; name the fields of"),
    ],
)
def test_a_table_without_its_columns_cannot_be_read(lines: list[str], problem: str) -> None:
    (record,) = read_rows(lines)
    assert (record.data, record.line) == (b"", 1)
    assert record.problem.startswith(problem)


def test_a_bad_row_stops_nothing() -> None:
    lines = table(HEADER, [*DEPLOYED, "more"], [*DETECTED[:-1], "\udc80"], ["x" * 200_000], DEPLOYED)
    *bad, good = read_rows(lines)
    assert [(record.line, record.problem) for record in bad] == [
        (2, "the row has 10 cells, the first row names 9"),
        (3, "the row holds what is no text"),
        (4, "this row cannot be read (field larger than field limit (131072))"),
    ]
    assert good.line == 5
    assert len(comma_separated.read_drafts(good.data, ORIGIN)) == 1


CELLS = st.text(st.characters(exclude_characters="\r", exclude_categories=["Cs"]), max_size=20)


@given(st.lists(st.text(max_size=30) | st.just(",".join(HEADER) + "\n") | st.just(",".join(DEPLOYED) + "\n")))
def test_no_lines_stop_the_reading(lines: list[str]) -> None:
    for given_ in (lines, [",".join(HEADER) + "\n", *lines]):
        for record in read_rows(given_):
            assert bool(record.data) != bool(record.problem)
            assert record.line >= 1


@given(st.lists(st.lists(CELLS, min_size=2, max_size=2)), st.sampled_from(",;\t"))
def test_the_cells_of_a_table_come_back(rows: list[list[str]], separator: str) -> None:
    header = ["type", "subject", "occurred_at", "title", "how"]
    lines = table(header, *(["X", "1", TIME, *row] for row in rows), separator=separator)
    records = list(read_rows(lines))
    payloads = [json.loads(record.data)["payload"] for record in records]
    assert [[payload.get(name, "") for name in ("title", "how")] for payload in payloads] == [
        [cell.strip() for cell in row] for row in rows
    ]
