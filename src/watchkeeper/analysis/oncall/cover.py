"""Tells what of a time known living people cover: a union, never a sum, and the gaps with their reasons."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from watchkeeper.analysis.oncall.spans import Span, pieces, union, within, without
from watchkeeper.domain.readiness.on_call import Coverage, Gap, Segment

NOBODY = "nobody is named"
MOST_NAMED = 5


def cover(
    segments: Iterable[Segment],
    start: int,
    end: int,
    living: Callable[[str], str],
    leave: Sequence[Segment] = (),
    same: Callable[[str], str] = str.casefold,
) -> Coverage:
    """What of a span (seconds since the epoch) is covered by people who count.

    `living` says of a name why it does not count, "" if it does. During `leave` a person does not count; `same`
    gives what a person is known by, so that a rota and a leave calendar may write them differently.
    """
    away = _away(leave, same)
    counted: dict[str, str] = {}
    covering: list[Span] = []
    absent: list[tuple[Span, str]] = []
    for segment in segments:
        if segment.start >= end or segment.end <= start or not segment.person:
            continue
        span = (max(segment.start, start), min(segment.end, end))
        why = counted.setdefault(segment.person, living(segment.person))
        if why:
            absent.append((span, f"{segment.person} {why}"))
            continue
        free = away.get(same(segment.person), [])
        covering += without(span, free)
        absent += [(part, f"{segment.person} is on leave") for part in within(span, free)]
    covered = union(covering)
    gaps = tuple(Gap(*hole, _why(hole, absent)) for hole in without((start, end), covered))
    people = tuple(person for person, why in counted.items() if not why)
    strangers = tuple(person for person, why in counted.items() if why)
    return Coverage(start, end, gaps, people, strangers)


def without_leave(
    segments: Iterable[Segment], leave: Sequence[Segment], same: Callable[[str], str] = str.casefold
) -> tuple[Segment, ...]:
    """The segments without the times in which their person is on leave."""
    away = _away(leave, same)
    return tuple(
        piece
        for segment in segments
        for piece in pieces(segment, without((segment.start, segment.end), away.get(same(segment.person), [])))
    )


def _away(leave: Iterable[Segment], same: Callable[[str], str]) -> dict[str, list[Span]]:
    found: dict[str, list[Span]] = {}
    for segment in leave:
        found.setdefault(same(segment.person), []).append((segment.start, segment.end))
    return {person: union(spans) for person, spans in found.items()}


def _why(hole: Span, absent: Iterable[tuple[Span, str]]) -> str:
    """Who stands on the rota in a hole and does not count; where nobody stands for a part of it, that too."""
    there = [(part, why) for span, why in absent for part in within(span, [hole])]
    reasons = list(dict.fromkeys(why for _, why in there))
    if without(hole, union(part for part, _ in there)):
        reasons.append(NOBODY)
    more = f" and {len(reasons) - MOST_NAMED} more" if len(reasons) > MOST_NAMED else ""
    return "; ".join(reasons[:MOST_NAMED]) + more
