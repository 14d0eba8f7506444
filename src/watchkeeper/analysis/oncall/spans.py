"""Arithmetic with spans of time: union, difference and cutting; all are seconds, the end not in it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence

from msgspec import structs

from watchkeeper.domain.readiness.on_call import Segment

Span = tuple[int, int]


def union(spans: Iterable[Span]) -> list[Span]:
    """The spans joined: sorted, none touches the next one, none is empty."""
    joined: list[Span] = []
    for start, end in sorted(span for span in spans if span[0] < span[1]):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def without(span: Span, taken: Sequence[Span]) -> list[Span]:
    """What is left of a span outside of joined spans."""
    left: list[Span] = []
    start, end = span
    at = max(0, bisect_right(taken, (start, start)) - 1)
    while at < len(taken) and taken[at][0] < end:
        if taken[at][1] > start:
            if taken[at][0] > start:
                left.append((start, taken[at][0]))
            start = max(start, taken[at][1])
        at += 1
    if start < end:
        left.append((start, end))
    return left


def within(span: Span, allowed: Sequence[Span]) -> list[Span]:
    """What of a span lies in joined spans."""
    start, end = span
    at = max(0, bisect_right(allowed, (start, start)) - 1)
    found: list[Span] = []
    while at < len(allowed) and allowed[at][0] < end:
        low, high = max(start, allowed[at][0]), min(end, allowed[at][1])
        if low < high:
            found.append((low, high))
        at += 1
    return found


def pieces(segment: Segment, spans: Iterable[Span]) -> Iterable[Segment]:
    """The segment once for each span, with its times."""
    return (structs.replace(segment, start=start, end=end) for start, end in spans)


def tidy(segments: Iterable[Segment]) -> tuple[Segment, ...]:
    """In order of time; of one person no two overlap, and what follows on without a change is one segment."""
    ordered = sorted(segments, key=lambda s: (s.start, s.end, s.person, s.layer))
    last: dict[str, int] = {}
    found: list[Segment] = []
    for segment in ordered:
        at = last.get(segment.person)
        start = segment.start
        if at is not None and found[at].end >= start:
            if found[at].layer == segment.layer and found[at].place == segment.place:
                found[at] = structs.replace(found[at], end=max(found[at].end, segment.end))
                continue
            start = found[at].end
        if start < segment.end:
            last[segment.person] = len(found)
            found.append(segment if start == segment.start else structs.replace(segment, start=start))
    return tuple(sorted(found, key=lambda s: (s.start, s.end, s.person)))
