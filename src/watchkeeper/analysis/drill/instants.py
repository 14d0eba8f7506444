"""The hours at which a drill is judged: Sunday at two, the next holiday, both nights when the clocks change."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from watchkeeper.analysis.drill.promised import zone_of
from watchkeeper.domain.readiness.drill import Instant

HOUR = 2
LOOK_AHEAD = 400
SUNDAY = 6


def usual_instants(zone: str, now: int, holidays: Iterable[tuple[date, str]] = ()) -> tuple[Instant, ...]:
    """The hours after `now` (seconds since the epoch): 02:00 in the zone, an hour that is skipped becomes the next.

    `holidays` are days with their names; the first one after today counts. An hour that falls on another
    of these is told once.
    """
    where = zone_of(zone)
    today = datetime.fromtimestamp(now, UTC).astimezone(where).date()
    found: dict[int, Instant] = {}
    for day, what in (*_sunday(today), *_holiday(today, holidays), *_changes(where, today)):
        at = _at(day, where)
        if at > now:
            found.setdefault(at, Instant(at, str(where), f"{what} {HOUR:02}:00"))
    return tuple(found.values())


def _sunday(today: date) -> Iterator[tuple[date, str]]:
    yield today + timedelta(days=(SUNDAY - today.weekday()) % 7 or 7), "next Sunday"


def _holiday(today: date, holidays: Iterable[tuple[date, str]]) -> Iterator[tuple[date, str]]:
    coming = sorted(day for day in holidays if day[0] > today)
    yield from ((day, name) for day, name in coming[:1])


def _changes(zone: ZoneInfo, today: date) -> Iterator[tuple[date, str]]:
    """The days on which the clocks change, the next two."""
    found = 0
    for ahead in range(LOOK_AHEAD):
        day = today + timedelta(days=ahead)
        before, after = _offset(day, zone), _offset(day + timedelta(days=1), zone)
        if before != after and found < 2:
            found += 1
            yield day, "the night when clocks go forward," if after > before else "the night when clocks go back,"


def _offset(day: date, zone: ZoneInfo) -> timedelta:
    offset = datetime(day.year, day.month, day.day, tzinfo=zone).utcoffset()
    return offset or timedelta()


def _at(day: date, zone: ZoneInfo) -> int:
    return int(datetime(day.year, day.month, day.day, HOUR, tzinfo=zone).timestamp())
