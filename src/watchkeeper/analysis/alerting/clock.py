"""Says whether an instant lies in time intervals, in their zones, as Alertmanager decides it."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from watchkeeper.domain.readiness.routing import Route, TimeInterval
from watchkeeper.domain.times import LAST

Pairs = tuple[tuple[int, int], ...]
Named = Mapping[str, Sequence[TimeInterval]]


def contains(interval: TimeInterval, at: float) -> bool:
    """Whether an instant (seconds since the epoch) lies in an interval: in each part that it says."""
    zone = UTC if interval.location == "UTC" else ZoneInfo(interval.location)
    then = datetime.fromtimestamp(min(max(at, 0), LAST - 86_400), zone)
    minute = then.hour * 60 + then.minute
    return (
        (not interval.times or any(span.start <= minute < span.end for span in interval.times))
        and _within(interval.weekdays, then.isoweekday() % 7)
        and _within(_days(interval.days_of_month, monthrange(then.year, then.month)[1]), then.day)
        and _within(interval.months, then.month)
        and _within(interval.years, then.year)
    )


def held_back(route: Route, intervals: Named, at: float) -> str:
    """Which time interval of this very route holds a notification back at an instant; "" if none does.

    A route is mute in any of its mute intervals, and outside all of its active ones. An interval that is not
    defined holds back: the server sends nothing where it cannot tell.
    """
    unknown = [name for name in (*route.mute, *route.active) if name not in intervals]
    if unknown:
        return f"{unknown[0]} (not defined)"
    muting = [name for name in route.mute if _in_any(intervals[name], at)]
    if muting:
        return ", ".join(muting)
    if route.active and not any(_in_any(intervals[name], at) for name in route.active):
        return f"outside {', '.join(route.active)}"
    return ""


def _in_any(parts: Sequence[TimeInterval], at: float) -> bool:
    return any(contains(part, at) for part in parts)


def _within(pairs: Pairs, value: int) -> bool:
    return not pairs or any(first <= value <= last for first, last in pairs)


def _days(pairs: Pairs, length: int) -> Pairs:
    """Days counted from the start of a month of that length; a range that starts after its end is never."""
    if not pairs:
        return pairs
    from_start = [tuple(length + day + 1 if day < 0 else day for day in pair) for pair in pairs]
    return tuple((first, last) if first <= length else (1, 0) for first, last in from_start)
