"""Reads time intervals: weekdays, times of the day, days of the month, months, years and a zone."""

from __future__ import annotations

import re
from collections.abc import Callable

from watchkeeper.domain.readiness.routing import TimeInterval, TimeRange
from watchkeeper.formats.routes.reading import Reader
from watchkeeper.formats.yaml.nodes import Node

WEEKDAYS = ("sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday")
MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
KEYS = ("times", "weekdays", "days_of_month", "months", "years", "location")
_TIME = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])")
_NUMBER = re.compile(r"[+-]?[0-9]{1,9}")
_NEVER = (1, 0)

Pair = tuple[int, int]


def read_intervals(node: Node | None, reader: Reader) -> tuple[TimeInterval, ...]:
    """The intervals of a list; what is wrong with them is kept by the reader."""
    return tuple(read_interval(item, reader) for item in reader.items(node, "time_intervals"))


def read_interval(node: Node, reader: Reader) -> TimeInterval:
    """One interval. A part that is said and empty (`times: []`) holds never, as for the server."""
    said = reader.mapping(node, "a time interval", KEYS)
    return TimeInterval(
        times=_times(said.get("times"), reader),
        weekdays=_ranges(said.get("weekdays"), "weekdays", _weekday, reader),
        days_of_month=_ranges(said.get("days_of_month"), "days_of_month", _day, reader, _check_days),
        months=_ranges(said.get("months"), "months", _month, reader),
        years=_ranges(said.get("years"), "years", _number, reader),
        location=read_location(said.get("location"), reader),
    )


def read_location(node: Node | None, reader: Reader) -> str:
    """The name of a zone, UTC for nothing; a zone that is not known is a fault."""
    name = reader.text(node, "location")
    if node is None or name in {"", "UTC"}:
        return "UTC"
    if name == "Local":
        what = "the zone Local is that of the machine the server runs on, which a file does not tell"
        reader.fault(node.place, what, "name the zone, for example Europe/Berlin")
        return "UTC"
    from zoneinfo import ZoneInfo

    try:
        ZoneInfo(name)
    except (ValueError, KeyError, OSError):
        reader.fault(node.place, f"unknown time zone {name[:100]!r}", "write a zone such as Europe/Berlin")
        return "UTC"
    return name


def parse_time_of_day(text: str) -> int:
    """Minutes from midnight of `HH:MM`; `24:00` is the end of the day.

    Raises:
        ValueError: it is none.
    """
    if text == "24:00":
        return 1440
    match = _TIME.fullmatch(text)
    if match is None:
        raise ValueError(f"{text[:100]!r} is not a time of the day such as 09:00")
    return int(match[1]) * 60 + int(match[2])


def make_range(start: str, end: str) -> TimeRange:
    """A span of the day.

    Raises:
        ValueError: one of them is no time, or the start is not before the end.
    """
    if not start or not end:
        raise ValueError("both start and end have to be given")
    first, last = parse_time_of_day(start), parse_time_of_day(end)
    if first >= last:
        raise ValueError(f"the start {start} is not before the end {end}; a span over midnight is two")
    return TimeRange(first, last)


def _times(node: Node | None, reader: Reader) -> tuple[TimeRange, ...]:
    if node is None:
        return ()
    found: list[TimeRange] = []
    for item in reader.items(node, "times"):
        said = reader.mapping(item, "times", ("start_time", "end_time"))
        start, end = (reader.text(said.get(key), key) for key in ("start_time", "end_time"))
        try:
            found.append(make_range(start, end))
        except ValueError as error:
            reader.fault(
                item.place, str(error), "write start_time: '22:00', end_time: '24:00' and one more from '00:00'"
            )
    return tuple(found) or (TimeRange(0, 0),)


def _ranges(
    node: Node | None,
    what: str,
    member: Callable[[str], int],
    reader: Reader,
    check: Callable[[Pair], None] | None = None,
) -> tuple[Pair, ...]:
    if node is None:
        return ()
    found: list[Pair] = []
    for item in reader.items(node, what):
        try:
            found.append(parse_range(reader.text(item, what), member, check))
        except ValueError as error:
            reader.fault(
                item.place, f"{what}: {error}", "see https://prometheus.io/docs/alerting/latest/configuration/"
            )
    return tuple(found) or (_NEVER,)


def parse_range(text: str, member: Callable[[str], int], check: Callable[[Pair], None] | None = None) -> Pair:
    """First and last of `first:last`, or of one member alone; letters' case means nothing.

    Raises:
        ValueError: it is no range.
    """
    parts = text.lower().split(":")
    if len(parts) > 2:
        raise ValueError(f"{text[:100]!r} is not a range such as first:last")
    pair = (member(parts[0]), member(parts[-1]))
    if check:
        check(pair)
    elif pair[0] > pair[1]:
        raise ValueError(f"{parts[-1][:50]} comes before {parts[0][:50]}")
    return pair


def _number(text: str) -> int:
    if not _NUMBER.fullmatch(text):
        raise ValueError(f"{text[:100]!r} is not a number")
    return int(text)


def _weekday(text: str) -> int:
    if text not in WEEKDAYS:
        raise ValueError(f"{text[:100]!r} is not a weekday such as monday")
    return WEEKDAYS.index(text)


def _month(text: str) -> int:
    if text in MONTHS:
        return MONTHS.index(text) + 1
    if not _NUMBER.fullmatch(text):
        raise ValueError(f"{text[:100]!r} is not a month")
    return int(text)


_day = _number


def _check_days(pair: Pair) -> None:
    """The server's rules for days of a month, which count from the end where they are negative."""
    first, last = pair
    for day in pair:
        if day == 0 or not -31 <= day <= 31:
            raise ValueError(f"{day} is not a day of the month")
    if first < 0 < last:
        raise ValueError("the last day has to be negative if the first one is")
    # the shortest month has 28 days: what is never in order there is never meant
    if (28 + first if first < 0 else first) > (28 + last if last < 0 else last):
        raise ValueError(f"the last day {last} is always before the first day {first}")
