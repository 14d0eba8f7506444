"""Rotas in Terraform as values of on-call: PagerDuty's schedules, Opsgenie's, incident.io's."""

from __future__ import annotations

from collections.abc import Iterator

from watchkeeper.domain.problems import Place, Problem
from watchkeeper.domain.readiness.on_call import Layer, Rota, Unit, Window
from watchkeeper.formats.calendars.values import clock, moment, windows_of
from watchkeeper.formats.terraform.language.modules import Resource
from watchkeeper.formats.terraform.language.values import (
    Fields,
    Unresolved,
    Value,
    items,
    number,
    shown,
    table,
    tables,
    text,
    truth,
)
from watchkeeper.formats.terraform.plan import Plan, place_of, reason
from watchkeeper.formats.terraform.who import person_of

DAY, WEEK = 86_400, 7 * 86_400
UNITS: dict[str, Unit] = {"hourly": "hours", "daily": "days", "weekly": "weeks"}
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
NOBODY = "so the rota calls nobody then"


def rotas_of(plan: Plan, problems: list[Problem]) -> Iterator[Rota]:
    """Every rota of a configuration; its id is its address. What cannot be read of one is a problem."""
    for one in plan.of("pagerduty_schedule"):
        yield _rota(one, _pagerduty_layers(one, plan, problems), "time_zone", problems)
    rotations = plan.below("opsgenie_schedule_rotation", "schedule_id")
    for one in plan.of("opsgenie_schedule"):
        found = [layer for row in rotations.get(one.address, []) for layer in _opsgenie_layer(row, plan, problems)]
        enabled = truth(one.fields.get("enabled")) is not False
        yield _rota(one, found if enabled else [], "timezone", problems, "America/New_York")
    for one in plan.of("incident_schedule"):
        yield _rota(one, _incident_layers(one, plan, problems), "timezone", problems)
    for one in plan.of("pagerduty_schedulev2"):
        what = f"{one.address} has rules of recurrence, which are not followed, so who is on call there is not known"
        problems.append(Problem(what, one.place, "export the schedule, or its calendar"))


def _rota(one: Resource, layers: list[Layer], zone: str, problems: list[Problem], usual: str = "") -> Rota:
    said = text(one.fields.get(zone)) or usual
    if not said:
        why = reason(one.fields.get(zone)) or "it says none"
        problems.append(Problem(f"the time zone of {one.address} is not known: {why}", one.place, "write it there"))
    return Rota(
        one.address, shown(one.fields.get("name")) or one.address, said or "UTC", one.place, layers=tuple(layers)
    )


def _pagerduty_layers(one: Resource, plan: Plan, problems: list[Problem]) -> list[Layer]:
    """Layers as they come, each hiding those before it. A turn is so many seconds, also when clocks change."""
    rows = _rows(one, one.fields.get("layer"), "layer", problems)
    found = []
    for level, row in enumerate(rows):
        anchor, turn = (
            moment(text(row.get("rotation_virtual_start"))),
            int(number(row.get("rotation_turn_length_seconds"))),
        )
        place = place_of(one, row)
        if anchor is None or turn <= 0:
            problems.append(_turnless(one, row, place))
            continue
        start = moment(text(row.get("start")))
        found.append(Layer(
            name=text(row.get("name")),
            turns=_turns(_people(one, row.get("users"), plan, place, problems)),
            start=anchor,
            every=turn,
            unit="seconds",
            since=anchor if start is None else start,
            until=moment(text(row.get("end"))) or 0,
            windows=tuple(window for one_row in tables(row.get("restriction")) for window in _windows(one_row)),
            priority=level,
            place=place,
        ))  # fmt: skip
    return found


def _turns(people: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    return tuple((person,) if person else () for person in people)


def _windows(row: Fields) -> tuple[Window, ...]:
    start = clock(text(row.get("start_time_of_day")))
    if start is None:
        return ()
    weekly = text(row.get("type")).startswith("weekly")
    days = [int(number(row.get("start_day_of_week"), 1)) - 1] if weekly else range(7)
    return windows_of(days, start, int(number(row.get("duration_seconds"))))


def _opsgenie_layer(one: Resource, plan: Plan, problems: list[Problem]) -> Iterator[Layer]:
    """A rotation; those of one schedule are on call together, and keep their local time."""
    fields = one.fields
    start, unit = moment(text(fields.get("start_date"))), UNITS.get(text(fields.get("type")))
    if start is None or unit is None:
        problems.append(_turnless(one, fields, one.place))
        return
    users = [row.get("id") if text(row.get("type")) == "user" else "" for row in tables(fields.get("participant"))]
    yield Layer(
        name=text(fields.get("name")),
        turns=_turns(_people(one, users, plan, one.place, problems)),
        start=start,
        every=max(int(number(fields.get("length"), 1)), 1),
        unit=unit,
        since=start,
        until=moment(text(fields.get("end_date"))) or 0,
        windows=tuple(_opsgenie_windows(table(fields.get("time_restriction")))),
        place=one.place,
    )


def _opsgenie_windows(row: Fields) -> Iterator[Window]:
    for one in tables(row.get("restriction")):
        start, end = _minutes(one, "start"), _minutes(one, "end")
        yield from windows_of(range(7), start, (end - start) % DAY or DAY)
    for one in tables(row.get("restrictions")):
        first, last = text(one.get("start_day")).lower(), text(one.get("end_day")).lower()
        if first in DAYS and last in DAYS:
            apart = (DAYS.index(last) - DAYS.index(first)) * DAY
            length = (apart + _minutes(one, "end") - _minutes(one, "start")) % WEEK or WEEK
            yield from windows_of((DAYS.index(first),), _minutes(one, "start"), length)


def _minutes(row: Fields, which: str) -> int:
    return int(number(row.get(f"{which}_hour"))) * 3_600 + int(number(row.get(f"{which}_min"))) * 60


def _incident_layers(one: Resource, plan: Plan, problems: list[Problem]) -> list[Layer]:
    """Rotations with their versions, each in force until the next; several hand-overs in turn are not followed."""
    found: list[Layer] = []
    for rotation in tables(one.fields.get("rotations")):
        versions = sorted(
            tables(rotation.get("versions")), key=lambda row: moment(text(row.get("effective_from"))) or 0
        )
        for at, row in enumerate(versions):
            after = versions[at + 1] if at + 1 < len(versions) else {}
            found += _incident_version(one, rotation, row, after, plan, problems)
    return found


def _incident_version(
    one: Resource, rotation: Fields, row: Fields, after: Fields, plan: Plan, problems: list[Problem]
) -> Iterator[Layer]:
    anchor, turns = moment(text(row.get("handover_start_at"))), tables(row.get("handovers"))
    unit = UNITS.get(text(turns[0].get("interval_type"))) if len(turns) == 1 else None
    if anchor is None or unit is None:
        problems.append(_turnless(one, rotation, one.place))
        return
    people = _people(one, row.get("users"), plan, one.place, problems)
    every = max(int(number(turns[0].get("interval"), 1)), 1)
    start, end = moment(text(row.get("effective_from"))), moment(text(after.get("effective_from")))
    for level, layer in enumerate(tables(row.get("layers"))):
        yield Layer(
            name=" ".join((text(rotation.get("name")), text(layer.get("name")))).strip(),
            turns=_turns((*people[level:], *people[:level])),
            start=anchor,
            every=every,
            unit=unit,
            since=anchor if start is None else start,
            until=end or 0,
            windows=tuple(_incident_windows(row)),
            place=one.place,
        )


def _incident_windows(row: Fields) -> Iterator[Window]:
    for one in tables(row.get("working_intervals")):
        day, start, end = (
            text(one.get("day")) or text(one.get("weekday")),
            clock(text(one.get("start"))),
            clock(text(one.get("end"))),
        )
        start = clock(text(one.get("start_time"))) if start is None else start
        end = clock(text(one.get("end_time"))) if end is None else end
        if day in DAYS and start is not None and end is not None:
            yield from windows_of((DAYS.index(day),), start, (end - start) % DAY or DAY)


def _people(one: Resource, users: Value, plan: Plan, place: Place, problems: list[Problem]) -> tuple[str, ...]:
    """Who takes turns, in order; somebody who is not known is nobody, and said."""
    found = []
    for user in items(users):
        person = person_of(user, plan)
        if not person and user != "":
            why = reason(user) or f"{shown(user)} is in none of these files"
            problems.append(
                Problem(
                    f"who takes a turn in {one.address} is not known: {why}, {NOBODY}",
                    place,
                    "export the rota from the pager",
                )
            )
        found.append(person)
    return tuple(found)


def _rows(one: Resource, value: Value, kind: str, problems: list[Problem]) -> list[Fields]:
    for item in items(value):
        if isinstance(item, Unresolved):
            what = f"the blocks {kind} of {one.address} are not known: {item}"
            problems.append(Problem(what, one.place, "export the rota from the pager"))
    return tables(value)


def _turnless(one: Resource, row: Fields, place: Place) -> Problem:
    name = text(row.get("name")) or "one"
    why = reason(*row.values())
    what = f"when the layer {name} of {one.address} turns is not known{f': {why}' if why else ''}, {NOBODY}"
    return Problem(what, place, "export the rota from the pager")
