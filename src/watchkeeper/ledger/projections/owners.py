"""Who answers for a component, and how firmly: assigned, accepted, declined, lapsed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Column, String, Table, Text

from watchkeeper.domain.events.ownership import OwnerAssigned, OwnershipAccepted, OwnershipDeclined, OwnershipLapsed
from watchkeeper.ledger.projections.projection import READ_MODELS, History, Projection

TABLE = Table(
    "owners",
    READ_MODELS,
    Column("component", Text, primary_key=True, doc="the component's id"),
    Column("role", String(12), primary_key=True, doc="accountable or responder"),
    Column("person", String(64), primary_key=True),
    Column("team", Text, primary_key=True, doc="the team; empty for a person"),
    Column("state", String(10), nullable=False, doc="assigned, accepted, declined or lapsed"),
    Column("since", String(20), nullable=False, doc="since when"),
    Column("until", String(20), doc="when an acceptance ends"),
    Column("hours", Text, nullable=False, doc="the hours accepted; other = free text"),
)


def project(history: History) -> Iterator[dict[str, Any]]:
    """One row for each role and person or team: the latest of what was said."""
    rows: dict[tuple[str, str, str], dict[str, Any]] = {}
    for event in history.events:
        payload = event.payload
        if isinstance(payload, OwnerAssigned):
            said = {"team": payload.team, "state": "assigned", "until": None, "hours": ""}
        elif isinstance(payload, OwnershipAccepted):
            said = {"team": "", "state": "accepted", "until": payload.until or None, "hours": payload.hours}
        elif isinstance(payload, OwnershipDeclined):
            said = {"team": "", "state": "declined", "until": None, "hours": ""}
        elif isinstance(payload, OwnershipLapsed):
            said = {"team": "", "state": "lapsed", "until": None, "hours": ""}
        else:
            continue
        row = {"component": event.subject, "role": payload.role, "person": payload.person, "since": event.occurred_at}
        rows[payload.role, payload.person, str(said["team"])] = row | said
    yield from rows.values()


PROJECTION = Projection(
    TABLE, 1, "component", project, ("component", "role", "team", "state", "since", "until", "hours")
)
