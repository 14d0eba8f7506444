"""Hands the events on, one JSON object a line, without people and without free texts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from watchkeeper.domain.events.event import Payload
from watchkeeper.domain.events.privacy import RetentionApplied
from watchkeeper.domain.events.types import PAYLOADS
from watchkeeper.ledger.pseudonyms import marked_fields
from watchkeeper.ledger.store import Ledger

OWN = RetentionApplied.__module__
"""Events about the ledger itself: in another one they would excuse payloads that somebody removed there."""


def export_events(ledger: Ledger) -> Iterator[bytes]:
    """Every event in the order of the chain. What names a person is left out; the lines can be imported again."""
    for row in ledger.rows():
        type_ = PAYLOADS.get(row.type)
        if type_ is None or row.payload is None or type_.__module__ == OWN:
            continue
        yield msgspec.json.encode(_line(row, type_)) + b"\n"


def _line(row: Any, type_: type[Payload]) -> dict[str, object]:
    payload = msgspec.json.decode(row.payload, type=dict[str, object])
    for name, _, many in marked_fields(type_):
        if name in payload:
            payload[name] = [] if many else ""
    line = {
        "type": row.type,
        "source": row.source,
        "source_id": row.source_id,
        "subject": row.subject,
        "occurred_at": row.occurred_at,
        "payload": payload,
    }
    weaker = row.revision - 1  # without its people it must never stand in the place of the statement itself
    optional = {"revision": weaker, "supersedes": row.supersedes}
    return line | {name: value for name, value in optional.items() if value}
