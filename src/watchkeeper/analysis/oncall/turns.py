"""Works out the turns of a layer: hand-overs by the clock on the wall or by elapsed seconds, and weekly windows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from watchkeeper.analysis.oncall.spans import Span, union, within
from watchkeeper.domain.readiness.on_call import WEEK, Layer, Segment, Window
from watchkeeper.domain.wall_clock import instant, wall, zone_of

LENGTHS = {"hours": 3600, "days": 86_400, "weeks": WEEK}
SHORTEST = {"seconds": 60}
LONGEST = {"seconds": 1 << 32, "hours": 10_000, "days": 1_000, "weeks": 200, "months": 60}
SOUND = range(-2_208_988_800, 7_258_118_400)
"""The years 1900 to 2199: a layer that begins outside of them is a mistake, and gives nothing."""
MOST_WINDOWS = 200
"""Of a week; what is more is left out, and so covers nothing."""
MOST_TURNS = 50_000
"""Of one layer no more turns are worked out; 90 days of turns of a quarter of an hour are 8,640."""


def hand_overs(layer: Layer, zone: ZoneInfo, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Each hand-over around a span with the number of its turn (0 for the layer's start; negative before it).

    The first one lies at or before `start`, the last one at or after `end`, all in seconds since the epoch.
    """
    number = _turn_before(layer, zone, start)
    at = _hand_over(layer, zone, number)
    for _ in range(MOST_TURNS):
        yield at, number
        if at >= end:
            return
        number += 1
        at = _hand_over(layer, zone, number)


def turns_of(layer: Layer, zone: ZoneInfo, start: int, end: int) -> Iterator[Segment]:
    """The layer's segments in a span, cut to it, within the layer's windows and its own time in force."""
    start = max(start, layer.since) if layer.since else start
    end = min(end, layer.until) if layer.until else end
    if start >= end or not any(layer.turns):
        return
    where = zone_of(layer.window_zone) if layer.window_zone else zone
    if where is None:
        return
    allowed = window_spans(layer.windows, where, start, end) if layer.windows else [(start, end)]
    if len(layer.turns) == 1:
        yield from _people(layer, 0, allowed)
        return
    if layer.start not in SOUND or layer.seen_at not in SOUND:
        return
    first = _turn_at(layer, zone, layer.seen_at) if layer.seen_at else 0
    before: tuple[int, int] | None = None
    for at, number in hand_overs(layer, zone, start, end):
        if before is not None and before[0] < at:
            yield from _people(layer, before[1] - first, within((max(before[0], start), min(at, end)), allowed))
        before = at, number


def window_spans(windows: Sequence[Window], zone: ZoneInfo, start: int, end: int) -> list[Span]:
    """When the windows of each week are, in a span; joined and cut to it."""
    first = wall(start, zone)
    monday = datetime(first.year, first.month, first.day) - timedelta(days=first.weekday() + 14)  # noqa: DTZ001
    weeks = (end - start) // WEEK + 5
    found: list[Span] = []
    kept = list(dict.fromkeys(windows))[:MOST_WINDOWS]
    for week in range(weeks):
        base = monday + timedelta(weeks=week)
        for window in kept:
            begins = instant(base + timedelta(seconds=window.start), zone)
            found.append((begins, instant(base + timedelta(seconds=window.end), zone)))
    return [span for joined in union(found) for span in within((start, end), [joined])]


def _people(layer: Layer, number: int, spans: Sequence[Span]) -> Iterator[Segment]:
    for person in layer.turns[number % len(layer.turns)]:
        if person:
            yield from (Segment(start, end, person, layer.name, layer.place) for start, end in spans)


def _turn_at(layer: Layer, zone: ZoneInfo, at: int) -> int:
    """The number of the turn that holds at an instant."""
    return [number for begins, number in hand_overs(layer, zone, at, at + 1) if begins <= at][-1]


def _turn_before(layer: Layer, zone: ZoneInfo, at: int) -> int:
    """The number of a hand-over that is not after an instant, by at most a few."""
    every = _every(layer)
    if layer.unit == "seconds":
        return (at - layer.start) // every
    origin, shown = wall(layer.start, zone), wall(at, zone)
    if layer.unit == "months":
        months = (shown.year - origin.year) * 12 + shown.month - origin.month
        return months // every - 2
    return int((shown - origin).total_seconds()) // (every * LENGTHS[layer.unit]) - 1


def _hand_over(layer: Layer, zone: ZoneInfo, number: int) -> int:
    every = _every(layer)
    if layer.unit == "seconds":
        return layer.start + number * every
    origin = wall(layer.start, zone)
    if layer.unit != "months":
        return instant(origin + timedelta(seconds=number * every * LENGTHS[layer.unit]), zone)
    months = origin.year * 12 + origin.month - 1 + number * every
    first = origin.replace(year=months // 12, month=months % 12 + 1, day=1)
    return instant(first + timedelta(days=origin.day - 1), zone)


def _every(layer: Layer) -> int:
    """How many units a turn takes; what no source means is cut, so that times stay times."""
    return min(max(SHORTEST.get(layer.unit, 1), layer.every), LONGEST[layer.unit])
