"""One row a deployment: what, where, when, whether it worked, and whether it was a step back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import BigInteger, Boolean, Column, String, Table, Text

from watchkeeper.domain.events.deployments import Deployed, RolledBack
from watchkeeper.ledger.projections.projection import READ_MODELS, History, Projection

TABLE = Table(
    "deployments",
    READ_MODELS,
    Column("id", Text, primary_key=True, doc="the deployment's id"),
    Column("service", Text, nullable=False, doc="what was deployed"),
    Column("environment", Text, nullable=False, doc="where to; release or early release where a tag stands in"),
    Column("commit", Text, nullable=False, doc="the commit that was deployed"),
    Column("version", Text, nullable=False, doc="the version's name"),
    Column("result", String(10), nullable=False, doc="success, failure or unknown"),
    Column("started_at", String(20), doc="when it began"),
    Column("finished_at", String(20), nullable=False, doc="when it was over"),
    Column(
        "previous",
        Text,
        nullable=False,
        doc="the commit deployed before; for a rollback the deployment that was taken back",
    ),
    Column("first", Boolean, nullable=False, doc="the first one known of this service and environment: no lead times"),
    Column("rollback", Boolean, nullable=False, doc="it was, or was followed by, a step back"),
    Column("changes", BigInteger, nullable=False, doc="how many changes it brought"),
    Column("proxy", Boolean, nullable=False, doc="a tag or release stands in for a deployment"),
)


def project(history: History) -> Iterator[dict[str, Any]]:
    """The row of a deployment or rollback."""
    if found := history.last(Deployed):
        event, payload = found
        yield _row(history.subject, event.occurred_at, payload) | {
            "result": payload.result,
            "started_at": payload.started_at or None,
            "previous": payload.previous,
            "first": payload.first,
            "rollback": bool(history.of(RolledBack)),
            "changes": payload.changes_count or len(payload.changes),
        }
    elif back := history.last(RolledBack):
        event, payload_back = back
        yield _row(history.subject, event.occurred_at, payload_back) | {
            "result": "success", "started_at": None, "previous": payload_back.deployment, "first": False,
            "rollback": True, "changes": 0,
        }  # fmt: skip


def _row(subject: str, at: str, payload: Deployed | RolledBack) -> dict[str, Any]:
    return {
        "id": subject,
        "service": payload.service,
        "environment": payload.environment,
        "commit": payload.commit,
        "version": payload.version,
        "finished_at": at,
        "proxy": payload.proxy,
    }


PROJECTION = Projection(TABLE, 1, "id", project, tuple(c.name for c in TABLE.columns))
