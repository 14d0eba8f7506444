"""Follows one alert at one instant: through routes, receiver, pager and escalation to the people who are called."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from watchkeeper.analysis.drill.facts import Alert, Facts, Reach
from watchkeeper.domain.readiness.drill import Instant, Woken
from watchkeeper.domain.readiness.on_call import Call, Called, Escalation, PagerService
from watchkeeper.domain.readiness.routing import Delivery, Integration, Paging

ORDER: tuple[Paging, ...] = ("page", "unknown", "notice", "nobody")
DETECTION = 2
"""A failure is noticed by the evaluation after next at the latest: one interval to collect, one to look."""


class Trail(Struct, frozen=True):
    """What one alert meets. `delivery` is the route that gets furthest, `way` its best integration.

    `first` is the first person called who stands; `woken` all, in order, with what is known of each.
    """

    alert: Alert
    instant: Instant
    deliveries: tuple[Delivery, ...] = ()
    delivery: Delivery | None = None
    way: Integration | None = None
    service: PagerService | None = None
    escalation: Escalation | None = None
    called: Called | None = None
    people: tuple[tuple[Call, Reach], ...] = ()

    @property
    def detection(self) -> float:
        """Seconds from the failure to the firing alert."""
        return self.alert.rule.wait + DETECTION * self.alert.rule.every

    @property
    def grouping(self) -> float:
        """Seconds that the alert waits for others of its group."""
        return (self.delivery.first_notification_seconds or 0) if self.delivery else 0

    @property
    def first(self) -> Woken | None:
        """The first person called who stands, if the alert gets there at this instant."""
        if not self.arrives:
            return None
        for call, reach in self.people:
            if reach.state == "stands" and reach.ways != ():
                return Woken(reach.id, reach.name, self.detection + self.grouping + call.after + reach.delay)
        return None

    @property
    def arrives(self) -> bool:
        """Whether the way to the pager is open now: routed, not held back, to something that calls people."""
        if self.delivery is not None and not self.delivery.reaches:
            return False
        service = self.service
        if service is None or service.disabled or service.low_urgency:
            return False
        return not any(start <= self.instant.at < end for start, end in service.maintenance)


def follow(facts: Facts, alert: Alert, instant: Instant) -> Trail:
    """The way of one alert at one instant; where a part is not known it ends there."""
    trails = list(_trails(facts, alert, instant))
    return min(trails, key=_rank) if trails else Trail(alert, instant)


def _trails(facts: Facts, alert: Alert, instant: Instant) -> Iterator[Trail]:
    if alert.ways:
        for way in alert.ways:
            yield _from_way(facts, Trail(alert, instant), way)
        return
    if facts.deliver is None or not alert.routed:
        return
    deliveries = facts.deliver(alert.labels, instant.at)
    for delivery in deliveries:
        start = Trail(alert, instant, deliveries, delivery)
        ways = delivery.receiver.integrations if delivery.receiver else ()
        if not ways:
            yield start
        for way in ways:
            yield _from_way(facts, start, way)


def _from_way(facts: Facts, start: Trail, way: Integration) -> Trail:
    service = facts.pager(way) if facts.pager is not None else None
    escalation = facts.escalations.get(service.escalation) if service else None
    called = facts.called(escalation.id, instant_of(start)) if escalation and facts.called else None
    people = tuple((call, facts.reach(call.person)) for call in called.calls) if called and facts.reach else ()
    return Trail(start.alert, start.instant, start.deliveries, start.delivery, way, service, escalation, called, people)


def instant_of(trail: Trail) -> int:
    """When the pager is reached: after detection and grouping."""
    return int(trail.instant.at + trail.detection + trail.grouping)


def _rank(trail: Trail) -> tuple[int, float, int]:
    """Lower is better: somebody is woken soonest, else the way that does most."""
    first = trail.first
    doing: Paging = trail.way.paging if trail.way else "nobody"
    held = 0 if trail.delivery is None or trail.delivery.reaches else 1
    known = sum(part is None for part in (trail.service, trail.escalation, trail.called))
    return (0 if first else 1, first.after if first else 0, ORDER.index(doing) * 20 + held * 10 + known)
