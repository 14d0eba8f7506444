"""Link 10: no inhibition and no silence holds the alert back."""

from __future__ import annotations

from watchkeeper.analysis.drill.case import Followed, broken, holds, unknown
from watchkeeper.domain.readiness.drill import Link


def judge(case: Followed) -> Link:
    """Broken by a rule whose source always fires, or by a silence at the instant."""
    trail = case.trail
    if not case.routed:
        return holds("inhibition", "resolved", "no routing stands between; resolved, not simulated")
    if trail.delivery is None:
        return unknown("inhibition", "where it is sent is not known", "let the routing be found first")
    places = [case.facts.routing_at]
    if trail.delivery.inhibited:
        remedy = "let the rule name the labels that have to be equal, or take away its source"
        return broken("inhibition", f"held back: {trail.delivery.inhibited}", remedy, places)
    if trail.delivery.silenced:
        return broken("inhibition", f"silenced: {trail.delivery.silenced}", "end the silence", places)
    return holds("inhibition", "simulated", "no alert that always fires, and no known silence, holds it back", places)
