"""An answer to where an alert goes: the routing that was asked, the alert, the instant, and what becomes of it."""

from __future__ import annotations

from msgspec import Struct

from watchkeeper.domain.readiness.routing import Delivery, Routing


class RoutedAlert(Struct, frozen=True):
    """What becomes of an alert at an instant (seconds since the epoch), one delivery a route that it takes."""

    labels: dict[str, str]
    at: int
    routing: Routing
    deliveries: tuple[Delivery, ...]


def not_inherited(delivery: Delivery) -> str:
    """The time interval of a route above that does not hold for the route taken, because none is inherited; or ""."""
    taken = delivery.steps[-1]
    own = {*taken.mute, *taken.active}
    above = [name for step in delivery.steps[:-1] for name in (*step.mute, *step.active)]
    return next((name for name in above if name not in own), "")
