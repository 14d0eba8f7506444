"""Rows of the chain: from a sealed draft, and back to an event."""

from __future__ import annotations

from typing import Any, TypeVar

import msgspec
from msgspec import Raw

from watchkeeper.domain.events.event import Event
from watchkeeper.domain.problems import Problem, UsageError
from watchkeeper.ledger.chain import digest, link_hash
from watchkeeper.ledger.pseudonyms import Sealed

S = TypeVar("S", bound=msgspec.Struct)


def row_of(seq: int, id_: str, sealed: Sealed, now: str, previous: str) -> dict[str, Any]:
    """The row that a draft becomes at `seq`, after the row whose hash is `previous`."""
    draft = sealed.draft
    event = Event(
        id=id_,
        type=draft.type,
        version=draft.payload.VERSION,
        source=draft.source,
        source_id=draft.source_id,
        subject=draft.subject,
        occurred_at=draft.occurred_at,
        recorded_at=now,
        payload_hash=digest(sealed.payload),
        revision=draft.revision,
        supersedes=draft.supersedes,
    )
    return {
        "seq": seq, "id": id_, "type": event.type, "version": event.version, "source": event.source,
        "source_id": event.source_id, "subject": event.subject, "occurred_at": event.occurred_at,
        "recorded_at": now, "revision": event.revision, "supersedes": event.supersedes,
        "payload": sealed.payload.decode("utf-8"), "payload_hash": event.payload_hash,
        "hash": link_hash(seq, event, previous),
    }  # fmt: skip


def event_of(row: Any) -> Event:
    """The event of a row of the table `events`."""
    return Event(
        id=row.id,
        type=row.type,
        version=row.version,
        source=row.source,
        source_id=row.source_id,
        subject=row.subject,
        occurred_at=row.occurred_at,
        recorded_at=row.recorded_at,
        payload_hash=row.payload_hash,
        revision=row.revision,
        supersedes=row.supersedes,
        payload=None if row.payload is None else Raw(row.payload.encode("utf-8")),
    )


def payload_of(row: Any, type_: type[S]) -> S:
    """The payload of a row, read.

    Raises:
        UsageError: it was altered by hand.
    """
    try:
        return msgspec.json.decode(row.payload, type=type_)
    except (msgspec.MsgspecError, TypeError):
        remedy = "`watchkeeper ledger verify` tells what was touched; restore the ledger from a copy"
        raise UsageError(
            Problem(f"the payload of row {row.seq} was altered and cannot be read", remedy=remedy)
        ) from None
