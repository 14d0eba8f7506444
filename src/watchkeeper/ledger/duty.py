"""Answers what the gate asks: recorded waivers, and who has an open incident in hand."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Connection, select

from watchkeeper.domain.events.changes import ChangeApproved
from watchkeeper.domain.events.incidents import IncidentAcknowledged
from watchkeeper.domain.events.paging import PageAcknowledged
from watchkeeper.domain.ownership.agreements import Approval
from watchkeeper.ledger.projections.advance import load_histories
from watchkeeper.ledger.projections.changes import TABLE as CHANGES
from watchkeeper.ledger.projections.incidents import TABLE as INCIDENTS
from watchkeeper.ledger.projections.waivers import TABLE as WAIVERS
from watchkeeper.ledger.store import Ledger
from watchkeeper.ledger.tables import events, identities, texts

MOST_APPROVALS = 10_000


def read_waivers(ledger: Ledger, head: str) -> list[dict[str, Any]]:
    """Recorded waivers for one head (all if ""), with people and texts by name where these were not erased."""
    query = select(WAIVERS).order_by(WAIVERS.c.granted_at, WAIVERS.c.id)
    if head:
        query = query.where(WAIVERS.c.head == head)
    with ledger.reading() as connection:
        rows = [dict(row._mapping) for row in connection.execute(query)]  # noqa: SLF001 - SQLAlchemy's public mapping
        for row in rows:
            for person in ("by", "second", "follow_up_owner"):
                row[person] = next(iter(names_of(connection, row[person])), row[person])
            for text in ("reason", "follow_up"):
                row[text] = text_of(connection, row[text])
    return rows


def read_duty(ledger: Ledger, now: str) -> dict[str, tuple[str, ...]]:
    """Incidents that are open at a time, each with the names of those who acknowledged it or its page by then."""
    query = select(INCIDENTS.c.id).where(
        INCIDENTS.c.detected_at <= now,
        INCIDENTS.c.resolved_at.is_(None) | (INCIDENTS.c.resolved_at > now),
        INCIDENTS.c.synthetic.is_(False),
        INCIDENTS.c.proxy.is_(False),
    )
    with ledger.reading() as connection:
        incidents = list(connection.execute(query).scalars())
        return {incident: tuple(_names(connection, incident, now)) for incident in incidents}


def read_approvals(ledger: Ledger, source: str) -> tuple[Approval, ...]:
    """Approvals by people that `source` told of, the newest first, with where the change landed."""
    landed = CHANGES.c.commit.label("landed")
    query = (
        select(events.c.id, events.c.payload, events.c.occurred_at, landed)
        .outerjoin(CHANGES, CHANGES.c.id == events.c.subject)
        .where(events.c.type == ChangeApproved.__name__, events.c.source == source, events.c.payload.is_not(None))
        .order_by(events.c.seq.desc())
        .limit(MOST_APPROVALS)
    )
    found: list[Approval] = []
    with ledger.reading() as connection:
        for row in connection.execute(query):
            said = msgspec.json.decode(row.payload, type=ChangeApproved)
            if said.approver_kind in {"bot", "agent"}:
                continue
            at = int(datetime.fromisoformat(row.occurred_at).timestamp())
            where = f"ledger event {row.id[:12]}"
            found += [
                Approval(person, said.head, row.landed or "", at, where)
                for person in references_of(connection, said.approver)
            ]
    return tuple(found)


def references_of(connection: Connection, pseudonym: str) -> list[str]:
    """The login (with `@`) or the address of a pseudonym; nothing once it was erased."""
    query = select(identities.c.reference).where(identities.c.pseudonym == pseudonym)
    told = connection.execute(query).scalars().all()
    return [f"@{text.rpartition(':')[2]}" if text.startswith("login:") else text.rpartition(":")[2] for text in told]


def names_of(connection: Connection, pseudonym: str) -> list[str]:
    """The address or login of a pseudonym, and its display name; nothing once it was erased."""
    query = select(identities.c.reference, identities.c.name).where(identities.c.pseudonym == pseudonym)
    row = connection.execute(query).first()
    return [row.reference.rpartition(":")[2], *([row.name] if row.name else [])] if row else []


def _names(connection: Connection, incident: str, now: str) -> list[str]:
    pages = select(events.c.subject).where(
        events.c.type == PageAcknowledged.__name__, events.c.payload.contains(incident, autoescape=True)
    )
    subjects = [incident, *connection.execute(pages.distinct()).scalars()]
    people: dict[str, None] = {}
    for history in load_histories(connection, subjects):
        people |= {p.by: None for e, p in history.of(IncidentAcknowledged) if p.by and e.occurred_at <= now}
        people |= {
            p.person: None
            for e, p in history.of(PageAcknowledged)
            if p.person and p.incident == incident and e.occurred_at <= now and not p.synthetic
        }
    return [name for person in people for name in names_of(connection, person)]


def text_of(connection: Connection, reference: str) -> str:
    """A text by its reference, "(erased)" where it was erased."""
    found = connection.execute(select(texts.c.text).where(texts.c.reference == reference)).scalar()
    return str(found) if found is not None else ("(erased)" if reference else "")
