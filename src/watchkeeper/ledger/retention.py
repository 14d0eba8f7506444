"""Ends the keeping of payloads by type and age; the chain keeps their hashes and says that they went."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from sqlalchemy import ColumnElement, Connection, and_, delete, func, select, update

from watchkeeper.domain.events.event import Draft
from watchkeeper.domain.events.privacy import RetentionApplied
from watchkeeper.domain.ledger import Expiry
from watchkeeper.ledger.privacy import clean_pages
from watchkeeper.ledger.store import PAGE, Ledger
from watchkeeper.ledger.tables import events, quarantine, texts

DEFAULT_DAYS: Mapping[str, int] = {
    "ChangeReviewed": 730,
    "ChangeApproved": 730,
    "PageSent": 400,
    "PageAcknowledged": 400,
    "PageUnanswered": 400,
    "IncidentAcknowledged": 730,
    "ClaimOpened": 400,
    "ClaimAnswered": 400,
    "UsageObserved": 400,
}
"""Days that payloads are kept for; types that are not listed are kept for ever. Argued in docs/privacy.md."""
QUARANTINE_DAYS = 30
TEXT = re.compile(r"text:[0-9a-f]{32}")


def expired(ledger: Ledger, limits: Mapping[str, str]) -> tuple[Expiry, ...]:
    """What has had its time; `limits` gives for each type the time before which payloads go."""
    with ledger.reading() as connection:
        found = [
            Expiry(type_, before, connection.execute(select(func.count()).where(_old(type_, before))).scalar_one())
            for type_, before in limits.items()
        ]
    return tuple(expiry for expiry in found if expiry.payloads)


def expire(ledger: Ledger, expiries: Iterable[Expiry], quarantined_before: str, now: str) -> None:
    """Erase the payloads, the texts that only they referred to, and old quarantined records.

    First the chain says what goes, then it goes: ended in between, a second run completes it.
    """
    for expiry in expiries:
        through = ledger.head().seq
        payload = RetentionApplied(expiry.event_type, expiry.before, through, expiry.payloads)
        source_id = f"{expiry.event_type}/{expiry.before}#retention"
        ledger.append([Draft("watchkeeper", source_id, f"retention:{expiry.event_type}", now, payload)])
        with ledger.writing() as connection:
            where = and_(_old(expiry.event_type, expiry.before), events.c.seq <= through)
            connection.execute(update(events).where(where).values(payload=None))
    with ledger.writing() as connection:
        connection.execute(delete(quarantine).where(quarantine.c.kept_at < quarantined_before))
        _drop_unused_texts(connection)
    clean_pages(ledger)


def _old(type_: str, before: str) -> ColumnElement[bool]:
    return and_(events.c.type == type_, events.c.occurred_at < before, events.c.payload.is_not(None))


def _drop_unused_texts(connection: Connection) -> None:
    unused = set(connection.execute(select(texts.c.reference)).scalars())
    query = select(events.c.payload).where(events.c.payload.like('%"text:%')).execution_options(yield_per=PAGE)
    for payload in connection.execute(query).scalars():
        unused.difference_update(TEXT.findall(payload))
    for reference in unused:
        connection.execute(delete(texts).where(texts.c.reference == reference))
