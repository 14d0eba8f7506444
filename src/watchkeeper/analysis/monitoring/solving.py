"""Solves a query backwards: which values its series need for its condition to be true."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any, Literal

from msgspec import Struct

from watchkeeper.analysis.monitoring.bounds import COMPARISONS, TURNED, bounds_of
from watchkeeper.analysis.monitoring.inverses import (
    FUNCTIONS,
    NEGATED,
    Way,
    beyond,
    holds,
    other,
    turned,
    undo_left,
    undo_right,
)
from watchkeeper.analysis.monitoring.label_values import MADE_UP
from watchkeeper.analysis.monitoring.lines import Lines, Mode, Unsolved
from watchkeeper.analysis.monitoring.made_up_series import Clock, Series
from watchkeeper.analysis.monitoring.promql import inner, selectors_of
from watchkeeper.analysis.monitoring.query_shape import (
    COPY,
    apart_by,
    carrying,
    constant,
    is_aggregate,
    is_time,
    most_of,
    range_of,
    same_series,
    sides_of,
)

USUAL = ("job", "instance")
"""The labels that whoever collects series gives to each."""
Part = Literal["inside", "same", "apart"]
MOST_COPIES = 60
WHOLE = 10.0
"""How much the whole of a share is."""
HIGH = 1_000.0
"""A value that stands out from others."""
PER_SECOND = frozenset({"rate", "irate", "deriv", "idelta"})
OVER_RANGE = frozenset({"increase", "delta"})
COUNTING = frozenset({"changes", "resets", "count_over_time", "sum_over_time"})
SPREADING = frozenset({"stddev_over_time", "stdvar_over_time", "mad_over_time"})
STEADY = frozenset({
    "avg_over_time", "min_over_time", "max_over_time", "last_over_time", "quantile_over_time", "first_over_time",
    "present_over_time", "abs", "ceil", "floor", "round", "sort", "sort_desc", "sort_by_label", "sort_by_label_desc",
    "scalar", "vector", "label_replace", "label_join", "clamp", "clamp_min", "clamp_max", "holt_winters",
    "double_exponential_smoothing",
})  # fmt: skip
"""Functions that leave a steady value what it is."""
WITHOUT_SERIES = frozenset({"absent", "absent_over_time", "time", "pi"})
CALENDAR = frozenset({
    "hour", "minute", "day_of_week", "day_of_month", "day_of_year", "days_in_month", "month", "year", "timestamp",
})  # fmt: skip


class Choice(Struct, frozen=True):
    """What is tried where a query leaves it open.

    `part`: whether the whole of a share holds its part ("inside"), is nothing else ("same"), or stands "apart".
    `side`: which side of an `or` is to be true. `alike`: every series has every label that the query names.
    `asked`: every series has the labels that somebody asks for. `unsaid` is the value of series of which
    nothing is asked, `margin` how far beyond a limit values go.
    """

    part: Part
    side: int
    alike: bool
    asked: bool
    unsaid: float
    margin: float


class Solver:
    """Series under one choice. `every` is the longest time between two samples, `least` the shortest time in all."""

    def __init__(self, tree: Any, choice: Choice, labels: tuple[str, ...]) -> None:
        self._tree = tree
        self._choice = choice
        self._lines = Lines(tree, labels if choice.asked else USUAL, alike=choice.alike)
        self.every = math.inf
        self.least = 0.0

    def solve(self) -> None:
        """Work out the lines.

        Raises:
            Unsolved: the query asks for something that is not followed.
        """
        self._true(self._tree)

    def series(self, clock: Clock) -> Iterator[Series]:
        """What was worked out, from 0 to the end."""
        return self._lines.series(clock, self._choice.unsaid)

    # conditions

    def _true(self, node: Any) -> None:
        """Make an expression give something."""
        node = inner(node)
        operator = str(node.op) if type(node).__name__ == "BinaryExpr" else ""
        if operator in COMPARISONS:
            self._compare(node, operator)
        elif operator == "and":
            # a line that is to fall is bent after its level is known
            for side in sorted((node.lhs, node.rhs), key=lambda side: "predict_linear" in str(side)):
                self._true(side)
        elif operator == "unless":
            self._true(node.lhs)
            self._not(node.rhs)
        elif operator == "or":
            self._true(self._side(node))
        else:
            self._value(node, None)

    def _side(self, node: Any) -> Any:
        sides = sides_of(node)
        return sides[min(self._choice.side, len(sides) - 1)]

    def _not(self, node: Any) -> None:
        """What should not be there is gone, where only what was there before is asked for; or is not alone."""
        for selector in selectors_of(node):
            self._lines.end(selector)
            if self._choice.part == "apart":
                with self._lines.copied(COPY, f"{MADE_UP}-other"):
                    self._lines.place(selector, 1.0, "level")

    def _compare(self, node: Any, operator: str) -> None:
        left, right = node.lhs, node.rhs
        limit = constant(right)
        if limit is None and (found := constant(left)) is not None:
            left, limit, operator = right, found, TURNED[operator]
        if limit is None and same_series(left, right) and is_aggregate(left) and is_aggregate(right):
            self._spread(left)
            return
        if limit is None:
            limit = 1.0 if self._choice.unsaid else WHOLE
            self._value(right, limit)
        goal, way = beyond(operator, limit, bounds_of(left), self._choice.margin)
        self._value(left, goal, way)

    def _spread(self, node: Any) -> None:
        """Most series alike and one that stands out: for comparisons of what is highest, lowest and usual."""
        low, high = (1.0, HIGH) if self._choice.unsaid else (HIGH, 1.0)
        for selector in selectors_of(node):
            for number, level in enumerate((low, low, high)):
                with self._lines.copied(COPY, f"{MADE_UP}-{number}"):
                    self._lines.place(selector, level, "level")

    # values

    def _value(self, node: Any, goal: float | None, way: Way = "at", mode: Mode = "level") -> None:
        """Give an expression a value; None = any."""
        node = inner(node)
        kind = type(node).__name__
        if kind == "VectorSelector":
            self._lines.place(node, goal, mode)
        elif kind == "MatrixSelector":
            self._lines.place(node.vector_selector, goal, mode)
        elif kind == "UnaryExpr":
            self._value(node.expr, None if goal is None else -goal, other(way), mode)
        elif kind == "SubqueryExpr":
            self._value(node.expr, goal, way, mode)
        elif kind == "AggregateExpr":
            self._aggregate(node, goal, way, mode)
        elif kind == "Call":
            self._call(node, goal, way, mode)
        elif kind == "BinaryExpr":
            self._binary(node, goal, way, mode)

    def _aggregate(self, node: Any, goal: float | None, way: Way, mode: Mode) -> None:
        operator, inside = str(node.op), inner(node.expr)
        if operator in {"count", "count_values"}:
            self._count(node, goal, way)
            return
        if operator in {"stddev", "stdvar"} and goal:
            spread = goal if operator == "stddev" else math.sqrt(abs(goal))
            for number, value in enumerate((0.0, 2 * spread)):
                with self._lines.copied(COPY, f"{MADE_UP}-{number}"):
                    self._value(inside, value, "at", mode)
            return
        most = most_of(inside) if operator == "sum" and goal and mode == "level" else math.inf
        if goal and 0 < most < goal:
            for _ in self._copies(node, math.ceil(goal / most)):
                self._value(inside, most, way, mode)
        else:
            self._value(inside, goal, way, mode)

    def _count(self, node: Any, goal: float | None, way: Way) -> None:
        inside = inner(node.expr)
        count = 1 if not goal else math.floor(goal) if way == "down" else math.ceil(goal)
        differing = type(inside).__name__ == "AggregateExpr" and str(inside.op) == "count_values"
        for number in self._copies(node, max(count, 1)):
            if differing:
                self._value(inside.expr, float(number))
            else:
                self._true(inside)

    def _copies(self, node: Any, count: int) -> Iterator[int]:
        """So many copies of what is aggregated, one after the other."""
        if count > MOST_COPIES:
            raise Unsolved(f"it counts {count:,} things, which is too much to make up")
        for number in range(count):
            if count == 1:
                yield number
                continue
            with self._lines.copied(apart_by(node), f"{MADE_UP}-{number}"):
                yield number

    def _call(self, node: Any, goal: float | None, way: Way, mode: Mode) -> None:
        name, arguments = str(node.func.name), list(node.args)
        wanted = 1.0 if goal is None else goal
        if name in CALENDAR:
            raise Unsolved("it asks for the time of day, a day or a sample's time")
        if name in WITHOUT_SERIES or not arguments:
            return
        if name in PER_SECOND:
            self._value(arguments[0], wanted, way, "slope")
        elif name in OVER_RANGE:
            self._value(arguments[0], wanted / range_of(arguments[0]), way, "slope")
        elif name in SPREADING:
            self._value(arguments[0], 2 * wanted, way, "swing")
        elif name in FUNCTIONS:
            self._value(arguments[0], None if goal is None else FUNCTIONS[name](goal), way, mode)
        elif name in STEADY:
            self._value(carrying(arguments), goal, way, mode)
        else:
            self._special(name, arguments, goal, way)

    def _special(self, name: str, arguments: list[Any], goal: float | None, way: Way) -> None:
        if name == "histogram_quantile":
            self._buckets(arguments[1], goal, way)
        elif name in COUNTING:
            self._counted(name, arguments[0], 1.0 if goal is None else goal, way)
        elif name == "predict_linear":
            self._foretold(arguments, goal, way)
        else:
            raise Unsolved(f"it calls {name}(), for which no series are made up")

    def _counted(self, name: str, argument: Any, wanted: float, way: Way) -> None:
        """Functions that count samples: the more is wanted, the closer samples lie."""
        length = range_of(argument)
        if name == "sum_over_time":
            self.every = min(self.every, max(length / 10, 1.0), 60.0)
            self._value(argument, wanted * self.every / length, way)
        elif name == "count_over_time" or wanted < 0.5:
            self.every = max(1.0, min(self.every, length / (wanted + 2)))
            self._value(argument, None)
        else:
            self.every = max(1.0, min(self.every, length / (2 * wanted + 4)))
            self._value(argument, 1.0, way, "swing")

    def _foretold(self, arguments: list[Any], goal: float | None, way: Way) -> None:
        """`predict_linear`: a line whose level is known is bent, any other is level."""
        ahead = constant(arguments[1]) or 3_600.0
        selector = next(iter(selectors_of(arguments[0])), None)
        line = self._lines.line(selector) if selector is not None else None
        if goal is None or line is None or line.level is None:
            self._value(arguments[0], goal, way)
        else:
            line.slope = (goal - line.level) / ahead

    def _buckets(self, inside: Any, goal: float | None, way: Way) -> None:
        """Buckets of a histogram: all observations lie between two bounds around the goal, or below it."""
        wanted = abs(goal) if goal else 1.0
        low, high = (0.0, wanted) if way == "down" else (wanted, 2 * wanted + 1)
        for bound, share in ((low, 0.0), (high, WHOLE), (math.inf, WHOLE)):
            if bound:
                with self._lines.copied("le", "+Inf" if math.isinf(bound) else f"{bound:.6f}"):
                    self._value(inside, share)

    def _binary(self, node: Any, goal: float | None, way: Way, mode: Mode) -> None:
        operator, left, right = str(node.op), node.lhs, node.rhs
        if operator in COMPARISONS:
            self._filtered(node, operator, goal, way, mode)
        elif operator in {"and", "unless"}:
            self._value(left, goal, way, mode)
            (self._true if operator == "and" else self._not)(right)
        elif operator == "or":
            self._value(self._side(node), goal, way, mode)
        elif (number := constant(right)) is not None:
            self._value(left, undo_right(operator, goal, number), turned(way, operator, number), mode)
        elif (number := constant(left)) is not None:
            self._value(right, undo_left(operator, goal, number), other(way) if operator in "-/" else way, mode)
        elif operator == "-" and (is_time(left) or is_time(right)):
            self._timed(left, right, 1.0 if goal is None else goal)
        else:
            self._both(operator, left, right, goal, way, mode)

    def _filtered(self, node: Any, operator: str, goal: float | None, way: Way, mode: Mode) -> None:
        """A comparison inside: it keeps its left side's value, or is 1 and 0."""
        if node.modifier is not None and node.modifier.return_bool:
            self._compare(node, operator if goal is None or goal >= 0.5 else NEGATED[operator])
            return
        limit = constant(node.rhs)
        if goal is not None and limit is not None and holds(operator, goal, limit):
            self._value(node.lhs, goal, way, mode)
        else:
            self._compare(node, operator)

    def _timed(self, left: Any, right: Any, goal: float) -> None:
        """`time() - x` and `x - time()`: a time that lies so far back or ahead, and moves on with the clock."""
        side, ago = (right, goal) if is_time(left) else (left, -goal)
        self.least = max(self.least, ago * 1.05)
        self._value(side, ago, "at", "ago")

    def _both(self, operator: str, left: Any, right: Any, goal: float | None, way: Way, mode: Mode) -> None:
        """Arithmetic of two sides that both hang on series."""
        wanted = (1.0 if operator in {"*", "/"} else 0.5) if goal is None else goal
        if operator in {"/", "%"}:
            self._divide(left, right, wanted, way, mode)
        elif operator == "-":
            self._subtract(left, right, wanted, way, mode)
        elif operator == "+":
            self._add(left, right, wanted, way, mode)
        else:
            self._value(left, wanted, way, mode)
            self._value(right, 1.0, "at", mode)

    def _add(self, left: Any, right: Any, goal: float, way: Way, mode: Mode) -> None:
        """What one side is already is taken off what the other has to be."""
        for side, rest in ((left, right), (right, left)):
            if (known := self._lines.known(side, mode)) is not None:
                self._value(rest, goal - known, way, mode)
                return
        self._value(left, goal, way, mode)
        self._value(right, 0.0, "at", mode)

    def _divide(self, left: Any, right: Any, goal: float, way: Way, mode: Mode) -> None:
        if self._choice.part == "apart":
            self._value(right, WHOLE, "at", mode)
            self._value(left, goal * WHOLE, way, mode)
            return
        self._value(left, goal * WHOLE, way, mode)
        if self._choice.part == "inside":
            with self._lines.beside(left):
                self._value(right, WHOLE, "at", mode)
        elif not self._lines.covers(right):
            self._value(right, None, "at", mode)

    def _subtract(self, left: Any, right: Any, goal: float, way: Way, mode: Mode) -> None:
        rest = self._choice.unsaid
        if same_series(left, right) and is_aggregate(left) and is_aggregate(right):
            self._spread(left)
            return
        if (known := self._lines.known(left, mode)) is not None:
            self._value(right, known - goal, other(way), mode)
            return
        self._value(right, rest, "at", mode)
        if self._choice.part == "inside":
            with self._lines.beside(right):
                self._value(left, goal + rest, way, mode)
        else:
            self._value(left, goal + rest, way, mode)
