"""Every waiver that was granted, one row each."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Boolean, Column, String, Table, Text

from watchkeeper.domain.events.verdicts import WaiverGranted
from watchkeeper.ledger.projections.projection import READ_MODELS, History, Projection

TABLE = Table(
    "waivers",
    READ_MODELS,
    Column("id", String(64), primary_key=True),
    Column("change", Text, nullable=False, index=True),
    Column("rule", Text, nullable=False),
    Column("head", Text, nullable=False),
    Column("by", String(64), nullable=False),
    Column("second", String(64), nullable=False),
    Column("granted_at", String(20), nullable=False),
    Column("until", String(20)),
    Column("until_commit", Text, nullable=False),
    Column("reason", String(64), nullable=False),
    Column("follow_up", String(64), nullable=False),
    Column("follow_up_owner", String(64), nullable=False),
    Column("incident", Text, nullable=False),
    Column("source", String(12), nullable=False),
    Column("lifts", Boolean, nullable=False),
)
PERSONAL = {"by", "second", "follow_up_owner", "reason", "follow_up"}


def project(history: History) -> Iterator[dict[str, Any]]:
    """A row a waiver."""
    for event, payload in history.of(WaiverGranted):
        yield {
            "id": event.id,
            "change": history.subject,
            "rule": payload.rule,
            "head": payload.head,
            "by": payload.by,
            "second": payload.second,
            "granted_at": event.occurred_at,
            "until": payload.until or None,
            "until_commit": payload.until_commit,
            "reason": payload.reason,
            "follow_up": payload.follow_up,
            "follow_up_owner": payload.follow_up_owner,
            "incident": payload.incident,
            "source": payload.source,
            "lifts": payload.lifts,
        }


PROJECTION = Projection(TABLE, 1, "change", project, tuple(c.name for c in TABLE.columns if c.name not in PERSONAL))
