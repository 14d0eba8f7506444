"""Brings together what one person did at one place under all their names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from watchkeeper.analysis.knowledge.fading import faded
from watchkeeper.analysis.knowledge.state import NOBODY, FileState, Share


class Trace(Struct):
    """One person's part in one place: as in `Share`, but lines as such, and the weights as of one time."""

    lines: float = 0.0
    deliveries: int = 0
    directed: int = 0
    reviews: int = 0
    weight: float = 0.0
    seen: float = 0.0
    last: int = 0
    first: bool = False


Traces = dict[int, Trace]


def traces_of(shares: Mapping[int, Share], people: Sequence[int], now: int, half: int, scale: float = 0.0) -> Traces:
    """The traces of a place's shares, by person; weights fade with a half-life of `half` seconds."""
    found: Traces = {}
    for identity, share in shares.items():
        if identity != NOBODY:
            _add(found.setdefault(people[identity], Trace()), share, now, half, scale)
    return found


def file_traces(file: FileState, people: Sequence[int], now: int, half: int) -> Traces:
    """The traces of a file, with its lines and its first author."""
    found = traces_of(file.shares, people, now, half, file.scale)
    if file.first != NOBODY:
        found.setdefault(people[file.first], Trace()).first = True
    return found


def add_lines(traces: Traces, files: Iterable[FileState], people: Sequence[int]) -> None:
    """Add the lines alive of a folder's files to its traces."""
    for file in files:
        for identity, share in file.shares.items():
            if identity != NOBODY:
                traces.setdefault(people[identity], Trace()).lines += share.lines * file.scale


def _add(trace: Trace, share: Share, now: int, half: int, scale: float) -> None:
    trace.lines += share.lines * scale
    trace.deliveries += share.deliveries
    trace.directed += share.directed
    trace.reviews += share.reviews
    trace.weight += faded(share.weight, share.last, now, half)
    trace.seen += faded(share.seen, share.last, now, half)
    trace.last = max(trace.last, share.last)
