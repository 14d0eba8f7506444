"""Reads PagerDuty: incidents and log entries of its REST interface, and webhooks of version 3.

An acknowledgement by a person is kept twice: the incident was acknowledged, and the person answered a page. Both are
named by incident and time, so that incident, log entry and webhook tell one thing. Pages are about the component that
is called like PagerDuty's service, or about the incident where no service is told. People are known by their address
where the export includes the users, else by PagerDuty's own id for them. Who is assigned, escalations, notes, snoozing
and changes of priority are not kept.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from watchkeeper.domain.events.event import Draft, Payload
from watchkeeper.domain.events.incidents import IncidentAcknowledged, IncidentDetected, IncidentResolved
from watchkeeper.domain.events.paging import PageAcknowledged, PageSent
from watchkeeper.domain.identifiers import component_id
from watchkeeper.domain.problems import UsageError
from watchkeeper.formats.exports.addresses import host_and_path
from watchkeeper.formats.exports.origin import Origin
from watchkeeper.formats.exports.people import NOBODY, Who, by_address, by_login, names
from watchkeeper.formats.exports.reading import Moment, decode, malformed, members, revision_of, told

FORMAT = "pagerduty"
_ACKNOWLEDGED = frozenset({"acknowledge_log_entry", "acknowledgement_log_entry"})
_DOMAIN = ".pagerduty.com"


class _Reference(Struct):
    """A thing that PagerDuty refers to: a user, a service, a priority."""

    id: str = ""
    type: str = ""
    summary: str | None = None
    name: str | None = None
    email: str | None = None


class _Acknowledgement(Struct):
    at: Moment
    acknowledger: _Reference | None = None


class _Reason(Struct):
    type: str = ""
    incident: _Reference | None = None


class _Incident(Struct):
    """An incident; webhooks name the people who resolved it in the event instead."""

    id: str
    created_at: Moment | None = None
    html_url: str | None = None
    title: str | None = None
    summary: str | None = None
    status: str = ""
    service: _Reference | None = None
    priority: _Reference | None = None
    urgency: str | None = None
    updated_at: Moment | None = None
    last_status_change_at: Moment | None = None
    resolved_at: Moment | None = None
    last_status_change_by: _Reference | None = None
    acknowledgements: tuple[_Acknowledgement, ...] | None = None
    resolve_reason: _Reason | None = None


class _Notification(Struct):
    type: str | None = None


class _Channel(Struct):
    type: str | None = None
    notification: _Notification | None = None
    user: _Reference | None = None


class _Entry(Struct):
    id: str
    type: str
    created_at: Moment
    incident: _Reference
    html_url: str | None = None
    agent: _Reference | None = None
    user: _Reference | None = None
    service: _Reference | None = None
    channel: _Channel | None = None


class _Kind(Struct):
    resource_type: str
    event_type: str


class _Delivered(Struct):
    event: _Kind


class _Event(Struct):
    event_type: str
    occurred_at: Moment
    data: _Incident
    agent: _Reference | None = None


class _Webhook(Struct):
    event: _Event


class _Typed(Struct):
    type: str = ""


def recognises(record: bytes) -> bool:
    """Whether the record is an incident or log entry by its type, or an event of a webhook."""
    try:
        return _shape(record) != ""
    except UsageError:
        return False


def read_drafts(record: bytes, origin: Origin) -> tuple[Draft, ...]:
    """What the record says happened; none for log entries and webhooks of other kinds. The origin is not needed.

    Raises:
        UsageError: the record is malformed, or neither an incident, a log entry nor a webhook.
    """
    del origin
    shape = _shape(record)
    if shape == "incident":
        return tuple(_incident(decode(record, _Incident)))
    if shape == "entry":
        return tuple(_entry(decode(record, _Entry)))
    if shape == "webhook":
        kind = decode(record, _Delivered).event
        return tuple(_webhook(decode(record, _Webhook).event)) if kind.event_type in _EVENTS else ()
    raise malformed("$", "this is no incident, log entry or webhook of PagerDuty")


def _shape(record: bytes) -> str:
    found = members(record)
    if "event" in found:
        kind = decode(record, _Delivered).event
        return "webhook" if kind.event_type else ""
    if not found >= {"id", "type"}:
        return ""
    named = decode(record, _Typed).type
    if named.endswith("_log_entry") and "incident" in found:
        return "entry"
    return "incident" if named == "incident" and found & {"incident_number", "incident_key", "service"} else ""


def _incident(incident: _Incident) -> Iterator[Draft]:
    about = _about(incident.html_url, incident.id, incident.service, revision_of(incident.updated_at))
    created = told(incident.created_at)
    if created:
        yield about.draft("#detected", created, _detected(incident, about))
    for acknowledgement in incident.acknowledgements or ():
        yield from _acknowledged(about, acknowledgement.at, acknowledgement.acknowledger)
    at = told(incident.resolved_at) or told(incident.last_status_change_at)
    if incident.status == "resolved" and at:
        yield _resolved(about, at, incident.last_status_change_by)


def _detected(incident: _Incident, about: _About) -> IncidentDetected:
    """An incident that was merged into another one was that one all along."""
    priority = _name(incident.priority) if incident.priority else ""
    reason = incident.resolve_reason
    return IncidentDetected(
        service=about.service,
        severity=priority or incident.urgency or "",
        title=incident.title or incident.summary or "",
        duplicate_of=f"incident:{about.source}/{reason.incident.id}" if reason and reason.incident else "",
    )


def _entry(entry: _Entry) -> Iterator[Draft]:
    about = _about(entry.html_url, entry.incident.id, entry.service or _service(entry.agent), 0)
    if entry.type == "trigger_log_entry":
        detected = IncidentDetected(service=about.service, title=entry.incident.summary or "")
        yield about.draft("#detected", entry.created_at, detected)
    elif entry.type in _ACKNOWLEDGED:
        yield from _acknowledged(about, entry.created_at, entry.agent)
    elif entry.type == "resolve_log_entry":
        yield _resolved(about, entry.created_at, entry.agent)
    elif entry.type == "notify_log_entry":
        yield _paged(about, entry)


def _paged(about: _About, entry: _Entry) -> Draft:
    channel = entry.channel or _Channel()
    person = _person(entry.user or channel.user)
    means = channel.notification.type if channel.notification else channel.type
    sent = PageSent(person=person.ref, channel=means or "", incident=about.subject)
    return about.page(f"/log_entry/{entry.id}#page-sent", entry.created_at, sent, person)


def _webhook(event: _Event) -> Iterator[Draft]:
    """The event's own time is its revision: webhooks may arrive in any order."""
    incident = event.data
    about = _about(incident.html_url, incident.id, incident.service, revision_of(event.occurred_at))
    if event.event_type == "incident.triggered":
        yield about.draft("#detected", told(incident.created_at) or event.occurred_at, _detected(incident, about))
    elif event.event_type == "incident.acknowledged":
        yield from _acknowledged(about, event.occurred_at, event.agent)
    else:
        yield _resolved(about, event.occurred_at, event.agent)


_EVENTS = frozenset({"incident.triggered", "incident.acknowledged", "incident.resolved"})


def _acknowledged(about: _About, at: Moment, agent: _Reference | None) -> Iterator[Draft]:
    person = _person(agent)
    yield about.draft(f"/{at.text}#acknowledged", at, IncidentAcknowledged(by=person.ref), person)
    if person.ref:
        answered = PageAcknowledged(person=person.ref, incident=about.subject)
        yield about.page(f"/{at.text}#page-acknowledged", at, answered, person)


def _resolved(about: _About, at: Moment, agent: _Reference | None) -> Draft:
    """Resolved by a service or integration, it went away by itself."""
    person = _person(agent)
    automatic = agent is not None and not _is_user(agent)
    return about.draft("#resolved", at, IncidentResolved(by=person.ref, automatic=automatic), person)


class _About(Struct):
    """The incident that drafts are about, its service's name, and the revision of the record that tells of it."""

    source: str
    incident: str
    service: str
    revision: int

    @property
    def subject(self) -> str:
        return f"incident:{self.source}/{self.incident}"

    def draft(self, what: str, at: Moment, payload: Payload, *people: Who) -> Draft:
        name = f"incident/{self.incident}{what}"
        return Draft(self.source, name, self.subject, at.text, payload, self.revision, names=names(*people))

    def page(self, what: str, at: Moment, payload: Payload, person: Who) -> Draft:
        subject = component_id(self.service) if self.service else self.subject
        name = f"incident/{self.incident}{what}"
        return Draft(self.source, name, subject, at.text, payload, self.revision, names=names(person))


def _about(url: str | None, incident: str, service: _Reference | None, revision: int) -> _About:
    host, _ = host_and_path(url)
    account = host.removesuffix(_DOMAIN) if host.endswith(_DOMAIN) else host
    source = f"pagerduty:{account}" if account else "pagerduty"
    return _About(source, incident, _name(service) if service else "", revision)


def _service(agent: _Reference | None) -> _Reference | None:
    """The service that acted, if it was one: it triggers its own incidents."""
    return agent if agent and agent.type in {"service", "service_reference"} else None


def _person(reference: _Reference | None) -> Who:
    if reference is None or not _is_user(reference):
        return NOBODY
    known = by_address(reference.email, _name(reference), "person")
    return known if known.ref else by_login("pagerduty", reference.id, _name(reference), "person")


def _is_user(reference: _Reference) -> bool:
    return reference.type in {"user", "user_reference"}


def _name(reference: _Reference) -> str:
    return reference.name or reference.summary or reference.id
