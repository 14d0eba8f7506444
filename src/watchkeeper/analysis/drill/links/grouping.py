"""Link 12: the first notification leaves soon, and an answered group does not swallow what is new."""

from __future__ import annotations

from watchkeeper.analysis.drill.case import Followed, broken, holds, unknown
from watchkeeper.domain.readiness.drill import Link

MOST_WAIT = 900
"""A group that waits longer than a quarter of an hour makes the rest of the chain pointless."""


def judge(case: Followed) -> Link:
    """Broken by a long wait of the group."""
    trail = case.trail
    if not case.routed:
        return holds("grouping", "resolved", "no group waits; resolved, not simulated")
    if trail.delivery is None:
        return unknown("grouping", "where it is sent is not known", "let the routing be found first")
    route, wait = trail.delivery.steps[-1], trail.delivery.steps[-1].group_wait
    if wait > MOST_WAIT:
        says = f"the group waits {wait / 60:,.0f} minutes before anybody hears of it"
        return broken("grouping", says, "set group_wait to seconds", [route.place])
    by = ", ".join(route.group_by) or "nothing: all alerts of the route are one group"
    says = f"it leaves after {wait:,.0f} s, grouped by {by}; again after {route.repeat_interval / 3600:,.0f} h"
    return holds("grouping", "simulated", says, [route.place], wait)
