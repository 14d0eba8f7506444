"""Expands a rota to segments in UTC: turns, windows, layers over layers, overrides over all."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from msgspec import structs

from watchkeeper.analysis.oncall.calendar import expand_calendar
from watchkeeper.domain.readiness.on_call import Layer, Rota, Segment, Window

DAY = 86_400
OVERRIDE = "override"
MOST_SEGMENTS = 50_000
"""A rota of a shift a minute would have more in ninety days; nobody is on call like that."""


def expand(rota: Rota, start: int, end: int) -> tuple[Segment, ...]:
    """Who is on call from `start` to before `end` (seconds since the epoch), in order of time.

    An override beats a layer, a later override an earlier one, a higher priority a lower one; what a higher
    one leaves open is the lower one's. People of one priority are on call together. Events of a calendar that
    overlap are, too. A zone that is not known counts as UTC; whoever reads the rota tells that.
    """
    if rota.calendar:
        return expand_calendar(rota.calendar, rota.zone, rota.place, start, end)
    zone = zone_of(rota.zone)
    covered: list[tuple[int, int]] = []
    found: list[Segment] = []
    for override in reversed(rota.overrides):
        clipped = _clip(override, start, end)
        if clipped is not None:
            pieces = _uncovered(clipped, covered)
            found += pieces
            covered = merged([*covered, (clipped.start, clipped.end)])
    for priority in sorted({layer.priority for layer in rota.layers}, reverse=True):
        group = [s for layer in rota.layers if layer.priority == priority for s in _layer(layer, zone, start, end)]
        found += [piece for segment in group for piece in _uncovered(segment, covered)]
        covered = merged([*covered, *((s.start, s.end) for s in group)])
    return tuple(sorted(_joined(found), key=lambda s: (s.start, s.end, s.person)))


def zone_of(name: str) -> ZoneInfo:
    """The zone of an IANA name; UTC where there is none of that name."""
    try:
        return ZoneInfo(name or "UTC")
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo("UTC")


def is_zone(name: str) -> bool:
    """Whether an IANA name is known."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def handovers(layer: Layer, zone: ZoneInfo, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Hand-overs as (time, number of the turn), from the last one before `start` to the first one at or after `end`."""
    step = max(layer.turn, 60)
    turn = (start - layer.anchor) // step - 2
    previous = None
    for _ in range(MOST_SEGMENTS):
        at = handover(layer, zone, turn)
        if at >= start and previous is not None:
            yield previous
            previous = None
        if at >= start:
            yield at, turn
            if at >= end:
                return
        else:
            previous = (at, turn)
        turn += 1


def handover(layer: Layer, zone: ZoneInfo, turn: int) -> int:
    """When turn number `turn` begins (0 = the anchor).

    By the clock, whole days are counted on the calendar: the local time stays, and one that is skipped when
    clocks go forward becomes the first moment after the gap.
    """
    if not layer.by_clock or layer.turn % DAY:
        return layer.anchor + turn * layer.turn
    local = datetime.fromtimestamp(layer.anchor, UTC).astimezone(zone).replace(tzinfo=None)
    return at_clock(local + timedelta(days=turn * (layer.turn // DAY)), zone)


def at_clock(local: datetime, zone: ZoneInfo) -> int:
    """The moment of a local time: the first of two, and the end of the gap where there is none."""
    moment = local.replace(tzinfo=zone)
    back = datetime.fromtimestamp(moment.timestamp(), UTC).astimezone(zone).replace(tzinfo=None)
    if back == local:
        return int(moment.timestamp())
    low, high = int(moment.timestamp()) - 2 * 3600, int(moment.timestamp()) + 2 * 3600
    while high - low > 1:  # the gap ends where the clock first shows a later time than the one that is missing
        middle = (low + high) // 2
        shown = datetime.fromtimestamp(middle, UTC).astimezone(zone).replace(tzinfo=None)
        low, high = (low, middle) if shown > local else (middle, high)
    return high


def _layer(layer: Layer, zone: ZoneInfo, start: int, end: int) -> list[Segment]:
    first, last = max(start, layer.start), min(end, layer.end if layer.end is not None else end)
    if first >= last or not layer.people or layer.turn <= 0:
        return []
    found: list[Segment] = []
    turns = list(handovers(layer, zone, first, last))
    for (at, turn), (until, _) in itertools.pairwise(turns):
        person = layer.people[turn % len(layer.people)]
        segment = Segment(max(at, first), min(until, last), person, layer.name, layer.place)
        if segment.start < segment.end:
            found += _windowed(segment, layer.windows, zone)
    return found


def _windowed(segment: Segment, windows: tuple[Window, ...], zone: ZoneInfo) -> list[Segment]:
    """The parts of a segment that lie in one of the windows; all of it if there are none."""
    if not windows:
        return [segment]
    spans = merged(
        (max(open_, segment.start), min(close, segment.end))
        for window in windows
        for open_, close in _openings(window, zone, segment.start, segment.end)
        if max(open_, segment.start) < min(close, segment.end)
    )
    return [structs.replace(segment, start=open_, end=close) for open_, close in spans]


def _openings(window: Window, zone: ZoneInfo, start: int, end: int) -> Iterator[tuple[int, int]]:
    before = timedelta(days=window.length // DAY + 1)
    day: date = (datetime.fromtimestamp(start, UTC).astimezone(zone) - before).date()
    last: date = datetime.fromtimestamp(end, UTC).astimezone(zone).date()
    while day <= last:
        if window.weekday in {None, day.weekday()}:
            opens = datetime(day.year, day.month, day.day) + timedelta(seconds=window.start)  # noqa: DTZ001
            yield at_clock(opens, zone), at_clock(opens + timedelta(seconds=window.length), zone)
        day += timedelta(days=1)


def _clip(segment: Segment, start: int, end: int) -> Segment | None:
    first, last = max(segment.start, start), min(segment.end, end)
    return structs.replace(segment, start=first, end=last) if first < last else None


def _uncovered(segment: Segment, covered: list[tuple[int, int]]) -> list[Segment]:
    """What of a segment lies outside the covered spans, which are in order and apart."""
    found = []
    at = segment.start
    for start, end in covered:
        if end <= at:
            continue
        if start >= segment.end:
            break
        if start > at:
            found.append(structs.replace(segment, start=at, end=start))
        at = max(at, end)
    if at < segment.end:
        found.append(structs.replace(segment, start=at))
    return found


def merged(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """The union of spans, in order and apart."""
    found: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((start, end))
    return found


def _joined(segments: list[Segment]) -> list[Segment]:
    """Segments of one person and layer that touch, as one."""
    found: dict[tuple[str, str], list[Segment]] = {}
    for segment in sorted(segments, key=lambda s: (s.start, s.end)):
        line = found.setdefault((segment.person, segment.layer), [])
        if line and line[-1].end == segment.start:
            line[-1] = structs.replace(line[-1], end=segment.end)
        else:
            line.append(segment)
    return [segment for line in found.values() for segment in line]
