"""Says whether people may be called for a test now: their working hours, and the hours that they ruled out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from watchkeeper.analysis.drill.promised import CLOSES, OPENS
from watchkeeper.domain.problems import Problem
from watchkeeper.domain.readiness.page import Callee

SPAN = re.compile(r"\s*(\d\d):(\d\d)\s*-\s*(\d\d):(\d\d)\s*")
DAY = 1440
DAYS_BETWEEN = 30
"""Nobody is sent more than one test in so many days, unless whoever sends it insists."""


def refusals(people: Iterable[Callee], now: int, *, at_night: bool) -> Iterator[Problem]:
    """Why each of them is not to be called now, seconds since the epoch; nothing if all may be.

    Hours that a person ruled out hold in any case; working hours hold unless `at_night`.
    """
    for person in people:
        zone = _zone(person.zone)
        if zone is None:
            yield from _without_zone(person, at_night=at_night)
            continue
        local = datetime.fromtimestamp(now, UTC).astimezone(zone)
        yield from _ruled_out(person, local)
        if not at_night and not (local.weekday() < 5 and OPENS <= local.hour < CLOSES):
            what = f"it is {local:%A %H:%M} for {person.name}, outside working hours"
            yield Problem(what, remedy="try it Monday to Friday between 09:00 and 17:00 there, or say --at-night")


def spans(text: str) -> tuple[tuple[int, int], ...] | None:
    """`22:00-08:00, 12:00-13:00` as minutes from midnight; None if it cannot be read."""
    found = []
    for part in text.split(","):
        match = SPAN.fullmatch(part)
        if match is None:
            return None
        hours = [int(match[at]) * 60 + int(match[at + 1]) for at in (1, 3)]
        if max(hours) > DAY or int(match[2]) > 59 or int(match[4]) > 59:
            return None
        found.append((hours[0], hours[1]))
    return tuple(found)


def _ruled_out(person: Callee, local: datetime) -> Iterator[Problem]:
    if not person.quiet:
        return
    hours = spans(person.quiet)
    if hours is None:
        what = f"the hours without test pages of {person.name} cannot be read: {person.quiet}"
        yield Problem(what, remedy="write them as no_test_pages: 22:00-08:00")
        return
    minute = local.hour * 60 + local.minute
    if any(_within(minute, start, end) for start, end in hours):
        what = f"it is {local:%H:%M} for {person.name}, who wants no test pages at {person.quiet}"
        yield Problem(what, remedy="try it at another hour")


def _within(minute: int, start: int, end: int) -> bool:
    """Whether a minute lies in a span, the end not in it; one that ends where it starts is the whole day."""
    if start < end:
        return start <= minute < end
    return minute >= start or minute < end


def _without_zone(person: Callee, *, at_night: bool) -> Iterator[Problem]:
    if at_night and not person.quiet:
        return
    what = f"what time it is for {person.name} is not known"
    remedy = "add their zone to the list of people" + ("" if person.quiet else ", or say --at-night")
    yield Problem(what, remedy=remedy)


def _zone(name: str) -> ZoneInfo | None:
    if not name:
        return None
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None
