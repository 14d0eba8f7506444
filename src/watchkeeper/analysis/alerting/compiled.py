"""A routing made ready: matchers compiled once, so that a decision takes microseconds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from watchkeeper.analysis.alerting.clock import held_back
from watchkeeper.analysis.alerting.matching import Labels, Test, compile_matchers, fits
from watchkeeper.domain.readiness.routing import Delivery, Inhibition, Route, Routing, Silence

ALL = "..."


class _Node:
    """A route with its tests and what lies below it."""

    __slots__ = ("below", "goes_on", "route", "tests")

    def __init__(self, route: Route) -> None:
        self.route = route
        self.tests = compile_matchers(route.matchers)
        self.goes_on = route.goes_on
        self.below = [_Node(inner) for inner in route.routes]


class _Rule:
    """A rule of inhibition with its tests."""

    __slots__ = ("rule", "source", "target")

    def __init__(self, rule: Inhibition) -> None:
        self.rule = rule
        self.source = compile_matchers(rule.source)
        self.target = compile_matchers(rule.target)

    def holds(self, labels: Labels, firing: Sequence[Labels]) -> bool:
        """Whether one of the firing alerts holds this one back.

        Where the alert fits both sides of the rule, those that do too cannot: none of them comes first.
        """
        if not fits(self.target, labels):
            return False
        both = fits(self.source, labels)
        return any(
            fits(self.source, other)
            and all(other.get(name, "") == labels.get(name, "") for name in self.rule.equal)
            and not (both and fits(self.target, other))
            for other in firing
        )


class CompiledRouting:
    """Decides where alerts go in one routing."""

    def __init__(self, routing: Routing) -> None:
        self.routing = routing
        self._root = _Node(routing.root)
        self._rules = [_Rule(rule) for rule in routing.inhibitions]

    def routes(self, labels: Labels) -> list[tuple[Route, ...]]:
        """The routes that labels take, each with the routes from the root to it, in the server's order."""
        found: list[tuple[Route, ...]] = []
        _match(self._root, labels, (), found)
        return found

    def deliver(
        self, labels: Labels, at: float, firing: Sequence[Labels] = (), silences: Sequence[Silence] = ()
    ) -> tuple[Delivery, ...]:
        """What becomes of an alert that starts to fire at an instant, one value a route that it takes.

        `at` is seconds since the epoch; `firing` are the labels of the other alerts that fire then. A time
        interval counts as soon as it holds at that instant or when the group's wait is over: the server looks
        at the clock then, and an answer that holds for both is the careful one.
        """
        inhibited = next((_name(rule.rule) for rule in self._rules if rule.holds(labels, firing)), "")
        silenced = next(_silences(labels, at, silences), "")
        return tuple(self._delivery(steps, labels, at, inhibited, silenced) for steps in self.routes(labels))

    def _delivery(self, steps: tuple[Route, ...], labels: Labels, at: float, inhibited: str, silenced: str) -> Delivery:
        route, intervals = steps[-1], self.routing.intervals
        receiver = self.routing.receivers.get(route.receiver)
        muted = ""
        if route.mute or route.active:
            muted = held_back(route, intervals, at) or held_back(route, intervals, at + route.group_wait)
        leaves = receiver is not None and bool(receiver.integrations) and not (muted or inhibited or silenced)
        return Delivery(
            steps=steps,
            receiver=receiver,
            group_labels=_group(route, labels),
            muted=muted,
            inhibited=inhibited,
            silenced=silenced,
            first_notification_seconds=route.group_wait if leaves else None,
        )


def compile_routing(routing: Routing) -> CompiledRouting:
    """A routing made ready for many decisions.

    Raises:
        RegexError: one of its expressions is none (the readers in `formats/routes` refuse those).
    """
    return CompiledRouting(routing)


def _match(node: _Node, labels: Labels, above: tuple[Route, ...], found: list[tuple[Route, ...]]) -> bool:
    """Whether labels fit a route; what they reach in it is added. First match wins, unless it goes on."""
    if not fits(node.tests, labels):
        return False
    steps = (*above, node.route)
    before = len(found)
    for inner in node.below:
        if _match(inner, labels, steps, found) and not inner.goes_on:
            break
    if len(found) == before:
        found.append(steps)
    return True


def _group(route: Route, labels: Labels) -> dict[str, str]:
    if ALL in route.group_by:
        return dict(labels)
    return {name: labels[name] for name in route.group_by if name in labels}


def _silences(labels: Labels, at: float, silences: Sequence[Silence]) -> Iterator[str]:
    for silence in silences:
        if silence.starts_at <= at < silence.ends_at and silence.matchers and fits(_tests(silence), labels):
            yield silence.id


def _tests(silence: Silence) -> tuple[Test, ...]:
    return compile_matchers(silence.matchers)


def _name(rule: Inhibition) -> str:
    if rule.name:
        return rule.name
    sides = (",".join(map(str, side)) for side in (rule.source, rule.target))
    return "{{{}}} holds back {{{}}}".format(*sides)
