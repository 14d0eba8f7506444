"""Lists the claims that were opened and not answered."""

from __future__ import annotations

import msgspec
from sqlalchemy import select

from watchkeeper.domain.events.paging import ClaimAnswered, ClaimOpened
from watchkeeper.domain.ownership.handover import OpenClaim
from watchkeeper.ledger.duty import references_of, text_of
from watchkeeper.ledger.store import Ledger
from watchkeeper.ledger.tables import events

MOST = 10_000


def read_open_claims(ledger: Ledger) -> tuple[OpenClaim, ...]:
    """The newest claims without an answer, with the logins or addresses of who was asked; erased ones have none."""
    answered = select(events.c.subject).where(events.c.type == ClaimAnswered.__name__)
    query = (
        select(events.c.id, events.c.payload)
        .where(events.c.type == ClaimOpened.__name__, events.c.payload.is_not(None))
        .where(events.c.subject.not_in(answered))
        .order_by(events.c.seq.desc())
        .limit(MOST)
    )
    found: list[OpenClaim] = []
    with ledger.reading() as connection:
        for row in connection.execute(query):
            claim = msgspec.json.decode(row.payload, type=ClaimOpened)
            people = tuple(references_of(connection, claim.asked))
            found.append(OpenClaim(people, text_of(connection, claim.what), claim.due_at, row.id))
    return tuple(found)
