"""Reads Alertmanager: the webhook (version 4) and the alerts that its interface (v2) lists.

An alert is one incident from its start on: its fingerprint and its start name it. A webhook says which alerts are
over; the interface lists only those that are not, and the end it gives is when they would lapse unheard of, so it ends
nothing. The source is `alertmanager` whatever the address, because the members of a cluster tell of the same alerts
and the interface does not say which one it is. Alerts that always fire, to prove that alerting works, are not kept.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

import msgspec
from msgspec import Struct

from watchkeeper.domain.events.event import Draft
from watchkeeper.domain.events.incidents import IncidentDetected, IncidentResolved
from watchkeeper.domain.problems import UsageError
from watchkeeper.formats.exports.origin import Origin
from watchkeeper.formats.exports.reading import Moment, decode, malformed, members, revision_of, shorten, told
from watchkeeper.formats.exports.services import environment_in, service_in

FORMAT = "alertmanager"
ALWAYS_FIRING = frozenset({"watchdog", "deadmansswitch", "deadmanswitch", "infoinhibitor"})
"""Names of such alerts, in small letters."""
_WEBHOOK = frozenset({"receiver", "status", "alerts", "groupLabels"})
_ALERT = frozenset({"labels", "startsAt", "fingerprint"})


class _State(Struct):
    state: str = ""


class _Alert(Struct, rename="camel"):
    """An alert; `status` is a word in a webhook and an object on the interface."""

    labels: dict[str, str]
    starts_at: Moment
    ends_at: Moment | None = None
    updated_at: Moment | None = None
    fingerprint: str | None = None
    annotations: dict[str, str] | None = None
    status: str | _State | None = None


class _Webhook(Struct):
    alerts: tuple[_Alert, ...]


def recognises(record: bytes) -> bool:
    """Whether the record has the members of a webhook or of an alert."""
    try:
        found = members(record)
    except UsageError:
        return False
    return found >= _WEBHOOK or found >= _ALERT


def read_drafts(record: bytes, origin: Origin) -> tuple[Draft, ...]:
    """Each alert is detected and, if a webhook says so, resolved. The origin is not needed.

    Raises:
        UsageError: the record is malformed, or neither a webhook nor an alert.
    """
    del origin
    found = members(record)
    if found >= _WEBHOOK:
        alerts = decode(record, _Webhook).alerts
        paths = [f"$.alerts[{position}]" for position in range(len(alerts))]
    elif found >= {"labels", "startsAt"}:
        alerts, paths = (decode(record, _Alert),), ["$"]
    else:
        raise malformed("$", "this is no webhook or alert of Alertmanager")
    return tuple(draft for alert, path in zip(alerts, paths, strict=True) for draft in _alert(alert, path))


def _alert(alert: _Alert, path: str) -> Iterator[Draft]:
    name, start = alert.labels.get("alertname", ""), told(alert.starts_at)
    if name.casefold() in ALWAYS_FIRING:
        return
    if start is None:
        raise malformed(f"{path}.startsAt", f"{shorten(alert.starts_at.text)} says no start")
    identity = f"{alert.fingerprint or _fingerprint(alert.labels)}/{start.text}"
    subject, revision = f"incident:{FORMAT}/{identity}", revision_of(alert.updated_at)
    detected = IncidentDetected(
        service=service_in(alert.labels),
        environment=environment_in(alert.labels),
        severity=alert.labels.get("severity") or alert.labels.get("priority") or "",
        title=(alert.annotations or {}).get("summary") or name,
    )
    yield Draft(FORMAT, f"{identity}#detected", subject, start.text, detected, revision)
    end = told(alert.ends_at)
    if alert.status == "resolved" and end:
        yield Draft(FORMAT, f"{identity}#resolved", subject, end.text, IncidentResolved(automatic=True), revision)


def _fingerprint(labels: dict[str, str]) -> str:
    """What stands in for the fingerprint that old versions leave out."""
    return hashlib.sha256(msgspec.json.encode(sorted(labels.items()))).hexdigest()[:16]
