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
    Column("id", String(64), primary_key=True, doc="the event's id"),
    Column("change", Text, nullable=False, index=True, doc="the change's id"),
    Column("rule", Text, nullable=False, doc="the rule's id"),
    Column("head", Text, nullable=False, doc="the commit that it holds for"),
    Column("by", String(64), nullable=False),
    Column("second", String(64), nullable=False),
    Column("granted_at", String(20), nullable=False, doc="when"),
    Column("until", String(20), doc="the time that ends it"),
    Column("until_commit", Text, nullable=False, doc="it ends when this commit is on the target"),
    Column("reason", String(64), nullable=False),
    Column("follow_up", String(64), nullable=False),
    Column("follow_up_owner", String(64), nullable=False),
    Column("incident", Text, nullable=False, doc="the open incident that allowed it"),
    Column("source", String(12), nullable=False, doc="file, commit, forge, ledger or break-glass"),
    Column("lifts", Boolean, nullable=False, doc="it lifted a block; otherwise it was only declared"),
    Column("told_by", Text, nullable=False, doc="the source of the event: who says that the waiver was granted"),
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
            "told_by": event.source,
        }


PROJECTION = Projection(TABLE, 1, "change", project, tuple(c.name for c in TABLE.columns if c.name not in PERSONAL))
