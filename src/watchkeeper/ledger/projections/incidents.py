"""One row an incident, with its clocks; open ones stay open, contradictions are marked."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Boolean, Column, String, Table, Text

from watchkeeper.domain.events.incidents import (
    IncidentAcknowledged,
    IncidentDetected,
    IncidentMitigated,
    IncidentResolved,
)
from watchkeeper.ledger.projections.projection import READ_MODELS, History, Projection

TABLE = Table(
    "incidents",
    READ_MODELS,
    Column("id", Text, primary_key=True, doc="the incident's id"),
    Column("service", Text, nullable=False, doc="what broke"),
    Column("environment", Text, nullable=False, doc="where"),
    Column("severity", Text, nullable=False, doc="the source's own word"),
    Column("impact_start", String(20), doc="when users were first hurt"),
    Column("detected_at", String(20), doc="when it was first noticed"),
    Column("acknowledged_at", String(20), doc="the first acknowledgement"),
    Column("mitigated_at", String(20), doc="the first mitigation"),
    Column("resolved_at", String(20), doc="the last resolution; NULL while it is open or open again"),
    Column("automatic", Boolean, nullable=False, doc="no person closed it"),
    Column("synthetic", Boolean, nullable=False, doc="a drill or test"),
    Column("duplicate_of", Text, nullable=False, doc="the id of the incident it repeats"),
    Column("contradictory", Boolean, nullable=False, doc="no detection is known, or another clock lies before it"),
    Column("deployment", Text, nullable=False, doc="the id of the deployment that the source blames"),
    Column("fixed_by", Text, nullable=False, doc="the id of the change that mended it"),
    Column("title", String(64), nullable=False),
    Column("proxy", Boolean, nullable=False, doc="a fix in the history stands in for it"),
)


def project(history: History) -> Iterator[dict[str, Any]]:
    """The row of an incident: first detection, first acknowledgement, first mitigation, last resolution."""
    detected = history.of(IncidentDetected)
    resolved = history.last(IncidentResolved)
    acknowledged = history.of(IncidentAcknowledged)
    mitigated = history.of(IncidentMitigated)
    if not (detected or resolved or acknowledged or mitigated):
        return
    said = detected[-1][1] if detected else IncidentDetected()
    clocks = {
        "detected_at": detected[0][0].occurred_at if detected else None,
        "acknowledged_at": acknowledged[0][0].occurred_at if acknowledged else None,
        "mitigated_at": mitigated[0][0].occurred_at if mitigated else None,
        "resolved_at": _resolution(history),
    }
    start = clocks["detected_at"]
    yield clocks | {
        "id": history.subject,
        "service": said.service,
        "environment": said.environment,
        "severity": said.severity,
        "impact_start": said.impact_start or None,
        "automatic": bool(resolved and resolved[1].automatic),
        "synthetic": said.synthetic,
        "duplicate_of": said.duplicate_of,
        "contradictory": start is None or any(at is not None and at < start for at in clocks.values()),
        "deployment": said.deployment,
        "fixed_by": resolved[1].fixed_by if resolved else "",
        "title": said.title,
        "proxy": said.proxy,
    }


def _resolution(history: History) -> str | None:
    """The last resolution, unless the incident was detected again after it."""
    resolved, detected = history.last(IncidentResolved), history.last(IncidentDetected)
    if resolved is None:
        return None
    at = resolved[0].occurred_at
    first = history.of(IncidentDetected)[0][0].occurred_at if detected else at
    reopened = detected is not None and detected[0].occurred_at > max(at, first)
    return None if reopened else at


PROJECTION = Projection(TABLE, 1, "id", project, tuple(c.name for c in TABLE.columns if c.name != "title"))
