"""Proves the chain, or names the first row where it breaks."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from typing import Any

import msgspec
from sqlalchemy import or_, select

from watchkeeper.domain.events.privacy import RetentionApplied
from watchkeeper.domain.ledger import Fault, Head, Verification
from watchkeeper.ledger.chain import GENESIS, digest, event_id, link_hash
from watchkeeper.ledger.rows import event_of
from watchkeeper.ledger.store import Ledger
from watchkeeper.ledger.tables import events, head

TELL_EVERY = 10_000


def verify(
    ledger: Ledger, published: Sequence[Head] = (), tell: Callable[[int], None] = lambda _: None
) -> Verification:
    """Walk the chain from its first row to its head, and hold it to heads that were published outside."""
    erasures = _erasures(ledger)
    expected = _by_row(published)
    end = ledger.head()
    fault = next((_other(one, end) for one in published if one.ledger != end.ledger), None)
    fault = fault or _unlike(0, GENESIS, expected)
    seq, previous, erased = 0, GENESIS, 0
    for row in ledger.rows():
        if fault or row.seq > end.seq:
            break
        fault = _fault(row, seq + 1, previous, erasures) or _unlike(row.seq, row.hash, expected)
        seq, previous = row.seq, row.hash
        erased += row.payload is None
        if seq % TELL_EVERY == 0:
            tell(seq)
    fault = fault or _end_fault(ledger, seq, previous, end, expected)
    return Verification(end, seq, erased, len(published), fault)


def _by_row(published: Sequence[Head]) -> dict[int, set[str]]:
    """The hashes that were published for each row; one row may have been published twice, and differently."""
    found: dict[int, set[str]] = {}
    for one in published:
        found.setdefault(one.seq, set()).add(one.hash)
    return found


def _fault(row: Any, expected: int, previous: str, erasures: Sequence[RetentionApplied]) -> Fault | None:
    seq = int(row.seq)
    if seq != expected:
        which = f"row {expected}" if seq == expected + 1 else f"rows {expected} to {seq - 1}"
        return Fault(expected, "removed", f"{which} was removed" if seq == expected + 1 else f"{which} were removed")
    try:
        return _mismatch(row, previous, erasures)
    except (AttributeError, TypeError, ValueError):
        return Fault(seq, "altered", f"row {seq} was altered: it holds what no ledger writes")


def _mismatch(row: Any, previous: str, erasures: Sequence[RetentionApplied]) -> Fault | None:
    seq, event = row.seq, event_of(row)
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


def _unlike(seq: int, hash_: str, expected: dict[int, set[str]]) -> Fault | None:
    if expected.pop(seq, {hash_}) == {hash_}:
        return None
    return Fault(seq, "rewritten", f"row {seq} is not the one whose hash was published: history was rewritten")


def _other(one: Head, end: Head) -> Fault:
    return Fault(0, "other ledger", f"the published head is of the ledger {one.ledger}, this is {end.ledger}")


def _end_fault(ledger: Ledger, seq: int, previous: str, end: Head, expected: dict[int, set[str]]) -> Fault | None:
    if seq < end.seq:
        return Fault(seq + 1, "removed", f"rows {seq + 1} to {end.seq} were removed from the end")
    if previous != end.hash:
        return Fault(seq, "altered", f"the ledger's head does not fit its last row, {seq}")
    if (outside := _outside(ledger)) is not None:
        return Fault(outside, "inserted", f"row {outside} was inserted outside of the chain")
    if expected:
        first = min(expected)
        return Fault(seq + 1, "removed", f"a head was published at row {first}, but the ledger ends at row {seq}")
    return None


def _outside(ledger: Ledger) -> int | None:
    """A row before the first or behind the head; one statement, so that a writer at the same time is no fault."""
    end = select(head.c.seq).where(head.c.one == 1).scalar_subquery()
    query = select(events.c.seq).where(or_(events.c.seq < 1, events.c.seq > end)).order_by(events.c.seq).limit(1)
    with ledger.reading() as connection:
        found: int | None = connection.execute(query).scalar()
    return found


def _erasures(ledger: Ledger) -> list[RetentionApplied]:
    """What retention says of rows before its own; an altered record says nothing, its own row tells."""
    query = select(events.c.seq, events.c.payload).where(events.c.type == RetentionApplied.__name__)
    said = []
    with ledger.reading() as connection:
        for row in connection.execute(query.where(events.c.payload.is_not(None))):
            with contextlib.suppress(msgspec.MsgspecError, TypeError):
                erasure = msgspec.json.decode(row.payload, type=RetentionApplied)
                if erasure.through < row.seq:
                    said.append(erasure)
    return said
