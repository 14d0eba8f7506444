"""Reads incident.io's exports: schedules with their rotations, worked-out entries, escalation paths.

The shape is that of its API (as of August 2026): `schedules` (`/v2/schedules`: `timezone`, `config {rotations {id name
handover_start_at effective_from handovers {interval interval_type} layers users working_interval scheduling_mode}}`),
`schedule_entries {final}` (`/v2/schedule_entries`, of one schedule) and `escalation_paths` (`/v2/escalation_paths`:
`path {type level {targets time_to_ack_seconds} if_else repeat delay}`).

Where turns differ in length, or hours are restricted, incident.io gives the next turn to whoever has done least. Nobody
can work that out from the rotation, so such a rotation tells nothing; the worked-out entries do.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from watchkeeper.domain.problems import Place, Problem
from watchkeeper.domain.readiness.on_call import (
    Contact,
    Escalation,
    Layer,
    OnCall,
    Rota,
    Segment,
    Step,
    Target,
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
    windows_of,
)

UNITS: dict[str, Unit] = {"hourly": "hours", "daily": "days", "weekly": "weeks"}
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
NOBODY = "NOBODY"


def parse_incident_io(data: bytes, file: str) -> OnCall:
    """What an export holds; `exported_at` beside the rest tells its age.

    Raises:
        UsageError: it is no JSON.
    """
    value = parse_json(data, file)
    exported = moment(text(value, "exported_at")) or 0
    place = Places(data, file)
    schedules = list(_all(value, "schedules", "schedule"))
    entries = list(tables(value, "schedule_entries", "final"))
    problems: list[Problem] = []
    if entries and len(schedules) != 1:
        remedy = "keep one schedule and its entries in a file"
        problems.append(Problem("nobody knows of which schedule the worked-out entries are", Place(file), remedy))
        entries = []
    paths = _all(value, "escalation_paths", "escalation_path")
    return OnCall(
        rotas=tuple(_rota(item, place(text(item, "id")), exported, entries, problems) for item in schedules),
        escalations=tuple(_escalation(item, place(text(item, "id"))) for item in paths),
        contacts=tuple(_contacts(schedules, entries)),
        problems=tuple(problems),
    )


def _all(value: Any, several: str, one: str) -> Iterator[dict[str, Any]]:
    yield from tables(value, several)
    if single := table(value, one):
        yield single


def _rota(
    item: dict[str, Any], place: Place, exported: int, entries: list[dict[str, Any]], problems: list[Problem]
) -> Rota:
    key, name, zone = text(item, "id"), text(item, "name"), text(item, "timezone") or "UTC"
    if entries:
        segments = tuple(found for one in entries if (found := _segment(one, place)) is not None)
        return Rota(key, name, zone, place, exported, segments=segments)
    layers = _layers(list(tables(item, "config", "rotations")), name, place, problems)
    return Rota(key, name, zone, place, exported, tuple(layers))


def _segment(item: dict[str, Any], place: Place) -> Segment | None:
    start, end = moment(text(item, "start_at")), moment(text(item, "end_at"))
    if start is None or end is None:
        return None
    return Segment(start, end, text(item, "user", "id") or text(item, "user", "email"), "entry", place)


def _layers(rotations: list[dict[str, Any]], name: str, place: Place, problems: list[Problem]) -> Iterator[Layer]:
    """The rotations as layers; of one with several versions each counts until the next one takes effect."""
    versions: dict[str, list[tuple[int, dict[str, Any]]]] = {}
    for rotation in rotations:
        begins = moment(text(rotation, "effective_from")) or 0
        versions.setdefault(text(rotation, "id"), []).append((begins, rotation))
    for same in versions.values():
        ordered = sorted(same, key=lambda one: one[0])
        for at, (begins, rotation) in enumerate(ordered):
            until = ordered[at + 1][0] if at + 1 < len(ordered) else 0
            if why := _unforeseen(rotation):
                what = f"the rotation {text(rotation, 'name')} of {name} {why}, so nobody can work out who is next"
                problems.append(Problem(what, place, "export schedule_entries beside the schedule"))
            elif (layer := _layer(rotation, begins, until, place)) is not None:
                yield layer


def _unforeseen(rotation: dict[str, Any]) -> str:
    """Why the rotation does not say who is next, as the end of a sentence; "" if it does."""
    if len(_people(rotation)) < 2:
        return ""
    if len(list(tables(rotation, "layers"))) > 1:
        return "puts several people on call at once"
    if len(list(tables(rotation, "handovers"))) != 1:
        return "has turns of different length"
    if _windows(rotation) and text(rotation, "scheduling_mode") != "sequential":
        return "shares restricted hours out fairly"
    return ""


def _layer(rotation: dict[str, Any], begins: int, until: int, place: Place) -> Layer | None:
    start = moment(text(rotation, "handover_start_at"))
    handover = next(tables(rotation, "handovers"), {})
    unit = UNITS.get(text(handover, "interval_type"))
    people = _people(rotation)
    if not people or (len(people) > 1 and (start is None or unit is None)):
        return None
    return Layer(
        name=text(rotation, "name"),
        turns=tuple(() if person == NOBODY else (person,) for person in people),
        start=start or 0,
        every=max(number(handover, "interval", default=1), 1),
        unit=unit or "weeks",
        since=begins or start or 0,
        until=until,
        windows=_windows(rotation),
        place=place,
    )


def _people(rotation: dict[str, Any]) -> list[str]:
    return [found for user in tables(rotation, "users") if (found := text(user, "id") or text(user, "email"))]


def _windows(rotation: dict[str, Any]) -> tuple[Window, ...]:
    found: list[Window] = []
    for one in (*tables(rotation, "working_intervals"), *tables(rotation, "working_interval")):
        start, end = clock(text(one, "start_time")), clock(text(one, "end_time"))
        if start is not None and end is not None and text(one, "weekday") in WEEKDAYS:
            found += windows_of((WEEKDAYS.index(text(one, "weekday")),), start, (end - start) % DAY or DAY)
    return tuple(dict.fromkeys(found))


def _escalation(item: dict[str, Any], place: Place) -> Escalation:
    steps: list[Step] = []
    repeats = 0
    for node in tables(item, "path"):
        kind = text(node, "type")
        if kind == "level":
            targets = tuple(target for one in tables(node, "level", "targets") for target in _target(one))
            steps.append(Step(targets, _wait(table(node, "level")), place))
        elif kind == "notify_channel":
            steps.append(Step((), _wait(table(node, "notify_channel")), place))
        elif kind == "delay":
            steps.append(Step((), max(number(node, "delay", "delay_seconds"), 0), place))
        elif kind == "repeat":
            repeats = number(node, "repeat", "repeat_times")
        else:
            steps.append(Step((Target("unknown", "one of two ways, by a condition"),), 0, place))
    return Escalation(text(item, "id"), text(item, "name"), tuple(steps), repeats, place)


def _wait(level: dict[str, Any]) -> int:
    return max(number(level, "time_to_ack_seconds"), 0)


def _target(item: dict[str, Any]) -> Iterator[Target]:
    """Whom a level calls; a chat channel wakes nobody and is left out."""
    kind, key, mode = text(item, "type"), text(item, "id"), text(item, "schedule_mode")
    if kind == "user":
        yield Target("person", key)
    elif kind == "schedule" and mode in {"", "currently_on_call"}:
        yield Target("rota", key)
    elif kind not in {"slack_channel", "msteams_channel"}:
        yield Target("unknown", " ".join(word for word in (kind, key, mode) if word))


def _contacts(schedules: list[dict[str, Any]], entries: list[dict[str, Any]]) -> Iterator[Contact]:
    """The people whom rotations and entries name."""
    rotations = (rotation for item in schedules for rotation in tables(item, "config", "rotations"))
    users = [user for rotation in rotations for user in tables(rotation, "users")]
    users += [table(entry, "user") for entry in entries]
    for user in {text(user, "id"): user for user in users}.values():
        names = (text(user, "id"), text(user, "email"), text(user, "name"))
        if any(names) and text(user, "id") != NOBODY:
            yield Contact(tuple(name for name in names if name))
