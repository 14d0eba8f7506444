"""Reads Opsgenie: alerts (interface v2) and incidents (v1), from a list or one by one.

An alert's report says when it was acknowledged and closed, and by whom: an address is a person, anything else
(`System`, the name of an integration) a machine. An incident says no more than when users were hurt until: that is
when it was mitigated. Where the time of closing is not told, the record's last change stands in for it: it was closed
by then. Of several services the first is kept.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from msgspec import Struct

from watchkeeper.domain.events.event import Draft, Payload
from watchkeeper.domain.events.incidents import (
    IncidentAcknowledged,
    IncidentDetected,
    IncidentMitigated,
    IncidentResolved,
)
from watchkeeper.domain.problems import UsageError
from watchkeeper.formats.exports.origin import Origin
from watchkeeper.formats.exports.people import Who, by_address, names
from watchkeeper.formats.exports.reading import Count, Moment, decode, malformed, members, revision_of, text_of, told
from watchkeeper.formats.exports.services import environment_in, service_in

FORMAT = "opsgenie"
_OVER = frozenset({"closed", "resolved"})
_ALERT = frozenset({"tinyId", "message", "createdAt", "alias"})
_INCIDENT = frozenset({"tinyId", "message", "createdAt", "impactedServices"})


class _Report(Struct, rename="camel"):
    """Times in milliseconds after the alert was created."""

    ack_time: Count | None = None
    close_time: Count | None = None
    acknowledged_by: str | None = None
    closed_by: str | None = None


class _Alert(Struct, rename="camel"):
    id: str
    created_at: Moment
    message: str = ""
    status: str = ""
    updated_at: Moment | None = None
    priority: str | None = None
    entity: str | None = None
    details: dict[str, Any] | None = None
    report: _Report | None = None


class _Incident(Struct, rename="camel"):
    id: str
    created_at: Moment
    message: str = ""
    status: str = ""
    updated_at: Moment | None = None
    priority: str | None = None
    impacted_services: tuple[str, ...] | None = None
    impact_start_date: Moment | None = None
    impact_end_date: Moment | None = None


class _AlertDetail(Struct):
    data: _Alert


class _IncidentDetail(Struct):
    data: _Incident


class _Detail(Struct):
    data: dict[str, Any]


def recognises(record: bytes) -> bool:
    """Whether the record has the members of an alert or incident, by itself or as the `data` of one answer."""
    try:
        return bool(_kind(record)[0])
    except UsageError:
        return False


def read_drafts(record: bytes, origin: Origin) -> tuple[Draft, ...]:
    """What the record says happened. The origin is not needed.

    Raises:
        UsageError: the record is malformed, or neither an alert nor an incident.
    """
    del origin
    kind, detail = _kind(record)
    if kind == "alert":
        return tuple(_alert(decode(record, _AlertDetail).data if detail else decode(record, _Alert)))
    if kind == "incident":
        return tuple(_incident(decode(record, _IncidentDetail).data if detail else decode(record, _Incident)))
    raise malformed("$", "this is no alert or incident of Opsgenie")


def _kind(record: bytes) -> tuple[str, bool]:
    """`alert`, `incident` or "", and whether it is the `data` of an answer about one."""
    found = members(record)
    detail = found >= {"data", "requestId"}
    if detail:
        found = frozenset(decode(record, _Detail).data)
    if found >= _INCIDENT:
        return "incident", detail
    return ("alert" if found >= _ALERT else ""), detail


def _alert(alert: _Alert) -> Iterator[Draft]:
    about, report = _About(f"alert/{alert.id}", alert.id, revision_of(alert.updated_at)), alert.report or _Report()
    details = alert.details or {}
    detected = IncidentDetected(
        service=service_in(details) or alert.entity or "",
        environment=environment_in(details),
        severity=alert.priority or "",
        title=alert.message,
    )
    yield about.draft("#detected", alert.created_at.text, detected)
    if report.ack_time is not None:
        by = by_address(report.acknowledged_by)
        yield about.draft(
            "#acknowledged",
            _after(alert.created_at, report.ack_time, "ackTime"),
            IncidentAcknowledged(by=by.ref),
            by,
        )
    if report.close_time is not None:
        at = _after(alert.created_at, report.close_time, "closeTime")
    else:
        at = text_of(alert.updated_at) if alert.status.casefold() in _OVER else ""
    if at:
        by = by_address(report.closed_by)
        resolved = IncidentResolved(by=by.ref, automatic=bool(report.closed_by and not by.ref))
        yield about.draft("#resolved", at, resolved, by)


def _incident(incident: _Incident) -> Iterator[Draft]:
    about = _About(f"incident/{incident.id}", incident.id, revision_of(incident.updated_at))
    detected = IncidentDetected(
        service=next(iter(incident.impacted_services or ()), ""),
        severity=incident.priority or "",
        impact_start=text_of(incident.impact_start_date),
        title=incident.message,
    )
    yield about.draft("#detected", incident.created_at.text, detected)
    mitigated, changed = told(incident.impact_end_date), told(incident.updated_at)
    if mitigated:
        yield about.draft("#mitigated", mitigated.text, IncidentMitigated())
    if incident.status.casefold() in _OVER and changed:
        yield about.draft("#resolved", changed.text, IncidentResolved())


def _after(start: Moment, milliseconds: int, name: str) -> str:
    """The time that lies so long after another one."""
    try:
        at = datetime.fromtimestamp(start.seconds, UTC) + timedelta(milliseconds=milliseconds)
    except OverflowError:
        raise malformed(f"$.report.{name}", f"{milliseconds} is no number of milliseconds that passed") from None
    return at.replace(microsecond=0).isoformat().replace("+00:00", "Z")


class _About(Struct):
    """The alert or incident that drafts are about, and the revision of the record that tells of it."""

    name: str
    id: str
    revision: int

    def draft(self, what: str, at: str, payload: Payload, *people: Who) -> Draft:
        subject = f"incident:opsgenie/{self.id}"
        return Draft(FORMAT, f"{self.name}{what}", subject, at, payload, self.revision, names=names(*people))
