"""Turns arithmetic around: which number makes an operation give what is wanted."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Literal

Way = Literal["up", "down", "at"]
"""Whether more, less, or exactly this is wanted."""
NEGATED = {">": "<=", "<": ">=", ">=": "<", "<=": ">", "==": "!=", "!=": "=="}
FUNCTIONS: dict[str, Callable[[float], float]] = {
    "ln": lambda v: math.exp(min(v, 40)), "log2": lambda v: 2 ** min(v, 60), "log10": lambda v: 10 ** min(v, 18),
    "exp": lambda v: math.log(max(v, 1e-9)), "sqrt": lambda v: v * v, "sgn": lambda v: v,
    "deg": math.radians, "rad": math.degrees,
}  # fmt: skip
"""What a function has to be given, by what it should give."""


def holds(operator: str, value: float, limit: float) -> bool:
    """Whether a comparison is true."""
    return {
        ">": value > limit, "<": value < limit, ">=": value >= limit, "<=": value <= limit, "==": value == limit,
        "!=": value != limit,
    }[operator]  # fmt: skip


def beyond(operator: str, limit: float, bounds: tuple[float, float], margin: float) -> tuple[float, Way]:
    """A value for which a comparison with a limit is true, within bounds, so far beyond it as the margin is of it."""
    step = (abs(limit) if abs(limit) > 1e-9 else 1.0) * margin
    if "=" in operator and operator != "!=" and margin < 1:
        step = 0.0
    if operator in {">", ">=", "!="}:
        return _within(limit + step, limit, bounds[1], limit + step <= bounds[1]), "up"
    if operator in {"<", "<="}:
        return _within(limit - step, limit, bounds[0], limit - step >= bounds[0]), "down"
    return limit, "at"


def _within(wanted: float, limit: float, most: float, fits: bool) -> float:
    return wanted if fits else (limit + most) / 2 if limit != most else most


def undo_right(operator: str, goal: float | None, number: float) -> float | None:
    """The x of `x OPERATOR number = goal`."""
    if goal is None:
        return None
    if operator in {"+", "-"}:
        return goal - number if operator == "+" else goal + number
    if operator == "*":
        return goal / number if number else goal
    if operator == "/":
        return goal * number
    if operator == "%":
        return goal or number
    if operator == "^" and number:
        return float(math.copysign(abs(goal) ** (1 / number), goal))
    return goal


def undo_left(operator: str, goal: float | None, number: float) -> float | None:
    """The x of `number OPERATOR x = goal`."""
    if goal is None:
        return None
    if operator == "-":
        return number - goal
    if operator == "/":
        return number / goal if goal else number * 1e6
    if operator == "^":
        return math.log(max(goal, 1e-9)) / math.log(number) if number > 1 else goal
    return undo_right(operator, goal, number)


def turned(way: Way, operator: str, number: float) -> Way:
    """The way that is wanted of one factor, where the other is a number."""
    return other(way) if operator in {"*", "/"} and number < 0 else way


def other(way: Way) -> Way:
    """The other way."""
    ways: dict[Way, Way] = {"up": "down", "down": "up", "at": "at"}
    return ways[way]
