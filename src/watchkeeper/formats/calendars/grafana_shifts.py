"""Writes Grafana OnCall's shifts as events of a calendar, as OnCall itself does: one series a group of people.

Read is a shift of its public API (`/api/v1/on_call_shifts`): `type` (`single_event`, `recurrent_event`,
`rolling_users`), `start`, `duration`, `rotation_start`, `until`, `frequency`, `interval`, `week_start`, `by_day`,
`by_month`, `by_monthday`, `users`, `rolling_users`, `start_rotation_from_user_index`, `level`, `time_zone`. Times are
on the wall of the shift's zone, else of the schedule's; `until` is in UTC.

Groups follow each other by hour, day, week or month; selected days within a week or month belong to one group. By day
with selected days, they follow each other from one selected day to the next.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from math import lcm
from typing import Any

from watchkeeper.formats.calendars.calendar_text import Block, blocks
from watchkeeper.formats.calendars.values import number, text, texts

DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
FREQUENCIES = frozenset({"hourly", "daily", "weekly", "monthly"})
MOST_GROUPS = 100
MOST_SERIES = 1_000
MOST_PERIODS = 10_000
LAST_YEAR = 9_000
NEAR = timedelta(days=30)
"""Hours and days count from the rotation's start where that is not further from the shift's; else from the latter."""
Group = tuple[str, ...]


def shift_blocks(shift: dict[str, Any], zone: str, line: int) -> Iterator[Block]:
    """The events of one shift; `line` is where it stands. Nothing of a shift without a start or a duration."""
    start, length = wall_time(text(shift, "start")), number(shift, "duration")
    if start is None or not 0 < length < 10**9:
        return
    where = text(shift, "time_zone") or zone or "UTC"
    lines: list[str] = []
    for at, (begins, group, rule) in enumerate(_series(shift, start)):
        ends = _end(begins, length, wall_time(text(shift, "until")) if rule else None)
        for person in group[:MOST_GROUPS]:
            lines += _event(
                f"{text(shift, 'id')}-{at}-{person}", begins, ends, where, rule, _title(shift, person), person
            )
    for block in blocks("\n".join(lines)):
        if block.kind == "VEVENT":
            block.line = line
            yield block


def _series(shift: dict[str, Any], start: datetime) -> Iterator[tuple[datetime, Group, str]]:
    """Each series with its first start, its people, its rule ("" = once)."""
    frequency = text(shift, "frequency")
    if text(shift, "type") != "rolling_users":
        rule = _rule(shift, frequency, max(number(shift, "interval", default=1), 1), texts(shift, "by_day"))
        yield start, texts(shift, "users"), rule if frequency and text(shift, "type") == "recurrent_event" else ""
        return
    groups = _groups(shift)
    if not groups or frequency not in FREQUENCIES:
        return
    interval = min(max(number(shift, "interval", default=1), 1), 1_000)
    days = [day for day in texts(shift, "by_day") if day in DAYS]
    start = _on_a_day(start, days, _week_start(shift))
    rotating = max(wall_time(text(shift, "rotation_start")) or start, start)
    if frequency == "daily" and days:
        yield from _day_by_day(shift, start, groups, interval, days)
        return
    rule = _rule(shift, frequency, interval * len(groups), days)
    found = 0
    for turn, begins in _periods(shift, start, rotating, interval, days):
        if begins >= rotating:
            yield begins, groups[turn % len(groups)], rule
            found += 1
        if found == len(groups):
            return


def _day_by_day(
    shift: dict[str, Any], start: datetime, groups: list[Group], interval: int, days: Sequence[str]
) -> Iterator[tuple[datetime, Group, str]]:
    chosen = sorted({DAYS.index(day) for day in days})
    turns = lcm(len(groups) * interval, len(chosen))
    begins = start
    for turn in range(min(turns, MOST_SERIES)):
        rule = _rule(shift, "weekly", turns // len(chosen), [DAYS[begins.weekday()]])
        yield begins, groups[(turn // interval) % len(groups)], rule
        begins += timedelta(days=1)
        while begins.weekday() not in chosen:
            begins += timedelta(days=1)


def _periods(
    shift: dict[str, Any], start: datetime, rotating: datetime, interval: int, days: Sequence[str]
) -> Iterator[tuple[int, datetime]]:
    """When turns begin, with their numbers: the first at or after the rotation's start in its period, and so on."""
    frequency = text(shift, "frequency")
    if frequency in {"hourly", "daily"}:
        step = timedelta(hours=interval) if frequency == "hourly" else timedelta(days=interval)
        before = -((start - rotating) // step)
        counted = 0 if rotating - start <= NEAR else before
        yield from ((counted + turn, start + step * (before + turn)) for turn in range(MOST_GROUPS))
        return
    for turn in range(MOST_PERIODS):
        if not (candidates := list(_in_period(shift, start, turn * interval, days))):
            continue
        if candidates[0].year > LAST_YEAR:
            return
        later = [at for at in candidates if at >= rotating]
        yield turn, later[0] if turn == 0 and later else candidates[0]


def _in_period(shift: dict[str, Any], start: datetime, ahead: int, days: Sequence[str]) -> Iterator[datetime]:
    """The starts in the week or month that lies `ahead` of the first one, in order."""
    if text(shift, "frequency") == "weekly":
        back = (start.weekday() - _week_start(shift)) % 7
        monday = start - timedelta(days=back) + timedelta(weeks=ahead)
        chosen = {DAYS.index(day) for day in days} or {start.weekday()}
        week = [monday + timedelta(days=day) for day in range(7)]
        yield from (at for at in week if at.weekday() in chosen and at >= start)
        return
    months = start.year * 12 + start.month - 1 + ahead
    if months // 12 > LAST_YEAR:
        return
    first = start.replace(year=months // 12, month=months % 12 + 1, day=1)
    last = (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    named = {day if day > 0 else last.day + 1 + day for day in _numbers(shift, "by_monthday")} or {start.day}
    every = [first + timedelta(days=day) for day in range(last.day)]
    weekdays = {DAYS.index(day) for day in days}
    yield from (at for at in every if (at.weekday() in weekdays if weekdays else at.day in named) and at >= start)


def _on_a_day(start: datetime, days: Sequence[str], week_start: int) -> datetime:
    """The start moved to a selected day: the first one of a week, as the week begins."""
    if not days or DAYS[start.weekday()] in days:
        return start
    first = next(day % 7 for day in range(week_start, week_start + 7) if DAYS[day % 7] in days)
    return start + timedelta(days=(first - start.weekday()) % 7)


def _groups(shift: dict[str, Any]) -> list[Group]:
    """The groups in the order in which they take turns."""
    written = shift.get("rolling_users")
    groups = [one for one in written if isinstance(one, list)] if isinstance(written, list) else []
    found = [tuple(user for user in one if isinstance(user, str)) for one in groups]
    at = number(shift, "start_rotation_from_user_index") % max(len(found), 1)
    return (found[at:] + found[:at])[:MOST_GROUPS]


def _rule(shift: dict[str, Any], frequency: str, interval: int, days: Sequence[str]) -> str:
    parts = [f"FREQ={frequency.upper()}", f"INTERVAL={interval}"]
    parts += [f"BYDAY={','.join(days)}"] if days else []
    for name, key in (("BYMONTH", "by_month"), ("BYMONTHDAY", "by_monthday")):
        if found := _numbers(shift, key):
            parts.append(f"{name}={','.join(map(str, found))}")
    parts.append(f"WKST={DAYS[_week_start(shift)]}")
    if (until := wall_time(text(shift, "until"))) is not None:
        parts.append(f"UNTIL={until:%Y%m%dT%H%M%S}Z")
    return ";".join(parts)


def _event(uid: str, begins: datetime, ends: datetime, zone: str, rule: str, title: str, person: str) -> list[str]:
    found = [
        "BEGIN:VEVENT",
        f"UID:{_line(uid)}",
        f"DTSTART;TZID={_line(zone)}:{begins:%Y%m%dT%H%M%S}",
        f"DTEND;TZID={_line(zone)}:{ends:%Y%m%dT%H%M%S}",
        f"SUMMARY:{_line(title)}",
        f"ATTENDEE:{_line(person)}",
    ]
    return [*found, *([f"RRULE:{rule}"] if rule else []), "END:VEVENT"]


def _title(shift: dict[str, Any], person: str) -> str:
    level = number(shift, "level")
    name = text(shift, "name") or person
    return f"[L{min(level, 99)}] {name}" if level > 0 else name


def _end(begins: datetime, length: int, until: datetime | None) -> datetime:
    ends = begins + timedelta(seconds=length)
    return min(ends, until) if until is not None and until > begins else ends


def _week_start(shift: dict[str, Any]) -> int:
    named = text(shift, "week_start") or "SU"
    return DAYS.index(named) if named in DAYS else 6


def _numbers(shift: dict[str, Any], key: str) -> list[int]:
    found = shift.get(key)
    return (
        [one for one in found[:60] if type(one) is int and -31 <= one <= 31 and one] if isinstance(found, list) else []
    )


def wall_time(written: str) -> datetime | None:
    """A time on the wall; its offset, if it has one, does not count."""
    try:
        found = datetime.fromisoformat(written).replace(tzinfo=None, microsecond=0)
    except ValueError:
        return None
    return found if 1900 < found.year < LAST_YEAR else None


def _line(written: str) -> str:
    """A text that stands on one line of a calendar."""
    return "".join(c for c in written if c.isprintable())[:200]
