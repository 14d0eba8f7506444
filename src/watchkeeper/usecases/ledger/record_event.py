"""Keeps one event that a person or a pipeline tells on the command line."""

from __future__ import annotations

import csv
import io

import msgspec
from msgspec import Struct

from watchkeeper.analysis.changes.drafts import time_text
from watchkeeper.domain.events.types import PAYLOADS
from watchkeeper.domain.ledger import Recorded
from watchkeeper.domain.problems import Problem, UsageError
from watchkeeper.formats.exports.comma_separated import read_rows
from watchkeeper.formats.exports.json_lines import read_drafts
from watchkeeper.formats.exports.origin import Origin
from watchkeeper.git.repository import Repository
from watchkeeper.ledger.chain import digest, event_id
from watchkeeper.usecases.ledger.gate_facts import second_hand
from watchkeeper.usecases.ledger.location import locate, opened


class Told(Struct, frozen=True):
    """An event as it is told: its type, subject, `FIELD=VALUE` texts, who says so, and when (seconds)."""

    type: str
    subject: str
    fields: tuple[str, ...]
    source: str
    source_id: str
    supersedes: str
    now: int


def record_event(repo: str, target: str, database: str, told: Told) -> Recorded:
    """Keep the event.

    Raises:
        UsageError: the type or a field is not known, or a value does not fit; all of them at once.
    """
    fields = dict(_field(text) for text in told.fields)
    fields.setdefault("occurred_at", time_text(told.now))
    cells = {"type": told.type, "subject": told.subject, "source": told.source, "supersedes": told.supersedes} | fields
    if told.source_id:
        cells["source_id"] = told.source_id
    with Repository(repo) as repository:
        where = locate(repository, target, database)
        if commit := fields.get("commit"):
            (found,) = repository.resolve(commit)
            cells["commit"] = found.sha if found else commit
    (draft,) = read_drafts(_record(cells), Origin(where.repository))
    draft = second_hand(draft)
    draft = msgspec.structs.replace(draft, revision=draft.revision or told.now)
    with opened(where.database) as ledger:
        sealed = ledger.pseudonyms.seal(draft)
        done = ledger.append([draft])
    id_ = event_id(draft, digest(sealed.payload))
    return Recorded(id_, draft.type, draft.subject, bool(done.new))


def _record(cells: dict[str, str]) -> bytes:
    """The cells as a record; they are read as a row of a table is.

    Raises:
        UsageError: a cell does not fit.
    """
    table = io.StringIO()
    csv.writer(table).writerows([list(cells), list(cells.values())])
    (record,) = read_rows(table.getvalue().splitlines(keepends=True))
    if record.problem:
        raise UsageError(Problem(record.problem))
    return record.data


def _field(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals:
        remedy = f"write it as FIELD=VALUE; event types: {', '.join(PAYLOADS)}"
        raise UsageError(Problem(f"{text!r} is no field", remedy=remedy))
    return name.strip(), value
