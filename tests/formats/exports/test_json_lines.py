"""The product's own schema: what a line means, short subjects, people, and every error of a record at once."""

from __future__ import annotations

import json

import pytest

from tests.formats.exports.adversarial import ORIGIN, check, hostile
from watchkeeper.domain.events.changes import ChangeMerged, SignalSeen
from watchkeeper.domain.events.deployments import Deployed
from watchkeeper.domain.events.event import Draft
from watchkeeper.domain.events.types import PAYLOADS
from watchkeeper.domain.problems import UsageError
from watchkeeper.formats.exports import json_lines

COMMIT = "a1" * 20
DEPLOYED = {
    "type": "Deployed",
    "subject": "checkout/1234",
    "occurred_at": "2026-03-01T19:00:00+01:00",
    "payload": {
        "service": "checkout",
        "environment": "production",
        "result": "success",
        "started_at": "2026-03-01T18:59:00.5+01:00",
        "by": "Ada@Example.com",
        "changes": ["change:shop/12"],
        "previous": None,
        "proxy": True,
    },
}
MERGED = {
    "type": "ChangeMerged",
    "source": "svn",
    "source_id": "r12",
    "subject": "12",
    "occurred_at": "2026-03-01T18:00:00Z",
    "revision": 7,
    "supersedes": "x",
    "payload": {"commit": COMMIT, "author": "login:GitHub:Ada", "signals": [{"id": "s", "times": 2}], "files": 3},
}


def read(record: object) -> Draft:
    data = json.dumps(record).encode()
    assert json_lines.recognises(data)
    drafts = json_lines.read_drafts(data, ORIGIN)
    check(drafts)
    (draft,) = drafts
    return draft


def messages(record: object) -> list[str]:
    with pytest.raises(UsageError) as caught:
        json_lines.read_drafts(json.dumps(record).encode(), ORIGIN)
    return [problem.message for problem in caught.value.problems]


def test_what_a_line_says() -> None:
    assert read(DEPLOYED) == Draft(
        source="import",
        source_id="deployment:checkout/1234@2026-03-01T18:00:00Z#Deployed",
        subject="deployment:checkout/1234",
        occurred_at="2026-03-01T18:00:00Z",
        payload=Deployed(
            service="checkout",
            environment="production",
            result="success",
            started_at="2026-03-01T17:59:00Z",
            by="email:ada@example.com",
            changes=("change:shop/12",),
            proxy=True,
        ),
    )


def test_what_may_be_said_besides() -> None:
    assert read(MERGED) == Draft(
        source="svn",
        source_id="r12#ChangeMerged",
        subject="change:shop/12",
        occurred_at="2026-03-01T18:00:00Z",
        payload=ChangeMerged(commit=COMMIT, author="login:github:ada", signals=(SignalSeen(id="s", times=2),), files=3),
        revision=7,
        supersedes="x",
    )
    assert read({**MERGED, "source_id": "pull/12#merged"}).source_id == "pull/12#merged"


@pytest.mark.parametrize(
    ("kind", "short", "full"),
    [
        ("ChangeReverted", "12", "change:shop/12"),
        ("ChangeReverted", "#12", "change:shop/12"),
        ("ChangeReverted", "!12", "change:shop/12"),
        ("ChangeReverted", COMMIT, f"change:shop/{COMMIT}"),
        ("ChangeReverted", "change:other/1", "change:other/1"),
        ("RolledBack", "checkout/9", "deployment:checkout/9"),
        ("RolledBack", "9", "deployment:shop/9"),
        ("IncidentResolved", "7", "incident:import/7"),
        ("IncidentResolved", "pagerduty:acme/PT4", "incident:pagerduty:acme/PT4"),
        ("ComponentRetired", "checkout", "component:default/checkout"),
        ("ComponentRetired", "money/checkout", "component:money/checkout"),
        ("OwnershipLapsed", "checkout", "component:default/checkout"),
        ("PageSent", "checkout", "component:default/checkout"),
        ("PageSent", "incident:x/1", "incident:x/1"),
        ("RuleModeChanged", "rule:size/files", "rule:size/files"),
    ],
)
def test_a_short_subject_is_made_full(kind: str, short: str, full: str) -> None:
    payload = {
        "ChangeReverted": {"by": "x"},
        "RolledBack": {"service": "x"},
        "OwnershipLapsed": {"role": "responder"},
        "RuleModeChanged": {"rule": "size/files", "mode": "warn"},
    }.get(kind, {})
    event = {"type": kind, "subject": short, "occurred_at": "2026-03-01T18:00:00Z", "payload": payload}
    assert read(event).subject == full


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"kind": 1}, ["$.kind: there is no such field"]),
        ({"ocurred_at": 1}, ["$.ocurred_at: there is no such field; occurred_at is the nearest"]),
        ({"type": "Deploy"}, ["$.type: 'Deploy' is no type of event; Deployed is the nearest"]),
        ({"type": 4}, ["$.type: Expected `str`, got `int`"]),
        ({"type": "PersonForgotten"}, ["$.type: PersonForgotten is what a ledger says of itself, and is not imported"]),
        ({"occurred_at": "1 May"}, ["$.occurred_at: '1 May' is no RFC 3339 time"]),
        ({"revision": 2**60}, ["$.revision: Expected `int` <= 9007199254740991"]),
        ({"subject": "incident:x/1"}, ["$.subject: 'incident:x/1' names no deployment"]),
        ({"subject": ""}, ["$.subject: '' names no deployment"]),
        ({"payload": []}, ["$.payload: Expected `object | null`, got `array`", "$.payload.service: it is missing"]),
        (
            {"payload": {"servise": "x", "result": "fine", "by": "Ada", "started_at": "x", "changes": [1]}},
            [
                "$.payload.servise: there is no such field; service is the nearest",
                "$.payload.service: it is missing",
                "$.payload.result: '\"fine\"' is none of success, failure, unknown",
                "$.payload.started_at: 'x' is no RFC 3339 time",
                "$.payload.by: 'Ada' names no person",
                "$.payload.changes[0]: Expected `str`, got `int`",
            ],
        ),
        ({"payload": {"service": "x", "changes_count": 2**60}}, ["$.payload.changes_count: the number is too large"]),
    ],
)
def test_every_error_is_named_with_its_field(change: dict[str, object], expected: list[str]) -> None:
    assert messages({**DEPLOYED, **change}) == expected


def test_what_is_missing_is_named() -> None:
    assert messages({}) == ["$.type: it is missing", "$.subject: it is missing", "$.occurred_at: it is missing"]
    assert messages([]) == ["$: Expected `object`, got `array`"]


@pytest.mark.parametrize("name", ["login:github:", "login::ada", "login:ada", "email:", "person:x", "a b@c"])
def test_a_person_is_an_address_or_a_login(name: str) -> None:
    expected = [f"$.payload.by: {name!r} names no person"]
    assert messages({**DEPLOYED, "payload": {"service": "x", "by": name}}) == expected


def test_every_type_of_event_can_be_said() -> None:
    """A line with nothing but its type says what is missing, so every payload's shape is understood."""
    for name in PAYLOADS:
        event = {"type": name, "subject": "incident:x/1", "occurred_at": "2026-03-01T18:00:00Z"}
        try:
            json_lines.read_drafts(json.dumps(event).encode(), ORIGIN)
        except UsageError as error:
            assert all(problem.message.startswith(("$.payload.", "$.subject", "$.type")) for problem in error.problems)


test_nothing_stops_it = hostile(json_lines, DEPLOYED, MERGED)
