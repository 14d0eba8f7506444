"""Reads GoAlert's exports: schedules with their rules, rotations, overrides, escalation policies, services, users.

The shape is the answer of its GraphQL API (`/api/graphql`, as of August 2026), with or without `data` around it:
`schedules {nodes {id name timeZone targets {target {id type} rules {start end weekdayFilter}} temporarySchedules {start
end shifts {userID start end}}}}`, `rotations {nodes {id name timeZone type start shiftLength activeUserIndex userIDs
nextHandoffTimes}}`, `userOverrides {nodes {start end addUserID removeUserID target {id}}}`, `escalationPolicies {nodes
{id name repeat steps {delayMinutes targets {id type} actions {type args}}}}`, `services {nodes {id name
escalationPolicyID maintenanceExpiresAt integrationKeys {href}}}`, `users {nodes {id name email contactMethods {id type
disabled} notificationRules {delayMinutes contactMethodID}}}`. Rotations keep the time on the wall.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from watchkeeper.domain.problems import Place, Problem
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
    Unit,
    Window,
)
from watchkeeper.formats.calendars.values import (
    DAY,
    Places,
    clock,
    moment,
    number,
    parse_json,
    table,
    tables,
    text,
    texts,
    windows_of,
)
from watchkeeper.formats.routes.pagers import address_keys

UNITS: dict[str, Unit] = {"hourly": "hours", "daily": "days", "weekly": "weeks", "monthly": "months"}
KINDS: dict[str, TargetKind] = {"user": "person", "schedule": "rota", "rotation": "rota"}
ACTIONS = {"builtin-user": ("user", "user_id"), "builtin-schedule": ("schedule", "schedule_id"),
           "builtin-rotation": ("rotation", "rotation_id")}  # fmt: skip
WAYS = {"VOICE": "phone", "SMS": "sms", "EMAIL": "email", "builtin-twilio-voice": "phone",
        "builtin-twilio-sms": "sms", "builtin-smtp-email": "email"}  # fmt: skip
WAKING = frozenset({"phone", "sms"})
WITHOUT, WITH = 1, 2
"""Ranks of a temporary schedule: first nobody of the schedule is on call, then its own people are."""


def parse_goalert(data: bytes, file: str) -> OnCall:
    """What an export holds; `exported_at` beside the rest tells its age.

    Raises:
        UsageError: it is no JSON.
    """
    value = parse_json(data, file)
    value = table(value, "data") or value
    exported = moment(text(value, "exported_at")) or 0
    problems: list[Problem] = []
    place = Places(data, file)
    turning = {
        text(r, "id"): _rotation(r, exported, place(text(r, "id")), problems) for r in _nodes(value, "rotations")
    }
    overrides: dict[str, list[Override]] = {}
    for item in _nodes(value, "userOverrides"):
        if (override := _override(item, place(text(item, "id")))) is not None:
            overrides.setdefault(text(item, "target", "id"), []).append(override)
    rotas = [
        _rota(item, exported, place(text(item, "id")), turning, overrides.get(text(item, "id"), []))
        for item in _nodes(value, "schedules")
    ]
    for item in _nodes(value, "rotations"):
        layer, name = turning[text(item, "id")], text(item, "name")
        layers = (layer,) if layer is not None else ()
        where = place(text(item, "id"))
        rotas.append(Rota(text(item, "id"), name, text(item, "timeZone"), where, exported, layers))
    policies = _nodes(value, "escalationPolicies")
    return OnCall(
        rotas=tuple(rotas),
        escalations=tuple(_escalation(item, place(text(item, "id"))) for item in policies),
        services=tuple(_service(item, place(text(item, "id")), exported) for item in _nodes(value, "services")),
        contacts=tuple(_contact(item) for item in _nodes(value, "users")),
        problems=tuple(problems),
    )


def _nodes(value: Any, kind: str) -> Iterator[dict[str, Any]]:
    """The things of a kind: in `nodes` as the API pages them, or in a plain list."""
    yield from tables(value, kind, "nodes")
    yield from tables(value, kind)


def _rotation(item: dict[str, Any], exported: int, place: Place, problems: list[Problem]) -> Layer | None:
    """The rotation as a layer. Its active user counts from the turn before the next hand-over, or from the export."""
    users = texts(item, "userIDs")
    start, unit = moment(text(item, "start")), UNITS.get(text(item, "type"))
    after = moment(next(iter(texts(item, "nextHandoffTimes")), ""))
    seen = after - 1 if after else exported
    if start is None or unit is None or (len(users) > 1 and not seen):
        what = f"the rotation {text(item, 'name')} does not say whose turn it is when, so it calls nobody"
        problems.append(Problem(what, place, "export it with nextHandoffTimes, start and type"))
        return None
    active = number(item, "activeUserIndex") % max(len(users), 1)
    return Layer(
        name=text(item, "name"),
        turns=tuple((user,) for user in (*users[active:], *users[:active])),
        start=start - start % 60,
        every=max(number(item, "shiftLength", default=1), 1),
        unit=unit,
        zone=text(item, "timeZone"),
        seen_at=seen,
        place=place,
    )


def _rota(
    item: dict[str, Any],
    exported: int,
    place: Place,
    rotations: Mapping[str, Layer | None],
    overrides: list[Override],
) -> Rota:
    zone = text(item, "timeZone")
    layers = [layer for one in tables(item, "targets") if (layer := _target(one, zone, place, rotations)) is not None]
    replaced = [*overrides, *_temporary(item, place)]
    name = text(item, "name")
    return Rota(text(item, "id"), name, zone, place, exported, tuple(layers), overrides=tuple(replaced))


def _target(item: dict[str, Any], zone: str, place: Place, rotations: Mapping[str, Layer | None]) -> Layer | None:
    """Who is on call in the hours of the rules: a person, or whoever has a turn; all of a schedule stand together."""
    rules = list(tables(item, "rules"))
    always = any(_always(rule) for rule in rules)
    windows = () if always else tuple(window for rule in rules for window in _windows(rule))
    if not (always or windows):
        return None
    called = text(item, "target", "id")
    if text(item, "target", "type") == "user":
        return Layer(text(item, "target", "name") or called, ((called,),), windows=windows, zone=zone, place=place)
    turning = rotations.get(called)
    if turning is None:
        return None
    return Layer(
        turning.name, turning.turns, turning.start, turning.every, turning.unit, windows=windows,
        zone=turning.zone or zone, window_zone=zone, seen_at=turning.seen_at, place=place,
    )  # fmt: skip


def _days(rule: dict[str, Any]) -> list[int]:
    """The days of a rule, 0 = Monday; the filter begins with Sunday."""
    found = rule.get("weekdayFilter")
    return [(at - 1) % 7 for at, on in enumerate(found[:7]) if on is True] if isinstance(found, list) else []


def _always(rule: dict[str, Any]) -> bool:
    return len(_days(rule)) == 7 and text(rule, "start") == text(rule, "end")


def _windows(rule: dict[str, Any]) -> tuple[Window, ...]:
    start, end = clock(text(rule, "start")), clock(text(rule, "end"))
    return () if start is None or end is None else windows_of(_days(rule), start, (end - start) % DAY or DAY)


def _override(item: dict[str, Any], place: Place) -> Override | None:
    """One person beside the others, in place of one of them, or one of them taken away."""
    start, end = moment(text(item, "start")), moment(text(item, "end"))
    added, removed = text(item, "addUserID"), text(item, "removeUserID")
    if start is None or end is None or not (added or removed):
        return None
    return Override(start, end, added, instead=removed, beside=not removed, place=place)


def _temporary(item: dict[str, Any], place: Place) -> Iterator[Override]:
    """A temporary schedule takes the place of everything, overrides too."""
    for one in tables(item, "temporarySchedules"):
        start, end = moment(text(one, "start")), moment(text(one, "end"))
        if start is None or end is None:
            continue
        yield Override(start, end, "", priority=WITHOUT, place=place)
        for shift in tables(one, "shifts"):
            begins, stops = moment(text(shift, "start")), moment(text(shift, "end"))
            if begins is not None and stops is not None:
                yield Override(begins, stops, text(shift, "userID"), beside=True, priority=WITH, place=place)


def _escalation(item: dict[str, Any], place: Place) -> Escalation:
    steps = tuple(
        Step(tuple(_called(step)), number(step, "delayMinutes") * 60, place) for step in tables(item, "steps")
    )
    return Escalation(text(item, "id"), text(item, "name"), steps, number(item, "repeat"), place)


def _called(step: dict[str, Any]) -> Iterator[Target]:
    """The people of a step; chat channels and webhooks wake nobody and are left out. `targets` is the older form."""
    for one in () if "actions" in step else tables(step, "targets"):
        if (kind := KINDS.get(text(one, "type"))) is not None:
            yield Target(kind, text(one, "id"))
    for one in tables(step, "actions"):
        if (known := ACTIONS.get(text(one, "type"))) is not None:
            yield Target(KINDS[known[0]], text(one, "args", known[1]))


def _service(item: dict[str, Any], place: Place, exported: int) -> PagerService:
    until = moment(text(item, "maintenanceExpiresAt"))
    keys = [key for one in tables(item, "integrationKeys") for key in address_keys(text(one, "href"))]
    return PagerService(
        id=text(item, "id"),
        name=text(item, "name"),
        escalation=text(item, "escalationPolicyID") or text(item, "escalationPolicy", "id"),
        keys=tuple(dict.fromkeys(keys)),
        maintenance=((exported, until),) if until else (),
        place=place,
    )


def _contact(item: dict[str, Any]) -> Contact:
    """A user. Who has notification rules is called by them alone; the delay is that of the first way that wakes."""
    methods = {
        text(one, "id"): WAYS.get(text(one, "type") or text(one, "dest", "type"), "")
        for one in tables(item, "contactMethods")
        if one.get("disabled") is not True
    }
    used = [
        (number(rule, "delayMinutes"), methods.get(text(rule, "contactMethodID"), ""))
        for rule in tables(item, "notificationRules")
    ]
    listed = "contactMethods" in item and "notificationRules" in item
    delay = min((minutes for minutes, way in used if way in WAKING), default=0) * 60
    names = (text(item, "id"), text(item, "email"), text(item, "name"))
    ways = tuple(dict.fromkeys(way for _, way in used if way))
    return Contact(tuple(name for name in names if name), ways=ways if listed else None, delay=delay)
