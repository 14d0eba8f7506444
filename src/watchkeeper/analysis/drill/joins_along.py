"""Tells how names are joined on the way of one alert: labels, route, receiver, pager, escalation, rota, person."""

from __future__ import annotations

from collections.abc import Iterator

from watchkeeper.analysis.drill.facts import Facts
from watchkeeper.analysis.drill.trail import Trail
from watchkeeper.domain.problems import Place
from watchkeeper.domain.readiness.drill import JoinStep

MOST_PEOPLE = 4


def joins_along(facts: Facts, trail: Trail) -> Iterator[JoinStep]:
    """The steps from the alert's labels to the people who are called, up to the first one that leads nowhere."""
    if trail.delivery is not None:
        route = trail.delivery.steps[-1]
        matched = " and ".join(str(matcher) for step in trail.delivery.steps for matcher in step.matchers)
        by = f"its labels fit {matched}" if matched else "no route asks for its labels, so the default takes it"
        yield JoinStep(
            f"alert {trail.alert.rule.name}", f"receiver {route.receiver}", by, joined=True, places=_of(route.place)
        )
    if trail.way is None:
        return
    yield _to_pager(facts, trail)
    service, escalation = trail.service, trail.escalation
    if service is None:
        return
    found = escalation is not None
    by = f"the service names {service.escalation}" if service.escalation else "the service names no escalation"
    right = f"escalation {escalation.name}" if escalation else "escalation"
    yield JoinStep(
        f"pager service {service.name}",
        right,
        by,
        joined=found,
        places=_of(service.place),
        remedy="" if found else "export it",
    )
    for call, reach in trail.people[:MOST_PEOPLE]:
        through = f"rota {call.through}" if call.through else f"step {call.step}"
        known = {"stands": True, "nobody": False}.get(reach.state)
        places = (*call.places, *_of(reach.place))
        yield JoinStep(through, reach.name or call.person, f"{call.person} {reach.why}", joined=known, places=places)


def _to_pager(facts: Facts, trail: Trail) -> JoinStep:
    way, service = trail.way, trail.service
    left = f"{way.kind} {way.target}".strip() if way else "receiver"
    places = _of(way.place if way else None)
    if service is not None:
        shared = way is not None and set(way.keys) & set(service.keys)
        by = "its key is the key of the service" if shared else f"it is written down as {service.id}"
        return JoinStep(left, f"pager service {service.name}", by, joined=True, places=(*places, *_of(service.place)))
    known = None if facts.pager_at is None else False
    by = facts.no_pager if known is None else "no service of the export has its key"
    remedy = "export the pager's services with their integrations"
    return JoinStep(left, "pager service", by, joined=known, places=places, remedy=remedy)


def _of(place: Place | None) -> tuple[Place, ...]:
    return (place,) if place else ()
