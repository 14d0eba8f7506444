"""Link 14: the pager's service is on, and urgent at night."""

from __future__ import annotations

from watchkeeper.analysis.drill.case import Followed, broken, holds, unknown
from watchkeeper.analysis.drill.links.credential import EXPORT
from watchkeeper.domain.readiness.drill import Link


def judge(case: Followed) -> Link:
    """Broken by a service that is disabled, under maintenance, or of low urgency."""
    trail = case.trail
    service = trail.service
    if service is None:
        return unknown("pager-service", "which service of the pager it is, is not known", "let its key be found first")
    places = [service.place]
    if service.id == service.escalation and not service.keys:
        says = f"no export tells of the pager's service that stands before {service.name}"
        return unknown("pager-service", says, EXPORT, places, rung="declared")
    if service.disabled:
        return broken("pager-service", f"{service.name} is disabled", "enable it", places)
    if any(start <= case.instant.at < end for start, end in service.maintenance):
        return broken("pager-service", f"{service.name} is under maintenance at this hour", "end the window", places)
    if service.low_urgency:
        says = f"{service.name} has low urgency: nobody's telephone rings at night"
        return broken("pager-service", says, "set its urgency to high", places)
    return holds("pager-service", "resolved", f"{service.name} is on", places)
