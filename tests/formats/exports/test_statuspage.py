"""Statuspage: what an incident went through."""

from __future__ import annotations

import json

import pytest

from tests.formats.exports.adversarial import ORIGIN, check, hostile
from watchkeeper.domain.events.event import Draft
from watchkeeper.domain.events.incidents import IncidentDetected, IncidentMitigated, IncidentResolved
from watchkeeper.domain.problems import UsageError
from watchkeeper.formats.exports import statuspage


def update(name: str, status: str, at: str) -> dict[str, object]:
    return {"id": name, "status": status, "body": f"We say {status}", "created_at": at, "display_at": at}


INCIDENT = {
    "id": "p31z",
    "name": "Tills are down",
    "status": "resolved",
    "impact": "major",
    "page_id": "y2j9",
    "created_at": "2026-03-02T01:00:00-07:00",
    "started_at": "2026-03-02T00:50:00-07:00",
    "updated_at": "2026-03-02T02:30:00-07:00",
    "monitoring_at": "2026-03-02T01:40:00-07:00",
    "resolved_at": "2026-03-02T02:00:00-07:00",
    "shortlink": "https://stspg.io/x",
    "components": [{"id": "c1", "name": "Checkout"}, {"id": "c2", "name": "Shop"}],
    "incident_updates": [
        update("u5", "resolved", "2026-03-02T02:00:00-07:00"),
        update("u4", "monitoring", "2026-03-02T01:45:00-07:00"),
        update("u3", "monitoring", "2026-03-02T01:40:00-07:00"),
        update("u2", "identified", "2026-03-02T01:10:00-07:00"),
        update("u1", "investigating", "2026-03-02T01:00:00-07:00"),
    ],
}


def read(record: object) -> tuple[Draft, ...]:
    data = json.dumps(record).encode()
    assert statuspage.recognises(data)
    drafts = statuspage.read_drafts(data, ORIGIN)
    check(drafts)
    return drafts


def test_an_incident_is_detected_mitigated_and_resolved() -> None:
    detected, mitigated, resolved = read(INCIDENT)
    assert detected == Draft(
        source="statuspage:y2j9",
        source_id="incident/p31z#detected",
        subject="incident:statuspage:y2j9/p31z",
        occurred_at="2026-03-02T08:00:00Z",
        payload=IncidentDetected(
            service="Checkout", severity="major", impact_start="2026-03-02T07:50:00Z", title="Tills are down"
        ),
        revision=1_772_443_800,
    )
    assert mitigated.source_id == "incident/p31z/update/u3#mitigated"
    assert mitigated.payload == IncidentMitigated(how="We say monitoring")
    assert mitigated.occurred_at == "2026-03-02T08:40:00Z"
    assert (resolved.payload, resolved.occurred_at) == (IncidentResolved(), "2026-03-02T09:00:00Z")


def test_a_repair_that_failed_is_mitigated_again() -> None:
    updates = [
        update("u3", "monitoring", "2026-03-02T03:00:00Z"),
        update("u2", "identified", "2026-03-02T02:00:00Z"),
        update("u1", "monitoring", "2026-03-02T01:00:00Z"),
    ]
    drafts = read({**INCIDENT, "incident_updates": updates, "resolved_at": None})
    assert [draft.type for draft in drafts] == ["IncidentDetected", "IncidentMitigated", "IncidentMitigated"]


def test_without_updates_the_incident_itself_tells() -> None:
    drafts = read({**INCIDENT, "incident_updates": [], "components": None})
    assert [draft.source_id for draft in drafts] == [
        "incident/p31z#detected",
        "incident/p31z#mitigated",
        "incident/p31z#resolved",
    ]


@pytest.mark.parametrize(
    "change", [{"status": "scheduled"}, {"impact": "maintenance"}, {"scheduled_for": "2026-03-02T08:00:00Z"}]
)
def test_planned_maintenance_is_not_kept(change: dict[str, object]) -> None:
    assert read({**INCIDENT, **change}) == ()


def test_what_is_wrong_is_named_with_its_place() -> None:
    with pytest.raises(UsageError) as caught:
        read({**INCIDENT, "incident_updates": [{"id": "u", "status": "x", "created_at": "?"}]})
    assert caught.value.problems[0].message == "$.incident_updates[0].created_at: '?' is no RFC 3339 time"


test_nothing_stops_it = hostile(statuspage, INCIDENT)
