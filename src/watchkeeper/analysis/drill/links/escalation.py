"""Link 15: the escalation has steps, and a second person when the first one sleeps."""

from __future__ import annotations

from watchkeeper.analysis.drill.case import Followed, broken, holds, unknown
from watchkeeper.domain.readiness.drill import Link


def judge(case: Followed) -> Link:
    """Broken by no steps, by a circle, or by the same person at every step."""
    trail = case.trail
    policy, called = trail.escalation, trail.called
    if policy is None or called is None:
        return unknown(
            "escalation", "which escalation it starts is not known", "let the pager's service be found first"
        )
    places = [policy.place]
    if called.faults:
        fault = called.faults[0]
        return broken("escalation", fault.message, fault.remedy or "mend the escalation", [*places, fault.place])
    if not policy.steps:
        return broken("escalation", f"{policy.name} has no steps", "add whom it calls", places)
    people = tuple(dict.fromkeys(call.person for call in called.calls))
    if called.unknown:
        first = called.unknown[0]
        return unknown("escalation", first.message, first.remedy, [*places, first.place], rung="declared")
    if not policy.whole:
        says = f"{policy.name} tells who is called first, and nothing of who is next"
        remedy = "export the pager's escalations, or write steps into a plain rota"
        return unknown("escalation", says, remedy, places, rung="declared")
    alone = len(people) == 1 and len({call.step for call in called.calls}) == len(policy.steps)
    if len(policy.steps) == 1 or alone:
        shown = case.facts.reach(people[0]).name if case.facts.reach and people else next(iter(people), "")
        who = f"only {shown} is called, at every step" if alone else "it has one step alone"
        return broken("escalation", f"{policy.name}: {who}", "add a second step with somebody else", places)
    minutes = max((call.after for call in called.calls), default=0) / 60
    says = f"{policy.name}: {len(policy.steps)} steps, {len(people)} people, the last after {minutes:,.0f} minutes"
    return holds("escalation", "resolved", says, places)
