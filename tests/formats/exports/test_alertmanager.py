"""Alertmanager: webhooks and listed alerts."""

from __future__ import annotations

import json

import pytest

from tests.formats.exports.adversarial import ORIGIN, check, hostile
from watchkeeper.domain.events.event import Draft
from watchkeeper.domain.events.incidents import IncidentDetected, IncidentResolved
from watchkeeper.domain.problems import UsageError
from watchkeeper.formats.exports import alertmanager

LABELS = {"alertname": "TillsDown", "service": "checkout", "job": "probe", "env": "production", "severity": "page"}
FIRING = {
    "status": "firing",
    "labels": LABELS,
    "annotations": {"summary": "Tills are down"},
    "startsAt": "2026-03-02T08:00:00.123456789Z",
    "endsAt": "0001-01-01T00:00:00Z",
    "generatorURL": "http://prometheus.example.com/graph",
    "fingerprint": "c4ff7ef4a1bb9a1f",
}
WEBHOOK = {
    "version": "4",
    "groupKey": "{}",
    "truncatedAlerts": 0,
    "status": "resolved",
    "receiver": "team",
    "groupLabels": {"alertname": "TillsDown"},
    "commonLabels": {},
    "commonAnnotations": {},
    "externalURL": "http://alertmanager.example.com",
    "alerts": [FIRING, {**FIRING, "status": "resolved", "fingerprint": "ab", "endsAt": "2026-03-02T09:00:00Z"}],
}
LISTED = {
    **FIRING,
    "status": {"state": "active", "inhibitedBy": [], "silencedBy": []},
    "endsAt": "2026-03-02T08:05:00Z",
    "updatedAt": "2026-03-02T08:01:00Z",
    "receivers": [{"name": "team"}],
}
DETECTED = IncidentDetected(service="checkout", environment="production", severity="page", title="Tills are down")


def read(record: object) -> tuple[Draft, ...]:
    data = json.dumps(record).encode()
    assert alertmanager.recognises(data)
    drafts = alertmanager.read_drafts(data, ORIGIN)
    check(drafts)
    return drafts


def test_a_webhook_tells_what_began_and_what_is_over() -> None:
    open_, detected, resolved = read(WEBHOOK)
    assert open_ == Draft(
        source="alertmanager",
        source_id="c4ff7ef4a1bb9a1f/2026-03-02T08:00:00Z#detected",
        subject="incident:alertmanager/c4ff7ef4a1bb9a1f/2026-03-02T08:00:00Z",
        occurred_at="2026-03-02T08:00:00Z",
        payload=DETECTED,
    )
    assert detected.payload == DETECTED
    assert (resolved.payload, resolved.occurred_at) == (IncidentResolved(automatic=True), "2026-03-02T09:00:00Z")
    assert resolved.subject == detected.subject


def test_a_listed_alert_is_the_same_one_and_is_not_over() -> None:
    (draft,) = read(LISTED)
    assert (draft.source, draft.source_id, draft.payload) == (
        "alertmanager",
        read(WEBHOOK)[0].source_id,
        DETECTED,
    )
    assert draft.revision == 1_772_438_460


def test_resolved_at_no_time_is_only_detected() -> None:
    assert [draft.type for draft in read({**WEBHOOK, "alerts": [{**FIRING, "status": "resolved"}]})] == [
        "IncidentDetected"
    ]


def test_an_alert_without_a_fingerprint_is_known_by_its_labels() -> None:
    bare = {key: value for key, value in FIRING.items() if key != "fingerprint"}
    one, other = read({**WEBHOOK, "alerts": [bare, {**bare, "labels": {**LABELS, "env": "test"}}]})
    assert one.subject != other.subject


@pytest.mark.parametrize(
    ("labels", "service"),
    [({"app.kubernetes.io/name": "x", "job": "probe"}, "probe"), ({"app": "till", "job": "probe"}, "till"), ({}, "")],
)
def test_the_service_is_found_under_the_surest_label(labels: dict[str, str], service: str) -> None:
    (draft,) = read({**LISTED, "labels": labels})
    assert isinstance(draft.payload, IncidentDetected)
    assert draft.payload.service == service


def test_an_alert_that_always_fires_is_not_kept() -> None:
    assert read({**LISTED, "labels": {"alertname": "Watchdog"}}) == ()


@pytest.mark.parametrize(
    ("record", "message"),
    [
        ({"alerts": []}, "$: this is no webhook or alert of Alertmanager"),
        ({**WEBHOOK, "alerts": [{**FIRING, "startsAt": "x"}]}, "$.alerts[0].startsAt: 'x' is no RFC 3339 time"),
        ({**LISTED, "startsAt": "0001-01-01T00:00:00Z"}, "$.startsAt: '0001-01-01T00:00:00Z' says no start"),
    ],
)
def test_what_is_wrong_is_named_with_its_place(record: object, message: str) -> None:
    with pytest.raises(UsageError) as caught:
        alertmanager.read_drafts(json.dumps(record).encode(), ORIGIN)
    assert caught.value.problems[0].message == message


test_nothing_stops_it = hostile(alertmanager, WEBHOOK, LISTED)
