"""Exports of pagers, as their APIs answer: who is on call, whom an escalation calls, what is told and never guessed."""

from __future__ import annotations

import contextlib
import json
import time
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from watchkeeper.analysis.oncall.doubt import doubt
from watchkeeper.analysis.oncall.expand import expand
from watchkeeper.domain.problems import UsageError
from watchkeeper.domain.readiness.fingerprints import fingerprint
from watchkeeper.domain.readiness.on_call import OnCall, Rota
from watchkeeper.formats.calendars.recognise import EXPORTS, parse_on_call, source_of

pytest.importorskip("recurring_ical_events")


def read(value: dict[str, Any]) -> OnCall:
    return parse_on_call(json.dumps(value, indent=1).encode(), "export.json")


def at(text: str) -> int:
    return int(datetime.fromisoformat(text).timestamp())


def people(rota: Rota, start: str, end: str) -> list[str]:
    """Each segment as `05T09:00-05T17:00 who`, in UTC."""
    shown = "{:%dT%H:%M}".format
    return [
        f"{shown(datetime.fromtimestamp(s.start, UTC))}-{shown(datetime.fromtimestamp(s.end, UTC))} {s.person}"
        for s in expand(rota, at(start), at(end))
    ]


def rota_of(found: OnCall, key: str) -> Rota:
    return next(rota for rota in found.rotas if rota.id == key)


GOALERT: dict[str, Any] = {
    "data": {
        "exported_at": "2026-01-05T12:00:00Z",
        "rotations": {"nodes": [{
            "id": "rot", "name": "daily", "type": "daily", "shiftLength": 1, "start": "2026-01-01T09:00:00Z",
            "timeZone": "Europe/Lisbon", "activeUserIndex": 1, "userIDs": ["u1", "u2", "u3"],
        }]},
        "schedules": {"nodes": [{
            "id": "sched", "name": "shop", "timeZone": "Europe/Berlin",
            "targets": [
                {"target": {"type": "rotation", "id": "rot"},
                 "rules": [{"start": "08:00", "end": "20:00", "weekdayFilter": [False, *[True] * 5, False]}]},
                {"target": {"type": "user", "id": "u9"},
                 "rules": [{"start": "20:00", "end": "08:00", "weekdayFilter": [True] * 7}]},
            ],
            "temporarySchedules": [{
                "start": "2026-01-07T00:00:00Z", "end": "2026-01-08T00:00:00Z",
                "shifts": [{"userID": "u3", "start": "2026-01-07T06:00:00Z", "end": "2026-01-07T18:00:00Z"}],
            }],
        }]},
        "userOverrides": {"nodes": [
            {"id": "o1", "start": "2026-01-06T10:00:00Z", "end": "2026-01-06T11:00:00Z", "addUserID": "u1",
             "removeUserID": "u3", "target": {"id": "sched"}},
        ]},
        "escalationPolicies": {"nodes": [{
            "id": "ep", "name": "shop", "repeat": 3, "steps": [
                {"delayMinutes": 5, "actions": [
                    {"type": "builtin-schedule", "args": {"schedule_id": "sched"}},
                    {"type": "builtin-slack-channel", "args": {"slack_channel_id": "C1"}},
                ]},
                {"delayMinutes": 10, "targets": [{"type": "user", "id": "u1"}]},
            ],
        }]},
        "services": {"nodes": [{
            "id": "svc", "name": "shop", "escalationPolicyID": "ep",
            "integrationKeys": [{"href": "https://alerts.example/api/v2/generic/incoming?token=0123456789abcdef0123"}],
        }]},
        "users": {"nodes": [{
            "id": "u1", "name": "Ada", "email": "ada@example.com",
            "contactMethods": [{"id": "m1", "type": "VOICE", "disabled": False}],
            "notificationRules": [{"delayMinutes": 2, "contactMethodID": "m1"}],
        }]},
    }
}  # fmt: skip


def test_goalert() -> None:
    found = read(GOALERT)
    assert people(rota_of(found, "sched"), "2026-01-05T00:00Z", "2026-01-08T06:00Z") == [
        "05T00:00-05T07:00 u9", "05T07:00-05T09:00 u1", "05T09:00-05T19:00 u2", "05T19:00-06T07:00 u9",
        "06T07:00-06T09:00 u2", "06T09:00-06T10:00 u3", "06T10:00-06T11:00 u1", "06T11:00-06T19:00 u3",
        "06T19:00-07T00:00 u9", "07T06:00-07T18:00 u3", "08T00:00-08T06:00 u9",
    ]  # fmt: skip
    (policy,) = found.escalations
    assert [([t.text for t in s.targets], s.wait) for s in policy.steps] == [(["sched"], 300), (["u1"], 600)]
    assert (policy.repeats, found.services[0].escalation) == (3, "ep")
    assert fingerprint("0123456789abcdef0123") in found.services[0].keys
    assert (found.contacts[0].ways, found.contacts[0].delay) == (("phone",), 120)
    assert rota_of(found, "sched").place.line > 1


def test_goalert_without_a_time_does_not_guess_whose_turn_it_is() -> None:
    data = json.loads(json.dumps(GOALERT))
    del data["data"]["exported_at"]
    found = read(data)
    assert doubt(rota_of(found, "rot"), 0, 30) == "is empty"
    assert any("whose turn" in problem.message for problem in found.problems)
    data["data"]["rotations"]["nodes"][0]["nextHandoffTimes"] = ["2026-01-06T09:00:00Z"]
    assert people(rota_of(read(data), "rot"), "2026-01-06T00:00Z", "2026-01-07T00:00Z") == [
        "06T00:00-06T09:00 u2", "06T09:00-07T00:00 u3",
    ]  # fmt: skip


def shifts(*found: dict[str, Any], **schedule: Any) -> Rota:
    """A schedule of Grafana OnCall with these shifts."""
    named = [{"id": f"O{n}", "name": f"shift {n}", **shift} for n, shift in enumerate(found)]
    item = {"id": "S", "name": "s", "type": "web", "time_zone": "UTC", "shifts": [s["id"] for s in named], **schedule}
    return read({"schedules": {"results": [item]}, "on_call_shifts": {"results": named}}).rotas[0]


def rolling(start: str, hours: float, frequency: str, *groups: list[str], **more: Any) -> dict[str, Any]:
    return {"type": "rolling_users", "start": start, "duration": int(hours * 3600), "frequency": frequency,
            "rolling_users": list(groups), "rotation_start": start, **more}  # fmt: skip


A, B, C = ["a"], ["b"], ["c"]
ROLLING: tuple[tuple[str, dict[str, Any], str, str, list[str]], ...] = (
    ("hourly, every second hour", rolling("2026-01-05T00:00:00", 0.5, "hourly", A, B, interval=2),
     "2026-01-05T00:00Z", "2026-01-05T08:00Z",
     ["05T00:00-05T00:30 a", "05T02:00-05T02:30 b", "05T04:00-05T04:30 a", "05T06:00-05T06:30 b"]),
    ("daily, every second day", rolling("2026-01-05T10:00:00", 1, "daily", A, B, C, interval=2),
     "2026-01-05T00:00Z", "2026-01-13T00:00Z",
     ["05T10:00-05T11:00 a", "07T10:00-07T11:00 b", "09T10:00-09T11:00 c", "11T10:00-11T11:00 a"]),
    ("daily on selected days", rolling("2026-01-05T10:00:00", 1, "daily", A, B, by_day=["MO", "WE", "FR"]),
     "2026-01-05T00:00Z", "2026-01-17T00:00Z",
     ["05T10:00-05T11:00 a", "07T10:00-07T11:00 b", "09T10:00-09T11:00 a", "12T10:00-12T11:00 b",
      "14T10:00-14T11:00 a", "16T10:00-16T11:00 b"]),
    ("daily on selected days, two in a row", rolling(
        "2026-01-05T10:00:00", 1, "daily", A, B, by_day=["MO", "WE", "FR"], interval=2),
     "2026-01-05T00:00Z", "2026-01-17T00:00Z",
     ["05T10:00-05T11:00 a", "07T10:00-07T11:00 a", "09T10:00-09T11:00 b", "12T10:00-12T11:00 b",
      "14T10:00-14T11:00 a", "16T10:00-16T11:00 a"]),
    ("weekly", rolling("2026-01-05T10:00:00", 1, "weekly", A, B, week_start="MO"),
     "2026-01-05T00:00Z", "2026-01-27T00:00Z", ["05T10:00-05T11:00 a", "12T10:00-12T11:00 b", "19T10:00-19T11:00 a",
                                                "26T10:00-26T11:00 b"]),
    ("weekly on selected days", rolling("2026-01-06T10:00:00", 1, "weekly", A, B, by_day=["MO", "TU"], week_start="MO"),
     "2026-01-05T00:00Z", "2026-01-21T00:00Z",
     ["06T10:00-06T11:00 a", "12T10:00-12T11:00 b", "13T10:00-13T11:00 b", "19T10:00-19T11:00 a",
      "20T10:00-20T11:00 a"]),
    ("monthly", rolling("2026-01-05T10:00:00", 1, "monthly", A, B, by_monthday=[5, 20]),
     "2026-01-01T00:00Z", "2026-03-06T00:00Z",
     ["05T10:00-05T11:00 a", "20T10:00-20T11:00 a", "05T10:00-05T11:00 b", "20T10:00-20T11:00 b",
      "05T10:00-05T11:00 a"]),
    ("from a later group on", rolling("2026-01-05T10:00:00", 1, "daily", A, B, C, start_rotation_from_user_index=2),
     "2026-01-05T00:00Z", "2026-01-08T00:00Z", ["05T10:00-05T11:00 c", "06T10:00-06T11:00 a", "07T10:00-07T11:00 b"]),
    ("the rotation starts later", rolling(
        "2026-01-05T10:00:00", 1, "daily", A, B) | {"rotation_start": "2026-01-07T09:00:00"},
     "2026-01-05T00:00Z", "2026-01-09T00:00Z", ["07T10:00-07T11:00 a", "08T10:00-08T11:00 b"]),
    ("until", rolling("2026-01-05T10:00:00", 1, "daily", A, B, until="2026-01-06T23:00:00"),
     "2026-01-05T00:00Z", "2026-01-09T00:00Z", ["05T10:00-05T11:00 a", "06T10:00-06T11:00 b"]),
    ("a group of two", rolling("2026-01-05T10:00:00", 1, "daily", ["a", "b"], C),
     "2026-01-05T00:00Z", "2026-01-07T00:00Z", ["05T10:00-05T11:00 a", "05T10:00-05T11:00 b", "06T10:00-06T11:00 c"]),
)  # fmt: skip


@pytest.mark.parametrize("case", ROLLING, ids=lambda case: case[0])
def test_grafana_oncall_rolling_users(case: tuple[str, dict[str, Any], str, str, list[str]]) -> None:
    """The kinds of rotation that OnCall's `test_custom_on_call_shift.py` walks through, with days of our own."""
    _, shift, start, end, told = case
    assert people(shifts(shift), start, end) == told


def test_grafana_oncall_keeps_the_wall() -> None:
    """OnCall's `test_filter_events_during_dst_change`: a week in Chicago is an hour longer in November."""
    shift = rolling("2024-10-01T00:00:00", 168, "weekly", A, B, week_start="MO")
    found = expand(shifts(shift, time_zone="America/Chicago"), at("2024-11-04T00:00Z"), at("2024-11-04T01:00Z"))
    assert [s.person for s in found] == ["a"]
    week = expand(shifts(shift, time_zone="America/Chicago"), at("2024-10-20T00:00Z"), at("2024-11-20T00:00Z"))
    assert (at("2024-10-29T05:00Z"), at("2024-11-05T06:00Z")) in {(s.start, s.end) for s in week}


def test_grafana_oncall_levels_overrides_and_single_events() -> None:
    low = {"type": "recurrent_event", "start": "2026-01-05T00:00:00", "duration": 86_400, "frequency": "daily",
           "users": A, "level": 1}  # fmt: skip
    high = {"type": "single_event", "start": "2026-01-05T10:00:00", "duration": 7_200, "users": B, "level": 2}
    over = {"type": "override", "start": "2026-01-05T11:00:00", "duration": 1_800, "users": C}
    assert people(shifts(low, high, over), "2026-01-05T00:00Z", "2026-01-06T00:00Z") == [
        "05T00:00-05T10:00 a", "05T10:00-05T11:00 b", "05T11:00-05T11:30 c", "05T11:30-05T12:00 b",
        "05T12:00-06T00:00 a",
    ]  # fmt: skip


def test_grafana_oncall_chains_teams_and_integrations() -> None:
    steps: list[dict[str, Any]] = [
        {"type": "notify_on_call_from_schedule", "notify_on_call_from_schedule": "S"},
        {"type": "wait", "duration": 300},
        {"type": "notify_whole_channel"}, {"type": "notify_team_members", "team_to_notify": "T"},
        {"type": "wait", "duration": 60}, {"type": "notify_user_group", "group_to_notify": "G"}, {"type": "resolve"},
        {"type": "notify_persons", "persons_to_notify": ["U1"]},
    ]  # fmt: skip
    policies = [{"id": f"E{n}", "escalation_chain_id": "F", "position": n, **s} for n, s in enumerate(steps)]
    found = read({
        "escalation_chains": [{"id": "F", "name": "shop"}], "escalation_policies": policies[::-1],
        "users": [{"id": "U1", "username": "ada", "email": "ada@example.com", "teams": ["T"]}],
        "teams": [{"id": "T", "name": "payments"}],
        "integrations": [{"id": "C", "name": "am", "link": LINK,
                          "default_route": {"escalation_chain_id": "F"}}],
    })  # fmt: skip
    (chain,) = found.escalations
    assert [([(t.kind, t.text) for t in s.targets], s.wait) for s in chain.steps] == [
        ([("rota", "S")], 300), ([("team", "T")], 60), ([("unknown", "notify_user_group")], 0),
    ]  # fmt: skip
    assert found.teams[0].members == ("U1",)
    assert (found.services[0].escalation, fingerprint("mReAoNwDm0eMwKo1mTeTwYo") in found.services[0].keys) == (
        "F",
        True,
    )


LINK = "https://oncall.example/integrations/v1/alertmanager/mReAoNwDm0eMwKo1mTeTwYo/"
INCIDENT: dict[str, Any] = {
    "schedules": [{"id": "S", "name": "platform", "timezone": "Europe/London", "config": {"rotations": [
        {"id": "R", "name": "weekly", "handover_start_at": "2026-03-23T09:00:00Z",
         "handovers": [{"interval": 1, "interval_type": "weekly"}], "layers": [{"id": "L", "name": "first"}],
         "users": [{"id": "U1", "email": "ada@example.com", "name": "Ada"}, {"id": "U2", "email": "ben@example.com"}]},
    ]}}],
    "escalation_paths": [{"id": "P", "name": "urgent", "path": [
        {"type": "level", "level": {"time_to_ack_seconds": 300, "targets": [
            {"type": "schedule", "id": "S", "urgency": "high", "schedule_mode": "currently_on_call"}]}},
        {"type": "notify_channel", "notify_channel": {"time_to_ack_seconds": 60, "targets": []}},
        {"type": "if_else", "if_else": {"then_path": [], "else_path": []}},
        {"type": "repeat", "repeat": {"repeat_times": 3}},
    ]}],
}  # fmt: skip


def test_incident_io() -> None:
    found = read(INCIDENT)
    assert people(found.rotas[0], "2026-03-28T00:00Z", "2026-04-07T00:00Z") == [
        "28T00:00-30T08:00 U1", "30T08:00-06T08:00 U2", "06T08:00-07T00:00 U1",
    ]  # fmt: skip
    (path,) = found.escalations
    assert [([(t.kind, t.text) for t in s.targets], s.wait) for s in path.steps] == [
        ([("rota", "S")], 300), ([], 60), ([("unknown", "one of two ways, by a condition")], 0),
    ]  # fmt: skip
    assert (path.repeats, found.contacts[0].names) == (3, ("U1", "ada@example.com", "Ada"))


@pytest.mark.parametrize(
    "change",
    [
        {"handovers": [{"interval": 2, "interval_type": "daily"}, {"interval": 5, "interval_type": "daily"}]},
        {"layers": [{"id": "1"}, {"id": "2"}]},
        {"working_interval": [{"weekday": "monday", "start_time": "09:00", "end_time": "17:00"}]},
    ],
    ids=["turns of different length", "several at once", "restricted hours"],
)
def test_incident_io_shares_out_fairly_so_nobody_can_tell(change: dict[str, Any]) -> None:
    """Its `fair` mode gives the next shift to whoever has done least; the worked-out entries tell."""
    data = json.loads(json.dumps(INCIDENT))
    data["schedules"][0]["config"]["rotations"][0] |= change
    found = read(data)
    assert doubt(found.rotas[0], 0, 30) == "is empty"
    assert "schedule_entries" in found.problems[0].remedy
    entry = {"start_at": "2026-04-01T00:00:00Z", "end_at": "2026-04-02T00:00:00Z", "user": {"id": "U2"}}
    data["schedule_entries"] = {"final": [entry]}
    assert people(read(data).rotas[0], "2026-03-28T00:00Z", "2026-04-07T00:00Z") == ["01T00:00-02T00:00 U2"]


def test_pagerduty_layers_restrictions_and_overrides() -> None:
    """The highest layer comes first; its restriction lets the lower one through; an override beats both."""
    layer = {"start": "2026-01-05T09:00:00Z", "rotation_virtual_start": "2026-01-05T09:00:00Z",
             "rotation_turn_length_seconds": 86_400}  # fmt: skip
    window = {"type": "weekly_restriction", "start_day_of_week": 2, "start_time_of_day": "08:00:00",
              "duration_seconds": 4 * 3600}  # fmt: skip
    found = read({"schedule": {
        "id": "P", "name": "p", "time_zone": "UTC",
        "schedule_layers": [{**layer, "name": "top", "users": [{"user": {"id": "top"}}], "restrictions": [window]},
                            {**layer, "name": "low", "users": [{"user": {"id": "a"}}, {"user": {"id": "b"}}]}],
        "overrides": [{"start": "2026-01-06T10:00:00Z", "end": "2026-01-06T11:00:00Z", "user": {"id": "o"}}],
    }})  # fmt: skip
    assert people(found.rotas[0], "2026-01-05T00:00Z", "2026-01-07T12:00Z") == [
        "05T09:00-06T08:00 a", "06T08:00-06T10:00 top", "06T10:00-06T11:00 o", "06T11:00-06T12:00 top",
        "06T12:00-07T09:00 b", "07T09:00-07T12:00 a",
    ]  # fmt: skip


def test_opsgenie_rotations_restrictions_and_overrides() -> None:
    rotation = {"name": "days", "type": "daily", "length": 1, "startDate": "2026-03-28T08:00:00Z",
                "participants": [{"type": "user", "username": "a@x.example"}, {"type": "team", "name": "ops"},
                                 {"type": "none"}],
                "timeRestriction": {"type": "time-of-day", "restriction": {"startHour": 8, "startMin": 0, "endHour": 18,
                                                                           "endMin": 30}}}  # fmt: skip
    override = {"startDate": "2026-03-28T10:00:00Z", "endDate": "2026-03-28T11:00:00Z",
                "user": {"type": "user", "username": "o@x.example"}, "rotations": [{"name": "days"}]}  # fmt: skip
    found = read({
        "schedules": [{"id": "s", "name": "s", "timezone": "Europe/London", "rotations": [rotation],
                       "overrides": [override]}],
        "teams": [{"id": "t", "name": "ops", "members": [{"user": {"username": "m@x.example"}}]}],
    })  # fmt: skip
    assert people(found.rotas[0], "2026-03-28T00:00Z", "2026-03-31T00:00Z") == [
        "28T08:00-28T10:00 a@x.example", "28T10:00-28T11:00 o@x.example", "28T11:00-28T18:30 a@x.example",
        "29T07:00-29T17:30 m@x.example",
    ]  # fmt: skip


@pytest.mark.parametrize("zone", ["Mars/Olympus", "Pacific Time (US & Canada)"])
def test_a_zone_that_does_not_exist_is_a_doubt(zone: str) -> None:
    layer = {"start": "2026-01-05T09:00:00Z", "rotation_virtual_start": "2026-01-05T09:00:00Z",
             "rotation_turn_length_seconds": 86_400, "users": [{"user": {"id": "a"}}], "name": "l"}  # fmt: skip
    found = read({"schedule": {"id": "P", "name": "p", "time_zone": zone, "schedule_layers": [layer]}})
    assert "does not exist" in doubt(found.rotas[0], 0, 30)


LEAVES = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=8),
    st.sampled_from(["2026-01-05T09:00:00Z", "9999-12-31T23:59:59Z", "0001-01-01T00:00:00", "daily", "weekly",
                     "monthly", "hourly", "user", "09:00", "24:00", "MO", "UTC", "America/Chicago", "rolling_users",
                     "level", "wait"]),
)  # fmt: skip
KEYS = st.sampled_from(
    ["data", "nodes", "results", "schedules", "schedule", "rotations", "targets", "target", "rules", "weekdayFilter",
     "userIDs", "start", "end", "type", "id", "name", "timeZone", "time_zone", "timezone", "on_call_shifts", "shifts",
     "duration", "frequency", "interval", "by_day", "rolling_users", "rotation_start", "until", "config", "handovers",
     "handover_start_at", "users", "user", "schedule_layers", "rotation_virtual_start", "rotation_turn_length_seconds",
     "restrictions", "overrides", "participants", "timeRestriction", "startDate", "endDate", "length", "shiftLength",
     "activeUserIndex", "nextHandoffTimes", "escalationPolicies", "escalation_paths", "path", "steps", "level",
     "escalation_policies", "escalation_chain_id", "schedule_entries", "final", "by_monthday", "exported_at"]
)  # fmt: skip
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(KEYS, inner, max_size=8)),
    max_leaves=40,
)


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(KEYS, VALUES, max_size=8))
@pytest.mark.parametrize("source", sorted(EXPORTS))
def test_any_export(source: str, value: dict[str, Any]) -> None:
    try:
        found = EXPORTS[source](json.dumps(value).encode(), "export.json")  # type: ignore[index]
    except UsageError:
        return
    for rota in found.rotas:
        for segment in expand(rota, 1_774_000_000, 1_774_300_000):
            assert 1_774_000_000 <= segment.start < segment.end <= 1_774_300_000


@given(st.binary(max_size=200))
@pytest.mark.parametrize("source", sorted(EXPORTS))
def test_any_bytes(source: str, data: bytes) -> None:
    with contextlib.suppress(UsageError):
        EXPORTS[source](data, "export.json")  # type: ignore[index]


def test_each_source_is_recognised() -> None:
    told = {"goalert": GOALERT, "incident.io": INCIDENT, "pagerduty": {"schedule_layers": []},
            "opsgenie": {"ownerTeam": {}}, "grafana-oncall": {"on_call_shifts": []}}  # fmt: skip
    assert all(source_of("x.json", json.dumps(value).encode()) == source for source, value in told.items())
    assert source_of("x.json", b'{"name": "package"}') is None


ROTATION = {
    "name": "days",
    "type": "weekly",
    "length": 1,
    "startDate": "2026-03-20T08:00:00Z",
    "participants": [{"type": "user", "username": "a"}, {"type": "user", "username": "b"}],
    "timeRestriction": {
        "type": "weekday-and-time-of-day",
        "restrictions": [
            {"startDay": "monday", "endDay": "tuesday", "startHour": 8, "startMin": 0, "endHour": 9, "endMin": 0}
        ],
    },
}
TURNS: dict[str, Any] = {
    "id": "P",
    "name": "p",
    "time_zone": "UTC",
    "schedule_layers": [
        {
            "start": "2026-01-05T09:00:00Z",
            "rotation_virtual_start": "2026-01-05T09:00:00Z",
            "end": None,
            "rotation_turn_length_seconds": 86_400,
            "users": [{"user": {"id": "a"}}, {"user": {"id": "b"}}],
            "restrictions": [{"type": "daily_restriction", "start_time_of_day": "08:00:00", "duration_seconds": 3600}],
        }
    ],
}
ONCALL = {
    "schedules": [{"id": "S", "name": "s", "time_zone": "UTC", "shifts": ["O"]}],
    "on_call_shifts": [
        {
            "id": "O",
            **rolling(
                "2026-01-05T10:00:00",
                1,
                "weekly",
                A,
                B,
                by_day=["MO", "FR"],
                until="2027-01-01T00:00:00",
                by_month=[1, 2, 3],
                interval=1,
                level=1,
            ),
        }
    ],
}
WHOLE = {"goalert": GOALERT, "incident.io": INCIDENT, "grafana-oncall": ONCALL, "pagerduty": {"schedule": TURNS},
         "opsgenie": {"schedules": [{"id": "s", "timezone": "UTC", "rotations": [ROTATION]}]}}  # fmt: skip
STRANGE = [10**30, -1, 0, 1e308, "1e400", "9" * 400, "\x00\r\nEND:VEVENT"]
ODD = st.one_of(LEAVES, st.just([]), st.just({}), st.sampled_from(STRANGE))


def spoil(value: Any, data: st.DataObject, chance: int) -> Any:
    """The value with some of its parts replaced."""
    if data.draw(st.integers(0, chance)) == 0:
        return data.draw(ODD)
    if isinstance(value, dict):
        return {key: spoil(one, data, chance) for key, one in value.items()}
    return [spoil(one, data, chance) for one in value] if isinstance(value, list) else value


@settings(max_examples=80, deadline=None)
@given(st.data())
@pytest.mark.parametrize("source", sorted(EXPORTS))
def test_any_part_of_an_export_may_be_odd(source: str, data: st.DataObject) -> None:
    value = spoil(WHOLE.get(source, {"version": 1}), data, 30)
    with contextlib.suppress(UsageError):
        for rota in EXPORTS[source](json.dumps(value).encode(), "export.json").rotas:  # type: ignore[index]
            for segment in expand(rota, 1_774_000_000, 1_774_900_000):
                assert 1_774_000_000 <= segment.start < segment.end <= 1_774_900_000


LAYER: dict[str, Any] = TURNS["schedule_layers"][0]


@pytest.mark.parametrize(
    "schedule",
    [
        TURNS | {"schedule_layers": [LAYER | {"rotation_turn_length_seconds": 1, "restrictions": []}] * 500},
        TURNS | {"schedule_layers": [LAYER | {"restrictions": LAYER["restrictions"] * 20_000}]},
        TURNS | {"overrides": [{"start": "2026-04-01T09:00:00Z", "end": "2026-05-01T09:00:00Z", "user": {"id": f"o{n}"}}
                               for n in range(20_000)]},
    ],
    ids=["turns of a second", "20,000 restrictions", "20,000 overrides"],
)  # fmt: skip
def test_hostile_exports_take_seconds(schedule: dict[str, Any]) -> None:
    begun = time.monotonic()
    expand(read({"schedule": schedule}).rotas[0], 1_774_000_000, 1_774_000_000 + 90 * 86_400)
    assert time.monotonic() - begun < 10
