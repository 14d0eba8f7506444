"""Reads PagerDuty's exports: schedules, escalation policies, services, users, maintenance windows.

Shapes as its REST API (v2) documents them. Layers come highest first. A turn is so many seconds, also when
clocks change. Not compared with a payload of a real account.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from watchkeeper.domain.problems import Place, Problem
from watchkeeper.domain.readiness.fingerprints import fingerprint
from watchkeeper.domain.readiness.on_call import (
    Contact,
    Escalation,
    Layer,
    OnCall,
    Override,
    PagerService,
    Rota,
    Step,
    Target,
    TargetKind,
    Team,
    Window,
)
from watchkeeper.formats.calendars.values import (
    Places,
    clock,
    moment,
    number,
    parse_json,
    table,
    tables,
    text,
    windows_of,
)

KINDS: dict[str, TargetKind] = {"user": "person", "schedule": "rota", "escalation_policy": "policy"}
WAYS = {"phone_contact_method": "phone", "sms_contact_method": "sms", "push_notification_contact_method": "push",
        "email_contact_method": "email", "whatsapp_contact_method": "push"}  # fmt: skip
WAKING = frozenset({"phone", "sms", "push"})


def parse_pagerduty(data: bytes, file: str) -> OnCall:
    """What an export holds: the answers of the API as they are, one of them or several merged in one object.

    Raises:
        UsageError: it is no JSON.
    """
    value = parse_json(data, file)
    exported = moment(text(value, "exported_at")) or 0
    problems: list[Problem] = []
    windows = _maintenance(value)
    place = Places(data, file)
    return OnCall(
        rotas=tuple(_rota(item, place(text(item, "id")), exported, problems)
                    for item in _all(value, "schedules", "schedule")),
        escalations=tuple(_escalation(item, place(text(item, "id")))
                          for item in _all(value, "escalation_policies", "escalation_policy")),
        services=tuple(_service(item, place(text(item, "id")), windows)
                       for item in _all(value, "services", "service")),
        contacts=tuple(_contact(item) for item in _all(value, "users", "user")),
        teams=tuple(Team(text(item, "id"), text(item, "name")) for item in _all(value, "teams", "team")),
        problems=tuple(problems),
    )  # fmt: skip


def _all(value: Any, several: str, one: str) -> Iterator[dict[str, Any]]:
    yield from tables(value, several)
    if single := table(value, one):
        yield single


def _rota(item: dict[str, Any], place: Place, exported: int, problems: list[Problem]) -> Rota:
    layers = list(tables(item, "schedule_layers"))
    found = [
        layer
        for level, written in enumerate(reversed(layers))
        if (layer := _layer(written, level, place, problems)) is not None
    ]
    entries = [*tables(item, "overrides"), *tables(item, "overrides_subschedule", "rendered_schedule_entries")]
    overrides = [one for at, entry in enumerate(entries) if (one := _override(entry, at, place)) is not None]
    name = text(item, "name") or text(item, "summary")
    zone = text(item, "time_zone")
    return Rota(text(item, "id"), name, zone, place, exported, tuple(found), overrides=tuple(overrides))


def _layer(item: dict[str, Any], level: int, place: Place, problems: list[Problem]) -> Layer | None:
    anchor, turn = moment(text(item, "rotation_virtual_start")), number(item, "rotation_turn_length_seconds")
    start = moment(text(item, "start"))
    if anchor is None or turn <= 0:
        what = f"the layer {text(item, 'name')} does not say when it turns, so it calls nobody"
        problems.append(Problem(what, place, "export the schedule with its layers"))
        return None
    people = (text(user, "user", "id") or text(user, "id") for user in tables(item, "users"))
    return Layer(
        name=text(item, "name"),
        turns=tuple((person,) for person in people),
        start=anchor,
        every=turn,
        unit="seconds",
        priority=level,
        since=anchor if start is None else start,
        until=moment(text(item, "end")) or 0,
        windows=tuple(window for one in tables(item, "restrictions") for window in _windows(one)),
        place=place,
    )


def _windows(item: dict[str, Any]) -> tuple[Window, ...]:
    start = clock(text(item, "start_time_of_day"))
    if start is None:
        return ()
    days = [number(item, "start_day_of_week") - 1] if text(item, "type").startswith("weekly") else range(7)
    return windows_of(days, start, number(item, "duration_seconds"))


def _override(item: dict[str, Any], order: int, place: Place) -> Override | None:
    """Of two overrides the later one counts."""
    start, end = moment(text(item, "start")), moment(text(item, "end"))
    if start is None or end is None:
        return None
    return Override(start, end, text(item, "user", "id"), priority=order, place=place)


def _escalation(item: dict[str, Any], place: Place) -> Escalation:
    steps = tuple(
        Step(tuple(_target(target) for target in tables(rule, "targets")),
             number(rule, "escalation_delay_in_minutes") * 60, place)
        for rule in tables(item, "escalation_rules")
    )  # fmt: skip
    return Escalation(
        text(item, "id"), text(item, "name") or text(item, "summary"), steps, number(item, "num_loops"), place
    )


def _target(item: dict[str, Any]) -> Target:
    kind = KINDS.get(text(item, "type").removesuffix("_reference"), "unknown")
    return Target(kind, text(item, "id") or text(item, "summary"))


def _service(item: dict[str, Any], place: Place, windows: dict[str, tuple[tuple[int, int], ...]]) -> PagerService:
    urgency = table(item, "incident_urgency_rule")
    low = text(urgency, "urgency") == "low" or text(urgency, "outside_support_hours", "urgency") == "low"
    keys = [text(one, "integration_key") for one in tables(item, "integrations")]
    return PagerService(
        id=text(item, "id"),
        name=text(item, "name") or text(item, "summary"),
        escalation=text(item, "escalation_policy", "id"),
        keys=tuple(fingerprint(key) for key in keys if key),
        disabled=text(item, "status") == "disabled",
        maintenance=windows.get(text(item, "id"), ()),
        low_urgency=low,
        place=place,
    )


def _maintenance(value: Any) -> dict[str, tuple[tuple[int, int], ...]]:
    found: dict[str, tuple[tuple[int, int], ...]] = {}
    for window in _all(value, "maintenance_windows", "maintenance_window"):
        start, end = moment(text(window, "start_time")), moment(text(window, "end_time"))
        for service in tables(window, "services"):
            if start is not None and end is not None:
                found[text(service, "id")] = (*found.get(text(service, "id"), ()), (start, end))
    return found


def _contact(item: dict[str, Any]) -> Contact:
    """A user. Who has notification rules is called by them alone; the delay is that of the first way that wakes."""
    methods = {
        text(one, "id"): WAYS.get(text(one, "type").removesuffix("_reference"), "")
        for one in tables(item, "contact_methods")
    }
    rules = [rule for rule in tables(item, "notification_rules") if text(rule, "urgency") != "low"]
    used = [(number(rule, "start_delay_in_minutes"), _way(rule, methods)) for rule in rules]
    listed = "contact_methods" in item or "notification_rules" in item
    ways = tuple(dict.fromkeys(way for way in ([way for _, way in used] if rules else methods.values()) if way))
    delay = min((minutes for minutes, way in used if way in WAKING), default=0) * 60
    names = (text(item, "id"), text(item, "email"), text(item, "name") or text(item, "summary"))
    active = not text(item, "deleted_at") and text(item, "invitation_sent") != "pending"
    return Contact(tuple(name for name in names if name), active, ways if listed else None, delay)


def _way(rule: dict[str, Any], methods: dict[str, str]) -> str:
    method = table(rule, "contact_method")
    return methods.get(text(method, "id")) or WAYS.get(text(method, "type").removesuffix("_reference"), "")
