"""PagerDuty: incidents, log entries and webhooks tell one story."""

from __future__ import annotations

import json

import pytest

from tests.formats.exports.adversarial import ORIGIN, check, hostile
from watchkeeper.domain.events.event import Draft
from watchkeeper.domain.events.incidents import IncidentAcknowledged, IncidentDetected, IncidentResolved
from watchkeeper.domain.events.paging import PageAcknowledged, PageSent
from watchkeeper.domain.problems import UsageError
from watchkeeper.formats.exports import pagerduty

WEB = "https://acme.pagerduty.com/incidents/PT4"
SERVICE = {"id": "PIJ", "type": "service_reference", "summary": "checkout"}
ADA = {"id": "PXP", "type": "user_reference", "summary": "Ada Lovelace"}
INCIDENT = {
    "id": "PT4",
    "type": "incident",
    "summary": "[#12] Tills are down",
    "html_url": WEB,
    "incident_number": 12,
    "title": "Tills are down",
    "created_at": "2026-03-02T08:00:00Z",
    "updated_at": "2026-03-02T09:05:00Z",
    "resolved_at": "2026-03-02T09:00:00Z",
    "status": "resolved",
    "service": SERVICE,
    "priority": {"id": "P53", "type": "priority_reference", "summary": "P2"},
    "urgency": "high",
    "acknowledgements": [{"at": "2026-03-02T08:05:00Z", "acknowledger": ADA}],
    "last_status_change_by": ADA,
    "resolve_reason": None,
}
ENTRY = {
    "id": "Q02",
    "type": "acknowledge_log_entry",
    "html_url": f"{WEB}/log_entries/Q02",
    "created_at": "2026-03-02T08:05:00Z",
    "agent": ADA,
    "channel": {"type": "website"},
    "service": SERVICE,
    "incident": {"id": "PT4", "type": "incident_reference", "summary": "[#12] Tills are down"},
}
PAGE = {
    **ENTRY,
    "id": "Q01",
    "type": "notify_log_entry",
    "created_at": "2026-03-02T08:01:00Z",
    "agent": SERVICE,
    "user": {**ADA, "email": "Ada@Example.com"},
    "channel": {"type": "auto", "notification": {"type": "phone", "address": "+44 1", "status": "success"}},
}
WEBHOOK = {
    "event": {
        "id": "5ac",
        "event_type": "incident.acknowledged",
        "resource_type": "incident",
        "occurred_at": "2026-03-02T08:05:00.400Z",
        "agent": ADA,
        "client": None,
        "data": {"id": "PT4", "type": "incident", "html_url": WEB, "title": "Tills are down", "service": SERVICE,
                 "created_at": "2026-03-02T08:00:00Z", "status": "acknowledged", "urgency": "high",
                 "priority": {"id": "P53", "type": "priority_reference", "summary": "P2"}},
    }
}  # fmt: skip
SUBJECT = "incident:pagerduty:acme/PT4"
PERSON = "login:pagerduty:pxp"


def read(record: object) -> tuple[Draft, ...]:
    data = json.dumps(record).encode()
    assert pagerduty.recognises(data)
    drafts = pagerduty.read_drafts(data, ORIGIN)
    check(drafts)
    return drafts


def webhook(kind: str, **data: object) -> dict[str, object]:
    return {"event": {**WEBHOOK["event"], "event_type": kind, "data": {**WEBHOOK["event"]["data"], **data}}}  # type: ignore[dict-item]


def test_an_incident_is_detected_acknowledged_and_resolved() -> None:
    detected, acknowledged, answered, resolved = read(INCIDENT)
    assert {detected.subject, acknowledged.subject, resolved.subject} == {SUBJECT}
    assert answered.subject == "component:default/checkout"
    assert detected.payload == IncidentDetected(service="checkout", severity="P2", title="Tills are down")
    assert acknowledged.payload == IncidentAcknowledged(by=PERSON)
    assert answered.payload == PageAcknowledged(person=PERSON, incident=SUBJECT)
    assert resolved.payload == IncidentResolved(by=PERSON)
    assert resolved.occurred_at == "2026-03-02T09:00:00Z"
    assert resolved.names == ((PERSON, "Ada Lovelace"),)
    assert [draft.source_id for draft in (detected, acknowledged, answered, resolved)] == [
        "incident/PT4#detected",
        "incident/PT4/2026-03-02T08:05:00Z#acknowledged",
        "incident/PT4/2026-03-02T08:05:00Z#page-acknowledged",
        "incident/PT4#resolved",
    ]


def test_log_entry_and_webhook_name_an_acknowledgement_as_the_incident_does() -> None:
    told = [(draft.source, draft.source_id, draft.subject, draft.payload) for draft in read(INCIDENT)[1:3]]
    for record in (ENTRY, WEBHOOK):
        assert [(draft.source, draft.source_id, draft.subject, draft.payload) for draft in read(record)] == told


def test_a_notification_is_a_page() -> None:
    (draft,) = read(PAGE)
    assert draft.payload == PageSent(person="email:ada@example.com", channel="phone", incident=SUBJECT)
    assert (draft.subject, draft.source_id) == ("component:default/checkout", "incident/PT4/log_entry/Q01#page-sent")
    assert draft.names == (("email:ada@example.com", "Ada Lovelace"),)


def test_without_a_service_a_page_is_about_the_incident() -> None:
    assert read({**ENTRY, "service": None})[1].subject == SUBJECT


def test_what_went_away_by_itself_is_automatic() -> None:
    (resolved,) = read({**ENTRY, "type": "resolve_log_entry", "agent": SERVICE})
    assert resolved.payload == IncidentResolved(automatic=True)
    assert read({**INCIDENT, "acknowledgements": [], "last_status_change_by": None})[1].payload == IncidentResolved()


def test_the_other_log_entries_and_webhooks() -> None:
    (detected,) = read({**ENTRY, "type": "trigger_log_entry", "agent": SERVICE, "service": None})
    assert detected.payload == IncidentDetected(service="checkout", title="[#12] Tills are down")
    assert [draft.type for draft in read(webhook("incident.triggered"))] == ["IncidentDetected"]
    assert [draft.type for draft in read(webhook("incident.resolved"))] == ["IncidentResolved"]


def test_an_incident_that_was_merged_is_a_duplicate() -> None:
    reason = {"type": "merge_resolve_reason", "incident": {"id": "PT1", "type": "incident_reference"}}
    detected = read({**INCIDENT, "resolve_reason": reason})[0].payload
    assert isinstance(detected, IncidentDetected)
    assert detected.duplicate_of == "incident:pagerduty:acme/PT1"


@pytest.mark.parametrize(
    "record",
    [
        {**ENTRY, "type": "annotate_log_entry"},
        {**ENTRY, "type": "escalate_log_entry"},
        webhook("incident.priority_updated"),
        {"event": {"event_type": "pagey.ping", "resource_type": "pagey", "occurred_at": "x", "data": {"message": "x"}}},
    ],
)
def test_what_is_not_kept(record: object) -> None:
    assert read(record) == ()


@pytest.mark.parametrize(
    ("record", "message"),
    [
        ({"id": "x"}, "$: this is no incident, log entry or webhook of PagerDuty"),
        ({**INCIDENT, "acknowledgements": [{"at": "now"}]}, "$.acknowledgements[0].at: 'now' is no RFC 3339 time"),
        ({**ENTRY, "incident": None}, "$.incident: Expected `object`, got `null`"),
    ],
)
def test_what_is_wrong_is_named_with_its_place(record: object, message: str) -> None:
    with pytest.raises(UsageError) as caught:
        pagerduty.read_drafts(json.dumps(record).encode(), ORIGIN)
    assert caught.value.problems[0].message == message


test_nothing_stops_it = hostile(pagerduty, INCIDENT, ENTRY, PAGE, WEBHOOK)
