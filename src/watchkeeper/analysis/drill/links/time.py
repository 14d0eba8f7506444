"""Link 9: the alert is sent at this hour."""

from __future__ import annotations

from watchkeeper.analysis.drill.case import Followed, broken, holds, unknown
from watchkeeper.domain.readiness.drill import Link


def judge(case: Followed) -> Link:
    """Broken by a mute interval, or outside an active one, at the instant."""
    trail = case.trail
    if not case.routed:
        return holds("time", "resolved", f"{trail.alert.rule.name} knows no hours; resolved, not simulated")
    if trail.delivery is None:
        return unknown("time", "where it is sent is not known, so neither is when", "let the routing be found first")
    route = trail.delivery.steps[-1]
    if trail.delivery.muted:
        remedy = "change the route's intervals; they are not inherited, so look at this route itself"
        return broken("time", f"held back at this hour: {trail.delivery.muted}", remedy, [route.place])
    above = [name for step in trail.delivery.steps[:-1] for name in (*step.mute, *step.active)]
    note = f"; {above[0]} of a route above does not apply, intervals are not inherited" if above else ""
    return holds("time", "simulated", f"nothing mutes it at this hour{note}", [route.place])
