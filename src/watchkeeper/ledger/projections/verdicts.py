"""Every verdict that was recorded, one row each."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import BigInteger, Column, String, Table, Text

from watchkeeper.domain.events.verdicts import VerdictGiven
from watchkeeper.ledger.projections.projection import READ_MODELS, History, Projection

TABLE = Table(
    "verdicts",
    READ_MODELS,
    Column("id", String(64), primary_key=True, doc="the event's id"),
    Column("change", Text, nullable=False, index=True, doc="the change's id"),
    Column("head", Text, nullable=False, doc="the commit that was judged"),
    Column("decision", String(10), nullable=False, doc="pass, warn, block or unknown"),
    Column("given_at", String(20), nullable=False, doc="when"),
    Column("failed", BigInteger, nullable=False, doc="findings that failed"),
    Column("waived", BigInteger, nullable=False, doc="findings that a waiver let pass"),
    Column("rules_failed", Text, nullable=False, doc="ids of the rules that failed, joined by blanks"),
    Column("lines_effective", BigInteger, nullable=False, doc="effective lines of the change"),
    Column("version", Text, nullable=False, doc="the version of watchkeeper"),
)


def project(history: History) -> Iterator[dict[str, Any]]:
    """A row a verdict; `rules_failed` are ids joined by blanks."""
    for event, payload in history.of(VerdictGiven):
        failed = [finding for finding in payload.findings if finding.outcome == "fail"]
        yield {
            "id": event.id,
            "change": history.subject,
            "head": payload.head,
            "decision": payload.decision,
            "given_at": event.occurred_at,
            "failed": len(failed),
            "waived": sum(1 for finding in payload.findings if finding.waived),
            "rules_failed": " ".join(sorted({finding.rule for finding in failed})),
            "lines_effective": payload.lines_effective,
            "version": payload.version,
        }


PROJECTION = Projection(TABLE, 1, "change", project, tuple(c.name for c in TABLE.columns))
