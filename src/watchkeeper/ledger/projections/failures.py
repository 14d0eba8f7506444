"""What went wrong, from every source: incidents, rollbacks, reverts, fixes; stand-ins are marked."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Boolean, Column, Index, String, Table, Text

from watchkeeper.domain.events.changes import ChangeMerged, ChangeReverted
from watchkeeper.domain.events.deployments import Deployed, RolledBack
from watchkeeper.domain.events.incidents import IncidentDetected
from watchkeeper.ledger.projections.projection import READ_MODELS, Current, History, Projection

TABLE = Table(
    "failures",
    READ_MODELS,
    Column("id", String(64), primary_key=True, doc="the id of the event that tells it"),
    Column("subject", Text, nullable=False, doc="what failed: an incident, a deployment or a change"),
    Column("kind", String(20), nullable=False, doc="incident, rollback, failed-deployment, revert, hotfix or fix"),
    Column("happened_at", String(20), nullable=False, doc="when"),
    Column("change", Text, nullable=False, doc="the change that failed, where it is known"),
    Column("mended_by", Text, nullable=False, doc="the change that mended it, where it is known"),
    Column("proxy", Boolean, nullable=False, doc="it is a stand-in, read from history"),
    Index("ix_failures_subject", "subject"),
)


def project(history: History) -> Iterator[dict[str, Any]]:
    """Rows of kind incident, rollback, failed-deployment, revert, hotfix, fix.

    `change` is the change that failed where it is known, `mended_by` the one that mended it.
    """
    for event in history.events:
        found = _failure(event)
        if found:
            kind, change, by, proxy = found
            yield {
                "id": event.id,
                "subject": history.subject,
                "kind": kind,
                "happened_at": event.occurred_at,
                "change": change,
                "mended_by": by,
                "proxy": proxy,
            }


def _failure(event: Current) -> tuple[str, str, str, bool] | None:
    payload, subject = event.payload, event.subject
    if isinstance(payload, IncidentDetected) and not payload.synthetic and not payload.duplicate_of:
        return "incident", next(iter(payload.changes), ""), "", payload.proxy
    if isinstance(payload, RolledBack):
        return "rollback", "", "", payload.proxy
    if isinstance(payload, Deployed) and payload.result == "failure":
        return "failed-deployment", "", "", payload.proxy
    if isinstance(payload, ChangeReverted) and not payload.partial:
        return "revert", subject, payload.by, payload.proxy
    if isinstance(payload, ChangeMerged) and payload.kind in {"fix", "hotfix"}:
        return payload.kind, "", subject, payload.kind_proxy
    return None


PROJECTION = Projection(TABLE, 1, "subject", project, tuple(c.name for c in TABLE.columns))
