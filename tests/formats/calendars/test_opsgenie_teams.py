"""An integration of Opsgenie alerts its owner team: by the team's default routing rule, else by what the team owns."""

from __future__ import annotations

import json
from typing import Any

import pytest

from watchkeeper.domain.readiness.on_call import OnCall
from watchkeeper.formats.calendars.opsgenie import parse_opsgenie

TEAM = {"id": "T", "name": "shop"}
INTEGRATION = {"id": "I", "name": "prometheus", "type": "API", "apiKey": "k", "ownerTeam": TEAM}
SCHEDULE = {"id": "S", "name": "shop_schedule", "timezone": "UTC", "ownerTeam": TEAM}


def escalation(name: str, team: dict[str, str] = TEAM) -> dict[str, Any]:
    rule = {"delay": {"timeAmount": 0}, "recipient": {"type": "schedule", "id": "S"}}
    return {"id": f"id of {name}", "name": name, "ownerTeam": team, "rules": [rule]}


def read(**parts: Any) -> OnCall:
    value = {"integrations": [INTEGRATION], "teams": [TEAM], "schedules": [SCHEDULE], **parts}
    return parse_opsgenie(json.dumps(value).encode(), "export.json")


def ruled(*rules: dict[str, Any]) -> list[dict[str, Any]]:
    return [{**TEAM, "routingRules": list(rules)}]


def to(kind: str, name: str, **more: Any) -> dict[str, Any]:
    return {"notify": {"type": kind, "id": name}, **more}


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ({"escalations": [escalation("any")]}, "id of any"),
        ({"escalations": [escalation("first"), escalation("shop_escalation")]}, "id of shop_escalation"),
        ({"escalations": [escalation("a"), escalation("b")]}, "shop"),
        ({"escalations": [escalation("other", {"id": "O", "name": "other"})]}, "team T"),
        ({"teams": ruled(to("escalation", "E"), to("schedule", "X", isDefault=False))}, "team T"),
        ({"teams": ruled(to("schedule", "X"), to("escalation", "E", isDefault=True))}, "E"),
        ({"teams": ruled(to("none", "", isDefault=True))}, "team T"),
        ({"schedules": []}, "shop"),
    ],
)
def test_what_answers_for_the_team(parts: dict[str, Any], expected: str) -> None:
    (service,) = read(**parts).services
    assert service.escalation == expected


def test_a_schedule_that_is_notified_directly_is_called_at_once() -> None:
    (made,) = read(teams=ruled(to("schedule", "S", isDefault=True))).escalations
    assert [(target.kind, target.text) for step in made.steps for target in step.targets] == [("rota", "S")]


def test_a_rule_that_notifies_nobody_is_an_escalation_without_steps() -> None:
    (made,) = read(teams=ruled(to("none", "", isDefault=True))).escalations
    assert made.steps == ()
