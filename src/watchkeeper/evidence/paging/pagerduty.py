"""Sends a test to PagerDuty (Events API v2), and asks its REST API who acknowledged the incident."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

from msgspec import Struct

from watchkeeper.domain.readiness.page import DESCRIPTION, LivePage, Sight
from watchkeeper.domain.times import utc
from watchkeeper.evidence.paging.far_side import ANY, Reply, Transport, fields, not_taken, read, said, taken, texts

EVENTS = "https://events.pagerduty.com"
REST = "https://api.pagerduty.com"
USERS = frozenset({"user", "user_reference"})


class _Reference(Struct):
    id: str = ""
    type: str = ""
    summary: str | None = None
    name: str | None = None
    email: str | None = None


class _Acknowledgement(Struct):
    at: str = ""
    acknowledger: _Reference | None = None


class _Incident(Struct):
    status: str = ""
    incident_key: str | None = None
    acknowledgements: tuple[_Acknowledgement, ...] | None = None
    last_status_change_at: str | None = None
    last_status_change_by: _Reference | None = None


class _Incidents(Struct):
    incidents: tuple[_Incident, ...]


class ViaPagerDuty:
    """`key` is the integration key of the service; the REST transport bears a token of its own."""

    def __init__(self, events: Transport, rest: Transport, key: str) -> None:
        self._events = events
        self._rest = rest
        self._key = key

    def send(self, page: LivePage) -> Sight:
        """Trigger one incident; its key is the test's id, so that nothing is opened twice."""
        event = {
            "payload": {
                "summary": page.summary, "source": "watchkeeper", "severity": "critical", "component": page.name,
                "class": "test", "timestamp": utc(page.at),
                "custom_details": {**fields(page), "what_is_this": DESCRIPTION},
            },
            "client": "watchkeeper",
        }  # fmt: skip
        reply = self._enqueue(page, "trigger", event)
        if not taken(reply):
            return not_taken(reply, "PagerDuty")
        return Sight("unseen", "pager-service", "PagerDuty took it and opened no incident")

    def look(self, page: LivePage) -> Sight:
        """The incident with the test's key, and which user changed it."""
        reply = self._rest.send("GET", f"/incidents?{urlencode({'incident_key': page.id})}", accept=ANY)
        found = read(reply, _Incidents) if taken(reply) else None
        if found is None:
            why = "it is not what PagerDuty answers" if taken(reply) else said(reply)
            return Sight("unclear", None, f"PagerDuty cannot be asked who answered: {why}")
        incident = next((one for one in found.incidents if one.incident_key in {None, page.id}), None)
        if incident is None:
            return Sight("unseen", "pager-service", "PagerDuty took it and opened no incident")
        return _answered(incident) or Sight("waiting")

    def close(self, page: LivePage, at: int) -> str:
        """Resolve the incident."""
        del at
        reply = self._enqueue(page, "resolve", {})
        return "" if taken(reply) else said(reply)

    def _enqueue(self, page: LivePage, action: str, event: Mapping[str, object]) -> Reply:
        body = {"routing_key": self._key, "event_action": action, "dedup_key": page.id, **event}
        return self._events.send("POST", "/v2/enqueue", body, accept=ANY)


def _answered(incident: _Incident) -> Sight | None:
    """The first user who acknowledged it, else one who resolved it."""
    for one in incident.acknowledgements or ():
        who = one.acknowledger
        if who is not None and who.type in USERS:
            return Sight("answered", by=texts(who.email, who.name, who.summary, who.id), at=one.at)
    who = incident.last_status_change_by
    if incident.status in {"acknowledged", "resolved"} and who is not None and who.type in USERS:
        by = texts(who.email, who.name, who.summary, who.id)
        return Sight("answered", by=by, at=incident.last_status_change_at or "")
    return None
