"""Proves the chain, or names the first row where it breaks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import msgspec
from sqlalchemy import select

from watchkeeper.domain.events.privacy import RetentionApplied
from watchkeeper.domain.ledger import Fault, Head, Verification
from watchkeeper.ledger.chain import GENESIS, digest, event_id, link_hash
from watchkeeper.ledger.rows import event_of
from watchkeeper.ledger.store import Ledger
from watchkeeper.ledger.tables import events

TELL_EVERY = 10_000


def verify(
    ledger: Ledger, published: Sequence[Head] = (), tell: Callable[[int], None] = lambda _: None
) -> Verification:
    """Walk the chain from its first row to its head, and hold it to heads that were published outside."""
    erasures = _erasures(ledger)
    expected = {head.seq: head for head in published}
    end = ledger.head()
    fault = next((_other(head, end) for head in published if head.ledger != end.ledger), None)
    seq, previous, erased = 0, GENESIS, 0
    for row in ledger.rows():
        if fault or row.seq > end.seq:
            break
        fault = _fault(row, seq + 1, previous, erasures) or _unlike(row, expected.pop(row.seq, None))
        seq, previous = row.seq, row.hash
        erased += row.payload is None
        if seq % TELL_EVERY == 0:
            tell(seq)
    fault = fault or _end_fault(ledger, seq, previous, end, expected)
    return Verification(end, seq, erased, len(published), fault)


def _fault(row: Any, expected: int, previous: str, erasures: Sequence[RetentionApplied]) -> Fault | None:
    seq = int(row.seq)
    if seq != expected:
        which = f"row {expected}" if seq == expected + 1 else f"rows {expected} to {seq - 1}"
        return Fault(expected, "removed", f"{which} was removed" if seq == expected + 1 else f"{which} were removed")
    event = event_of(row)
    if row.payload is None:
        if not any(_covers(erasure, row) for erasure in erasures):
            return Fault(seq, "altered", f"the payload of row {seq} was removed, and no retention says so")
    elif digest(row.payload.encode("utf-8")) != row.payload_hash:
        return Fault(seq, "altered", f"the payload of row {seq} ({row.type} of {row.subject}) was altered")
    if event_id(event, row.payload_hash) != row.id:
        return Fault(seq, "altered", f"row {seq} ({row.type} of {row.subject}) was altered: its id does not fit it")
    if link_hash(seq, event, previous) != row.hash:
        message = f"row {seq} ({row.type} of {row.subject}) does not follow from row {seq - 1}"
        why = "it was altered or moved, or a row before it was inserted or removed"
        return Fault(seq, "altered, inserted, removed or reordered", f"{message}: {why}")
    return None


def _covers(erasure: RetentionApplied, row: Any) -> bool:
    return bool(erasure.event_type == row.type and row.occurred_at < erasure.before and row.seq <= erasure.through)


def _unlike(row: Any, published: Head | None) -> Fault | None:
    if published is None or published.hash == row.hash:
        return None
    return Fault(row.seq, "rewritten", f"row {row.seq} is not the one whose hash was published: history was rewritten")


def _other(head: Head, end: Head) -> Fault:
    return Fault(0, "other ledger", f"the published head is of the ledger {head.ledger}, this is {end.ledger}")


def _end_fault(ledger: Ledger, seq: int, previous: str, end: Head, expected: dict[int, Head]) -> Fault | None:
    if seq < end.seq:
        return Fault(seq + 1, "removed", f"rows {seq + 1} to {end.seq} were removed from the end")
    if previous != end.hash:
        return Fault(seq, "altered", f"the ledger's head does not fit its last row, {seq}")
    with ledger.reading() as connection:
        behind = connection.execute(select(events.c.seq).where(events.c.seq > ledger.head().seq).limit(1)).scalar()
    if behind is not None:
        return Fault(behind, "inserted", f"row {behind} was inserted behind the head")
    if expected:
        first = min(expected)
        return Fault(seq + 1, "removed", f"a head was published at row {first}, but the ledger ends at row {seq}")
    return None


def _erasures(ledger: Ledger) -> list[RetentionApplied]:
    query = select(events.c.payload).where(events.c.type == RetentionApplied.__name__, events.c.payload.is_not(None))
    with ledger.reading() as connection:
        found = connection.execute(query).scalars().all()
    return [msgspec.json.decode(payload, type=RetentionApplied) for payload in found]
