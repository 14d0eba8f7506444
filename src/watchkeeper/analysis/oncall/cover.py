"""What segments cover: the union of known living people's hours, never the sum, and the gaps that are left."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from watchkeeper.analysis.oncall.expand import merged
from watchkeeper.domain.readiness.on_call import Coverage, Gap, Segment

MOST_NAMED = 3


def cover(
    segments: Sequence[Segment],
    start: int,
    end: int,
    living: Callable[[str], str],
    leave: Iterable[Segment] = (),
) -> Coverage:
    """The coverage of a span. `living` says why a person does not count, "" for one who does.

    Somebody who is away (`leave`, of the same name) covers nothing then. Time that several cover counts once.
    """
    away = list(leave)
    why = {segment.person: living(segment.person) if segment.person else "names nobody" for segment in segments}
    counted = [piece for s in segments if not why[s.person] for piece in _present(s, away)]
    spans = merged((max(a, start), min(b, end)) for a, b in counted if max(a, start) < min(b, end))
    gaps = []
    at = start
    for first, last in [*spans, (end, end)]:
        if first > at:
            gaps.append(Gap(at, first, _reason(segments, at, first, why, away)))
        at = max(at, last)
    people = tuple(dict.fromkeys(s.person for s in segments if s.person and not why[s.person]))
    strangers = tuple(dict.fromkeys(s.person for s in segments if s.person and why[s.person]))
    return Coverage(start, end, tuple(gaps), people, strangers)


def _present(segment: Segment, away: Iterable[Segment]) -> list[tuple[int, int]]:
    """A segment without the hours in which its person is away."""
    spans = [(segment.start, segment.end)]
    for gone in away:
        if gone.person.casefold() != segment.person.casefold():
            continue
        spans = [
            piece
            for start, end in spans
            for piece in ((start, min(end, gone.start)), (max(start, gone.end), end))
            if piece[0] < piece[1]
        ]
    return spans


def _reason(segments: Sequence[Segment], start: int, end: int, why: dict[str, str], away: Sequence[Segment]) -> str:
    """Who stands on the rota in a gap and does not count, and why."""
    there = [s for s in segments if s.start < end and s.end > start]
    said = [
        f"{s.person} {why[s.person]}".strip() if s.person else "the rota names nobody" for s in there if why[s.person]
    ]
    gone = [
        f"{s.person} is away"
        for s in there
        if not why[s.person] and any(a.person.casefold() == s.person.casefold() and a.start < end for a in away)
    ]
    return "; ".join(dict.fromkeys([*said, *gone][:MOST_NAMED]))
