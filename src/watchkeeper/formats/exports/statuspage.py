"""Reads incidents of Statuspage, from its own interface or from the public `incidents.json` of any page.

The page says that it watches a repair (`monitoring`): then the incident is mitigated. Of several components the first
is kept. Planned maintenance is no incident. The updates of a page are anonymous, so nobody is named.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from watchkeeper.domain.events.event import Draft
from watchkeeper.domain.events.incidents import IncidentDetected, IncidentMitigated, IncidentResolved
from watchkeeper.formats.exports.origin import Origin
from watchkeeper.formats.exports.reading import Moment, decode, has_members, revision_of, text_of, told

FORMAT = "statuspage"
_PLANNED = frozenset({"scheduled", "in_progress", "verifying", "completed"})
_MONITORING = "monitoring"


class _Component(Struct):
    name: str = ""


class _Update(Struct):
    id: str
    status: str
    created_at: Moment
    display_at: Moment | None = None
    body: str | None = None


class _Incident(Struct):
    id: str
    created_at: Moment
    name: str = ""
    status: str = ""
    impact: str | None = None
    page_id: str | None = None
    started_at: Moment | None = None
    updated_at: Moment | None = None
    monitoring_at: Moment | None = None
    resolved_at: Moment | None = None
    scheduled_for: Moment | None = None
    components: tuple[_Component, ...] | None = None
    incident_updates: tuple[_Update, ...] | None = None


def recognises(record: bytes) -> bool:
    """Whether the record is an incident with its updates and impact."""
    return has_members(record, "id", "incident_updates", "impact", "created_at")


def read_drafts(record: bytes, origin: Origin) -> tuple[Draft, ...]:
    """What the incident went through; none for planned maintenance. The origin is not needed.

    Raises:
        UsageError: the record is malformed.
    """
    del origin
    incident = decode(record, _Incident)
    if incident.status in _PLANNED or incident.impact == "maintenance" or incident.scheduled_for:
        return ()
    return tuple(_drafts(incident))


def _drafts(incident: _Incident) -> Iterator[Draft]:
    source = f"{FORMAT}:{incident.page_id}" if incident.page_id else FORMAT
    subject, revision = f"incident:{source}/{incident.id}", revision_of(incident.updated_at)
    name = f"incident/{incident.id}"
    detected = IncidentDetected(
        service=next((component.name for component in incident.components or ()), ""),
        severity=incident.impact or "",
        impact_start=text_of(incident.started_at),
        title=incident.name,
    )
    yield Draft(source, f"{name}#detected", subject, incident.created_at.text, detected, revision)
    repairs = _repairs(incident)
    for update in repairs:
        mitigated = IncidentMitigated(how=update.body or "")
        yield Draft(source, f"{name}/update/{update.id}#mitigated", subject, _shown(update).text, mitigated, revision)
    watched, resolved = told(incident.monitoring_at), told(incident.resolved_at)
    if watched and not repairs:
        yield Draft(source, f"{name}#mitigated", subject, watched.text, IncidentMitigated(), revision)
    if resolved:
        yield Draft(source, f"{name}#resolved", subject, resolved.text, IncidentResolved(), revision)


def _repairs(incident: _Incident) -> tuple[_Update, ...]:
    """The updates with which the page began to watch a repair; it may happen more than once."""
    updates = sorted(incident.incident_updates or (), key=lambda update: _shown(update).seconds)
    before = ["", *(update.status for update in updates)]
    return tuple(
        update
        for update, last in zip(updates, before, strict=False)
        if update.status == _MONITORING and last != _MONITORING
    )


def _shown(update: _Update) -> Moment:
    """The time that the page shows, which its owner may set."""
    return told(update.display_at) or update.created_at
