"""Link 8: the routing tree leads the alert to a receiver that is meant for it."""

from __future__ import annotations

from watchkeeper.analysis.drill.case import Followed, broken, holds, unknown
from watchkeeper.domain.readiness.drill import Link
from watchkeeper.domain.readiness.routing import Delivery

NOWHERE = frozenset({"null", "none", "devnull", "blackhole", "void", "drop", "nowhere", "noop", "silent", "default"})
REMEDY = "name the routing under sources.alerting.alertmanager"


def judge(case: Followed) -> Link:
    """Broken where the alert falls through to the default, or to a receiver that is not meant for it."""
    trail = case.trail
    rule = trail.alert.rule
    if not case.routed:
        named = ", ".join(rule.notifies)
        if not named:
            return broken("route", f"{rule.name} names nobody to notify", "name whom it notifies", [rule.place])
        return holds("route", "resolved", f"{rule.name} names {named}; resolved, not simulated", [rule.place])
    if case.facts.deliver is None:
        return unknown("route", case.facts.no_routing or "no routing was found in this tree", REMEDY)
    if trail.delivery is None:
        return broken("route", "no route takes it", "add a route that matches it", [case.facts.routing_at])
    return _judge(case, trail.delivery)


def _judge(case: Followed, delivery: Delivery) -> Link:
    receiver, place = delivery.receiver, delivery.steps[-1].place
    if receiver is None:
        name = delivery.steps[-1].receiver
        return broken("route", f"it goes to {name}, which is not defined", f"define the receiver {name}", [place])
    places = [place, case.alert.rule.place]
    meant_for_it = receiver.paging == "nobody" and delivery.steps[-1].matchers and not _is_nowhere(receiver.name)
    if receiver.paging in {"notice", "nobody"} and not meant_for_it:
        if meant := _elsewhere(case, receiver.name):
            says = f"it goes to {receiver.name}, though {meant} calls people for it"
            return broken("route", says, f"let a route that matches its labels lead to {meant}", places)
        if len(delivery.steps) == 1 and delivery.steps[0].routes:
            says = f"no route matches its labels, so it falls to the default, {receiver.name}"
            return broken("route", says, "add a route that matches its labels, or mend them", places)
    path = " → ".join(" and ".join(map(str, step.matchers)) or "default" for step in delivery.steps)
    return holds("route", "simulated", f"{path} → {receiver.name}", [place])


def _is_nowhere(name: str) -> bool:
    """Whether a receiver is empty on purpose: what is sent there is meant to be dropped."""
    return name.casefold().replace("-", "").replace("_", "") in NOWHERE


def _elsewhere(case: Followed, name: str) -> str:
    """The receiver that calls people for this component, if it is another one."""
    return "" if name in case.facts.meant else next(iter(case.facts.meant), "")
