"""Makes segments of a rota: layers by priority, calendars, overrides on top; cut to a span of time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice

from watchkeeper.analysis.oncall.calendar_events import occurrences
from watchkeeper.analysis.oncall.spans import Span, pieces, tidy, union, within, without
from watchkeeper.analysis.oncall.turns import turns_of
from watchkeeper.domain.readiness.on_call import Override, Rota, Segment
from watchkeeper.domain.wall_clock import zone_of

OVERRIDE = "override"
LOWEST = -1_000_000
MOST_OVERRIDES = 4_000
"""In a span of time; of a rota with more nobody can tell, so it covers nothing."""
MOST_SEGMENTS = 100_000
"""Somebody else every two minutes for a season; what comes later is left out, and so covers nothing."""
Ranked = tuple[int, Segment]


def expand(rota: Rota, start: int, end: int) -> tuple[Segment, ...]:
    """Who is on call from `start` to before `end` (seconds since the epoch), in order of time.

    Of one person no two segments overlap; people of equal priority are on call together. A layer in a zone that
    does not exist gives nothing. Nothing is known of whether the people are there (`cover`).
    """
    if start >= end:
        return ()
    layered = _by_priority(islice(_source(rota, start, end), MOST_SEGMENTS))
    return tidy(_overridden(layered, rota.overrides, (start, end)))


def _source(rota: Rota, start: int, end: int) -> Iterable[Ranked]:
    for layer in rota.layers:
        zone = zone_of(layer.zone or rota.zone or "UTC")
        if zone is not None:
            yield from ((layer.priority, segment) for segment in turns_of(layer, zone, start, end))
    if rota.calendar is not None:
        yield from occurrences(rota.calendar, start, end)
    for segment in rota.segments:
        if segment.person:
            yield from ((0, piece) for piece in pieces(segment, within(_span(segment), [(start, end)])))


def _by_priority(ranked: Iterable[Ranked]) -> list[Segment]:
    """Of each level what the higher ones leave free."""
    levels: dict[int, list[Segment]] = {}
    for priority, segment in ranked:
        levels.setdefault(priority, []).append(segment)
    found: list[Segment] = []
    taken: list[Span] = []
    for priority in sorted(levels, reverse=True):
        level = levels[priority]
        found += [piece for segment in level for piece in pieces(segment, without(_span(segment), taken))]
        if len(levels) > 1:
            taken = union([*taken, *map(_span, level)])
    return found


def _overridden(segments: Iterable[Segment], overrides: Sequence[Override], span: Span) -> list[Segment]:
    """The segments with what is different: higher overrides replace lower ones, equal ones stand beside each other."""
    ranked: list[tuple[int, Segment]] = [(LOWEST, segment) for segment in segments]
    near = [override for override in overrides if override.start < span[1] and override.end > span[0]]
    if len(near) > MOST_OVERRIDES:
        return []
    for override in sorted(near, key=lambda o: o.priority):
        when = (max(override.start, span[0]), min(override.end, span[1]))
        part = bool(override.instead or override.layers)
        if not override.beside:
            ranked = [piece for one in ranked for piece in _replaced(one, override, when, part=part)]
        if override.person and (override.beside or not part):
            ranked.append((override.priority, Segment(*when, override.person, OVERRIDE, override.place)))
    return [segment for _, segment in ranked]


def _replaced(ranked: tuple[int, Segment], override: Override, when: Span, *, part: bool) -> list[tuple[int, Segment]]:
    """What an override leaves of a segment, and, where it is for a part of the rota only, what comes in its place."""
    rank, segment = ranked
    concerned = not override.instead or override.instead == segment.person
    concerned = concerned and (not override.layers or segment.layer in override.layers)
    if not concerned or (rank != LOWEST and rank >= override.priority):
        return [ranked]
    left = [(rank, piece) for piece in pieces(segment, without(_span(segment), [when]))]
    if part and override.person:
        other = Segment(0, 0, override.person, OVERRIDE, override.place)
        left += [(override.priority, piece) for piece in pieces(other, within(_span(segment), [when]))]
    return left


def people_at(segments: Iterable[Segment], at: int) -> tuple[Segment, ...]:
    """The segments that hold at an instant."""
    return tuple(segment for segment in segments if segment.start <= at < segment.end)


def _span(segment: Segment) -> Span:
    return segment.start, segment.end
