"""Reads a plain rota: who takes turns, how long, from when; with overrides, leave and steps.

version: 1
name: payments
zone: Europe/Lisbon
turns:
- {people: [ada@example.com, ben@example.com], length: 1w, from: 2026-01-05T09:00, hours: "18:00-09:00"}
overrides:
- {person: ben@example.com, from: 2026-02-02T09:00, to: 2026-02-09T09:00}
leave:
- {person: ada@example.com, from: 2026-03-01, to: 2026-03-15}
steps:
- {call: rota, wait: 10m}
- {call: carla@example.com, wait: 15m}
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

from msgspec import Struct

from watchkeeper.domain.problems import Place, Problem, UsageError
from watchkeeper.domain.readiness.on_call import (
    Escalation,
    Layer,
    OnCall,
    Override,
    PagerService,
    Rota,
    Segment,
    Step,
    Target,
    Unit,
)
from watchkeeper.formats.calendars.values import clock, windows_of
from watchkeeper.formats.policy.shapes import decode
from watchkeeper.formats.yaml.document import Document, parse_yaml

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
LENGTH = re.compile(r"(\d{1,4})([mhdw])")
SECONDS = {"m": 60, "h": 3_600, "d": 86_400, "w": 7 * 86_400}
UNITS: dict[str, Unit] = {"h": "hours", "d": "days", "w": "weeks"}
ITSELF = "rota"


class TurnEntry(Struct, frozen=True, forbid_unknown_fields=True, rename={"begins": "from"}):
    """People in turn: how long a turn is (`1w`, `1d`, `12h`), when the first one begins, which hours and days count.

    A later entry hides an earlier one where both count.
    """

    people: tuple[str, ...]
    length: str
    begins: str
    to: str = ""
    hours: str = ""
    days: tuple[str, ...] = ()
    name: str = ""


class SpanEntry(Struct, frozen=True, forbid_unknown_fields=True, rename={"begins": "from"}):
    """One person from one time to another; a day alone means its midnight."""

    person: str
    begins: str
    to: str


class StepEntry(Struct, frozen=True, forbid_unknown_fields=True):
    """Whom a step calls: `rota` is this rota, anything else a person or another rota; how long it waits (`10m`)."""

    call: str
    wait: str = "0m"


class RotaFile(Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """The whole file."""

    version: Literal[1]
    name: str
    turns: tuple[TurnEntry, ...]
    zone: str = "UTC"
    overrides: tuple[SpanEntry, ...] = ()
    leave: tuple[SpanEntry, ...] = ()
    steps: tuple[StepEntry, ...] = ()


def parse_rota(data: bytes, file: str) -> OnCall:
    """The rota of a file, and the escalation that its steps make; it has the rota's name.

    Raises:
        UsageError: it does not fit; all faults at once, with their places.
    """
    document = parse_yaml(data, file)
    if document.value is None:
        raise UsageError(Problem("is empty", Place(file, 1), "start with: version: 1"))
    rota = decode(document, RotaFile)
    if faults := list(_faults(document, rota)):
        raise UsageError(*faults)
    zone = ZoneInfo(rota.zone)
    place = Place(file, 1)
    layers = tuple(_layer(turn, at, zone, document.place(("turns", at))) for at, turn in enumerate(rota.turns))
    overrides = tuple(
        _override(one, at, zone, document.place(("overrides", at))) for at, one in enumerate(rota.overrides)
    )
    leave = tuple(_leave(one, zone, document.place(("leave", at))) for at, one in enumerate(rota.leave))
    steps = rota.steps or (StepEntry(ITSELF),)
    escalation = Escalation(rota.name, rota.name, tuple(_step(s, rota.name, place) for s in steps), 0, place)
    service = PagerService(rota.name, rota.name, rota.name, place=place)
    made = Rota(rota.name, rota.name, rota.zone, place, layers=layers, overrides=overrides)
    return OnCall((made,), (escalation,), (service,), leave=leave)


def _faults(document: Document, rota: RotaFile) -> Iterator[Problem]:
    try:
        ZoneInfo(rota.zone)
    except (KeyError, ValueError, OSError):
        yield Problem(f"zone: {rota.zone!r} is no time zone", document.place(("zone",)), "write it like Europe/Berlin")
        return
    for at, turn in enumerate(rota.turns):
        yield from _turn_faults(document, ("turns", at), turn)
    for name, spans in (("overrides", rota.overrides), ("leave", rota.leave)):
        for at, span in enumerate(spans):
            yield from _span_faults(document, (name, at), span)
    for at, step in enumerate(rota.steps):
        if _length(step.wait) is None:
            place = document.place(("steps", at, "wait"))
            yield Problem(f"wait: {step.wait!r} is no length of time", place, "write it like 10m")


def _turn_faults(document: Document, path: tuple[str | int, ...], turn: TurnEntry) -> Iterator[Problem]:
    if not turn.people:
        yield Problem("people: nobody takes turns", document.place((*path, "people")), "name somebody")
    if not _length(turn.length):
        place = document.place((*path, "length"))
        yield Problem(f"length: {turn.length!r} is no length of time", place, "write it like 1w, 1d or 12h")
    for key, written in (("from", turn.begins), ("to", turn.to)):
        if (written or key == "from") and _local(written) is None:
            place = document.place((*path, key))
            yield Problem(f"{key}: {written!r} is no time", place, "write it like 2026-01-05T09:00")
    if turn.hours and _hours(turn.hours) is None:
        place = document.place((*path, "hours"))
        yield Problem(f"hours: {turn.hours!r} are no hours", place, "write them like 09:00-17:00")
    for day in turn.days:
        if day.lower() not in DAYS:
            place = document.place((*path, "days"))
            yield Problem(f"days: {day!r} is no day", place, f"use {', '.join(DAYS)}")


def _span_faults(document: Document, path: tuple[str | int, ...], span: SpanEntry) -> Iterator[Problem]:
    start, end = _local(span.begins), _local(span.to)
    for key, found, written in (("from", start, span.begins), ("to", end, span.to)):
        if found is None:
            place = document.place((*path, key))
            yield Problem(f"{key}: {written!r} is no time", place, "write it like 2026-02-02T09:00")
    if start and end and start >= end:
        yield Problem("ends before it begins", document.place(path), "change from and to")


def _layer(turn: TurnEntry, priority: int, zone: ZoneInfo, place: Place) -> Layer:
    start = _moment(turn.begins, zone)
    first, length = (_hours(turn.hours) if turn.hours else None) or (0, 86_400)
    days = [DAYS.index(day.lower()) for day in turn.days] or range(7 if turn.hours else 0)
    every, unit = _turn(turn.length)
    return Layer(
        name=turn.name or f"turn {priority + 1}",
        turns=tuple((person,) for person in turn.people),
        start=start,
        every=every,
        unit=unit,
        priority=priority,
        since=start,
        until=_moment(turn.to, zone) if turn.to else 0,
        windows=windows_of(days, first, length),
        place=place,
    )


def _turn(text: str) -> tuple[int, Unit]:
    """How long a turn is; hours, days and weeks keep the time on the wall."""
    found = LENGTH.fullmatch(text.strip())
    if found and found[2] in UNITS:
        return int(found[1]), UNITS[found[2]]
    return _length(text) or 86_400, "seconds"


def _override(span: SpanEntry, order: int, zone: ZoneInfo, place: Place) -> Override:
    """Of two overrides the later one counts."""
    return Override(_moment(span.begins, zone), _moment(span.to, zone), span.person, priority=order, place=place)


def _leave(span: SpanEntry, zone: ZoneInfo, place: Place) -> Segment:
    return Segment(_moment(span.begins, zone), _moment(span.to, zone), span.person, "leave", place)


def _step(step: StepEntry, name: str, place: Place) -> Step:
    if step.call == ITSELF:
        target = Target("rota", name)
    else:
        target = Target("person" if "@" in step.call else "rota", step.call)
    return Step((target,), _length(step.wait) or 0, place)


def _length(text: str) -> int | None:
    found = LENGTH.fullmatch(text.strip())
    return int(found[1]) * SECONDS[found[2]] if found else None


def _hours(text: str) -> tuple[int, int] | None:
    """Start and length in seconds of `18:00-09:00`; over midnight is fine."""
    start, _, end = text.partition("-")
    first, last = clock(start.strip()), clock(end.strip())
    return None if first is None or last is None else (first, (last - first) % 86_400 or 86_400)


def _local(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text).replace(tzinfo=None)
    except ValueError:
        return None


def _moment(text: str, zone: ZoneInfo) -> int:
    found = datetime.fromisoformat(text)
    return int((found if found.tzinfo else found.replace(tzinfo=zone)).timestamp())
