"""Makes up series that should make an alert fire, out of its query: several tries, because labels may meet or not."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Iterator
from typing import Any

from msgspec import Struct

from watchkeeper.analysis.monitoring.lines import Unsolved
from watchkeeper.analysis.monitoring.made_up_series import Clock, Series
from watchkeeper.analysis.monitoring.promql import children_of, inner, read_query
from watchkeeper.analysis.monitoring.solving import USUAL, Choice, Part, Solver
from watchkeeper.domain.readiness.monitoring import AlertRule

MOST_TRIES = 30
LONGEST = 12_000
"""Samples of one series."""
MOST_SAMPLES = 8_000
"""promtool loads at most 10,000 samples for one query."""
USUAL_EVERY = 60.0
MOST_EVERY = 300.0
"""A value that is older than five minutes is not looked at."""


class Attempt(Struct, frozen=True):
    """Series for one try; in seconds, what lies between two samples and two looks, and when it should have fired."""

    series: tuple[Series, ...]
    every: float
    looked: float
    end: float


class Span(Struct, frozen=True):
    """How far a query looks back, its shortest and its longest range, and its shortest offset, in seconds."""

    back: float
    shortest: float
    longest: float
    offset: float


def attempts(rule: AlertRule, asked: Iterable[str] = (), most: int = MOST_TRIES) -> tuple[Attempt, ...] | str:
    """Tries that may make a rule fire, the likeliest first, or why there are none, as the end of a sentence.

    Every series carries the labels that are `asked` for, so that the alert tells which of them get through.
    """
    tree = read_query(rule.query).tree
    if tree is None:
        return "its query cannot be read"
    span = _span(tree)
    labels = tuple(dict.fromkeys((*asked, *USUAL)))
    found: dict[Attempt, None] = {}
    reasons: list[str] = []
    for choice in _choices(tree):
        if len(found) >= most:
            break
        try:
            solver = Solver(tree, choice, labels)
            solver.solve()
            found[_attempt(solver, span, rule.wait)] = None
        except Unsolved as unsolved:
            reasons.append(str(unsolved))
    return tuple(found) or reasons[0]


def _choices(tree: Any) -> Iterator[Choice]:
    kinds = {str(node.op) for node in _every(tree) if type(node).__name__ == "BinaryExpr"}
    parts: tuple[Part, ...] = ("inside", "same", "apart") if kinds & {"/", "-", "unless"} else ("inside",)
    sides = (0, 1, 2) if "or" in kinds else (0,)
    both = (True, False)
    for margin, asked, unsaid, alike, side, part in itertools.product(
        (0.1, 20.0), both if kinds else (True,), (1.0, 0.0), (False, True), sides, parts
    ):
        yield Choice(part, side, alike, asked, unsaid, margin)


def _attempt(solver: Solver, span: Span, wait: float) -> Attempt:
    every = min(USUAL_EVERY, solver.every, max(span.shortest / 5, 1.0))
    if span.longest / every > MOST_SAMPLES / 4:
        every = min(math.ceil(span.longest / (MOST_SAMPLES / 4)), MOST_EVERY)
        if every > min(solver.every, span.shortest / 3):
            days = span.longest / 86_400
            raise Unsolved(f"it looks {days:,.0f} days back and at minutes, which is too much to make up")
    needed = max(span.back + wait, solver.least if solver.least / every < LONGEST else 0.0)
    # a rule is looked at some fifty times: often enough to be pending and then to fire
    steps = max(1, int(min(needed / 50, span.offset / 8) / every))
    looked = steps * every
    end = math.ceil(needed / looked + 4) * looked
    if end / every > LONGEST:
        raise Unsolved(f"it looks {needed / 86_400:,.0f} days back, which is too much to make up")
    return Attempt(tuple(solver.series(Clock(every, end, wait))), every, looked, end)


def _span(tree: Any) -> Span:
    ranges: list[float] = []
    offsets: list[float] = []
    back = _look_back(tree, ranges, offsets)
    ahead = [one for one in offsets if one > 0]
    return Span(back, min(ranges, default=math.inf), max(ranges, default=0.0), min(ahead, default=math.inf))


def _look_back(node: Any, ranges: list[float], offsets: list[float]) -> float:
    """How many seconds before the evaluation the oldest sample lies; ranges and offsets are noted on the way."""
    node = inner(node)
    kind = type(node).__name__
    length = node.range.total_seconds() if kind in {"MatrixSelector", "SubqueryExpr"} else 0.0
    if length:
        ranges.append(length)
    selector = node.vector_selector if kind == "MatrixSelector" else node
    offset = abs(_seconds(getattr(selector, "offset", None)))
    offsets.append(offset)
    below = max((_look_back(child, ranges, offsets) for child in children_of(node)), default=0.0)
    return float(below + length + offset)


def _seconds(length: Any) -> float:
    return float(length.total_seconds()) if length is not None else 0.0


def _every(node: Any) -> Iterator[Any]:
    waiting = [node]
    while waiting:
        one = inner(waiting.pop())
        yield one
        waiting += children_of(one)
