"""Series that are made up: straight lines, steps and saw teeth, written as promtool reads them."""

from __future__ import annotations

import math
from collections.abc import Mapping

from msgspec import Struct


class Series(Struct, frozen=True):
    """One series: its labels with its name, and its values in promtool's notation."""

    labels: tuple[tuple[str, str], ...]
    values: str


class Clock(Struct, frozen=True):
    """The time of a try, in seconds: how far samples lie apart, when all is over, and how long it has to hold."""

    every: float
    end: float
    wait: float = 0


class Line:
    """What is wanted of one series: a level at the end, a slope a second, to swing by so much, or to be gone."""

    def __init__(self) -> None:
        self.level: float | None = None
        self.slope: float | None = None
        self.swing: float | None = None
        self.ago: float | None = None
        self.gone = False

    def value(self, mode: str) -> float | None:
        """What is wanted of it in one respect."""
        return self.slope if mode == "slope" else self.level

    def at(self, seconds: float, end: float, unsaid: float) -> float:
        """The value at a time; a line that only rises begins at 0, one that tells a time goes with the clock."""
        if self.ago is not None:
            return seconds - self.ago
        slope = self.slope or 0.0
        if self.level is None:
            return slope * seconds if self.slope is not None else unsaid
        return self.level - slope * (end - seconds)

    @property
    def step(self) -> float:
        """By how much it rises in a second."""
        return 1.0 if self.ago is not None else self.slope or 0.0


def written(lines: Mapping[float, Line], clock: Clock, unsaid: float) -> str:
    """The values of a series from 0 to the end. `lines` are by how long ago they are looked at (`offset`)."""
    now = lines.get(0.0)
    past = [(offset, line) for offset, line in sorted(lines.items()) if offset]
    count = int(clock.end / clock.every) + 1
    if now is None or not past:
        line, end = (now, clock.end) if now else (past[0][1], clock.end - past[0][0])
        return _straight(line, end, clock.every, count, unsaid)
    offset, before = past[0]
    # what is looked at now, and for how long it has to hold, lies behind the turn; what was before lies ahead of it
    turn = min(max(1, int((clock.end - (offset + min(clock.wait, offset)) / 2) / clock.every)), count - 1)
    first = _straight(before, clock.end - offset, clock.every, turn, unsaid)
    if now.gone:
        return f"{first} _x{count - turn}"
    if now.level is None and now.slope is not None:
        start = before.at((turn - 1) * clock.every, clock.end - offset, unsaid)
        return f"{first} {_notation(start, now.slope * clock.every, count - turn)}"
    level = now.at(turn * clock.every, clock.end, unsaid)
    return f"{first} {_notation(level, now.step * clock.every, count - turn)}"


def _straight(line: Line, end: float, every: float, count: int, unsaid: float) -> str:
    if line.swing is not None:
        low = line.level or 0.0
        pair = f"{_number(low)} {_number(low + line.swing)}"
        return " ".join([pair] * math.ceil(count / 2))
    return _notation(line.at(0, end, unsaid), line.step * every, count)


def _notation(start: float, step: float, count: int) -> str:
    sign = "-" if step < 0 else "+"
    return f"{_number(start)}{sign}{_number(abs(step))}x{max(count - 1, 0)}"


def _number(value: float) -> str:
    if math.isnan(value):
        return "0"
    text = f"{min(max(value, -1e18), 1e18):.12f}".rstrip("0").rstrip(".")
    return "0" if text in {"", "-0"} else text
