"""Opsgenie: alerts and incidents, from a list and one by one."""

from __future__ import annotations

import json

import pytest

from tests.formats.exports.adversarial import ORIGIN, check, hostile
from watchkeeper.domain.events.event import Draft
from watchkeeper.domain.events.incidents import (
    IncidentAcknowledged,
    IncidentDetected,
    IncidentMitigated,
    IncidentResolved,
)
from watchkeeper.domain.problems import UsageError
from watchkeeper.formats.exports import opsgenie

ALERT = {
    "id": "70413a06",
    "tinyId": "1791",
    "alias": "tills",
    "message": "Tills are down",
    "status": "closed",
    "acknowledged": True,
    "createdAt": "2026-03-02T08:00:00.16Z",
    "updatedAt": "2026-03-02T09:05:00Z",
    "priority": "P1",
    "entity": "db-1",
    "details": {"service": "checkout", "env": "production", "n": 3},
    "report": {"ackTime": 300_500, "closeTime": 3_600_000, "acknowledgedBy": "Ada@Example.com", "closedBy": "System"},
}
INCIDENT = {
    "id": "8743",
    "tinyId": "4",
    "message": "Tills are down",
    "status": "closed",
    "createdAt": "2026-03-02T08:00:00Z",
    "updatedAt": "2026-03-02T09:05:00Z",
    "priority": "P2",
    "impactedServices": ["29f0", "30f1"],
    "impactStartDate": "2026-03-02T07:55:00Z",
    "impactEndDate": "2026-03-02T08:50:00Z",
}


def read(record: object) -> tuple[Draft, ...]:
    data = json.dumps(record).encode()
    assert opsgenie.recognises(data)
    drafts = opsgenie.read_drafts(data, ORIGIN)
    check(drafts)
    return drafts


def test_an_alert_is_detected_acknowledged_and_resolved() -> None:
    detected, acknowledged, resolved = read(ALERT)
    assert {draft.subject for draft in (detected, acknowledged, resolved)} == {"incident:opsgenie/70413a06"}
    assert detected.source_id == "alert/70413a06#detected"
    assert detected.payload == IncidentDetected(
        service="checkout", environment="production", severity="P1", title="Tills are down"
    )
    assert acknowledged.payload == IncidentAcknowledged(by="email:ada@example.com")
    assert acknowledged.occurred_at == "2026-03-02T08:05:00Z"
    assert resolved.payload == IncidentResolved(automatic=True)
    assert resolved.occurred_at == "2026-03-02T09:00:00Z"


def test_one_alert_is_read_as_from_a_list() -> None:
    assert read({"data": ALERT, "took": 0.3, "requestId": "x"}) == read(ALERT)
    assert read({"data": INCIDENT, "took": 0.3, "requestId": "x"}) == read(INCIDENT)


def test_an_open_alert_is_not_resolved() -> None:
    assert [draft.type for draft in read({**ALERT, "status": "open", "report": None})] == ["IncidentDetected"]


def test_without_a_report_the_last_change_stands_in_for_the_closing() -> None:
    resolved = read({**ALERT, "report": None, "details": None})[-1]
    assert (resolved.occurred_at, resolved.payload) == ("2026-03-02T09:05:00Z", IncidentResolved())
    detected = read({**ALERT, "details": None})[0].payload
    assert isinstance(detected, IncidentDetected)
    assert detected.service == "db-1"


def test_an_incident_is_detected_mitigated_and_resolved() -> None:
    detected, mitigated, resolved = read(INCIDENT)
    assert detected.payload == IncidentDetected(
        service="29f0", severity="P2", impact_start="2026-03-02T07:55:00Z", title="Tills are down"
    )
    assert (mitigated.payload, mitigated.occurred_at) == (IncidentMitigated(), "2026-03-02T08:50:00Z")
    assert (resolved.payload, resolved.occurred_at) == (IncidentResolved(), "2026-03-02T09:05:00Z")


@pytest.mark.parametrize(
    ("record", "message"),
    [
        ({"id": "x"}, "$: this is no alert or incident of Opsgenie"),
        ({**ALERT, "createdAt": 5}, "$.createdAt: Expected `str`, got `int`"),
        (
            {**ALERT, "report": {"ackTime": 2**52}},
            f"$.report.ackTime: {2**52} is no number of milliseconds that passed",
        ),
        ({"data": {**ALERT, "createdAt": ""}, "requestId": "x"}, "$.data.createdAt: '' is no RFC 3339 time"),
    ],
)
def test_what_is_wrong_is_named_with_its_place(record: object, message: str) -> None:
    with pytest.raises(UsageError) as caught:
        opsgenie.read_drafts(json.dumps(record).encode(), ORIGIN)
    assert caught.value.problems[0].message == message


test_nothing_stops_it = hostile(opsgenie, ALERT, INCIDENT, {"data": ALERT, "requestId": "x"})
