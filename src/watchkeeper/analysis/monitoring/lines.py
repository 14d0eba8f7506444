"""The lines that a query's selectors pick, found by their labels, while it is worked out what they should be."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Literal

from watchkeeper.analysis.monitoring.label_values import MADE_UP, failing, fitting, matchers_of, picks
from watchkeeper.analysis.monitoring.made_up_series import Clock, Line, Series, written
from watchkeeper.analysis.monitoring.promql import inner, selectors_of
from watchkeeper.analysis.monitoring.query_shape import grouped, pinned
from watchkeeper.domain.readiness.routing import Matcher

Mode = Literal["level", "slope", "swing", "ago"]
Labels = tuple[tuple[str, str], ...]


class Unsolved(Exception):  # noqa: N818 - it is no error of anybody
    """No series were found; the text says why, as the end of a sentence."""


class Lines:
    """Lines by the labels of their series and by how long ago they are looked at."""

    def __init__(self, tree: Any, labels: tuple[str, ...], *, alike: bool) -> None:
        self._lines: dict[Labels, dict[float, Line]] = {}
        said = pinned(tree)
        self._wanted = {name: said.get(name, MADE_UP) for name in (*labels, *grouped(tree)) if name != "le"}
        if alike:
            self._wanted = {**said, **self._wanted}
        self._copied: dict[str, str] = {}
        self._beside: tuple[Matcher, ...] = ()

    def series(self, clock: Clock, unsaid: float) -> Iterator[Series]:
        """Every line written out."""
        for labels, lines in self._lines.items():
            if not (len(lines) == 1 and next(iter(lines.values())).gone):
                yield Series(labels, written(lines, clock, unsaid))

    @contextmanager
    def copied(self, label: str, value: str) -> Iterator[None]:
        """Every series that is placed meanwhile has this label."""
        before = self._copied
        self._copied = {**before, label: value}
        try:
            yield
        finally:
            self._copied = before

    @contextmanager
    def beside(self, part: Any) -> Iterator[None]:
        """What is placed meanwhile is not what the selectors of a part pick, where this can be."""
        before = self._beside
        self._beside = tuple(m for one in selectors_of(part) for m in matchers_of(one) if m.name != "__name__")
        try:
            yield
        finally:
            self._beside = before

    def place(self, selector: Any, goal: float | None, mode: Mode) -> None:
        """Say what is wanted of a selector's series, unless it was said before."""
        if goal is not None and self._beside:
            # a whole holds its part: what is there is taken off
            held = [line.value(mode) or 0.0 for line in self._picked(selector)]
            line = self.line(selector)
            goal = goal if line in self._picked(selector)[: len(held)] else max(0.0, goal - sum(held))
        else:
            line = self.line(selector)
        if goal is None:
            return
        if mode == "level" and line.level is None and line.ago is None:
            line.level = goal
        elif mode == "slope" and line.slope is None:
            line.slope = goal
        elif mode == "swing":
            line.swing = goal
        elif mode == "ago" and line.ago is None:
            line.ago = goal

    def line(self, selector: Any) -> Line:
        """The line of the series that a selector picks, made if there is none.

        Raises:
            Unsolved: no labels were found that the selector picks.
        """
        matchers = matchers_of(selector)
        wanted = {**self._wanted, **self._copied}
        named = {matcher.name for matcher in matchers}
        free = (matcher for matcher in self._beside if matcher.name not in named)
        if apart := next(((m.name, value) for m in free if (value := failing(m)) is not None), None):
            wanted[apart[0]] = apart[1]
        labels = fitting(matchers, wanted)
        if labels is None or not labels.get("__name__"):
            raise Unsolved("one of its selectors picks no series that could be made up")
        offset = float(selector.offset.total_seconds()) if selector.offset is not None else 0.0
        key = tuple(sorted(labels.items()))
        return self._lines.setdefault(key, {}).setdefault(max(offset, 0.0), Line())

    def end(self, selector: Any) -> None:
        """Let the series of a selector be gone now, where only what they were before is asked for."""
        matchers = matchers_of(selector)
        for labels, lines in self._lines.items():
            if 0.0 not in lines and picks(matchers, dict(labels)):
                lines[0.0] = Line()
                lines[0.0].gone = True

    def covers(self, node: Any) -> bool:
        """Whether each selector of an expression picks a series that is there already."""
        return all(self._picked(selector) for selector in selectors_of(node))

    def known(self, node: Any, mode: Mode) -> float | None:
        """What an expression of one selector is already, None if nothing was said."""
        node = inner(node)
        found = list(selectors_of(node))
        if len(found) != 1:
            return None
        values = [value for line in self._picked(found[0]) if (value := line.value(mode_of(node, mode))) is not None]
        return sum(values) if values else None

    def _picked(self, selector: Any) -> list[Line]:
        matchers = matchers_of(selector)
        return [lines[0.0] for labels, lines in self._lines.items() if 0.0 in lines and picks(matchers, dict(labels))]


def mode_of(node: Any, mode: Mode) -> Mode:
    """Whether a slope is asked for somewhere in an expression."""
    return "slope" if any(f"{name}(" in str(node) for name in ("rate", "increase", "deriv", "delta")) else mode
