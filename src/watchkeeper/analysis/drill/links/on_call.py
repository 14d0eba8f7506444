"""Link 16: somebody is on call at the instant, and on every other hour."""

from __future__ import annotations

from collections.abc import Sequence

from watchkeeper.analysis.drill.case import Followed, broken, holds, unknown
from watchkeeper.domain.problems import Place
from watchkeeper.domain.readiness.drill import Link
from watchkeeper.domain.readiness.on_call import Call


def judge(case: Followed) -> Link:
    """Broken where the first step calls nobody then; unknown where the rota is stale or not readable."""
    trail = case.trail
    called = trail.called
    if called is None:
        return unknown("on-call", "which rota answers is not known", "let the escalation be found first")
    if trail.escalation is not None and not trail.escalation.steps:
        return unknown("on-call", "the escalation calls nobody", "add steps to the escalation first")
    if not called.calls:
        if called.unknown:
            first = called.unknown[0]
            return unknown("on-call", first.message, first.remedy, [first.place], rung="declared")
        return broken("on-call", "nobody is on call at this hour", "fill the gap in the rota", called.places)
    return _judge(case, called.calls, called.places)


def _judge(case: Followed, calls: Sequence[Call], places: Sequence[Place]) -> Link:
    """Whom the first step calls, and whether one of them stands."""
    first_step = [call for call in calls if call.step == 1]
    if not first_step:
        later = calls[0]
        after = f"step {later.step} calls after {later.after / 60:,.0f} minutes"
        return broken(
            "on-call", f"the first step calls nobody at this hour; {after}", "fill the gap in the rota", places
        )
    reached = [(call, case.facts.reach(call.person)) for call in first_step] if case.facts.reach is not None else []
    if reached and not any(reach.state == "stands" for _, reach in reached):
        call, reach = next((one for one in reached if one[1].state == "unknown"), reached[0])
        says = f"on call is {_shown(case, call)}, who {reach.why}"
        found = [*call.places, reach.place]
        if reach.state == "unknown":
            return unknown("on-call", says, "list the people on the rota in the people file", found, rung="declared")
        return broken("on-call", says, "put somebody on the rota who is there", found)
    names = ", ".join(dict.fromkeys(_shown(case, call) for call in first_step))
    return holds("on-call", "simulated", f"on call: {names}", [p for call in first_step for p in call.places])


def _shown(case: Followed, call: Call) -> str:
    """A person by name where one is known, and the rota that named them."""
    reach = case.facts.reach(call.person) if case.facts.reach is not None else None
    return (reach.name if reach and reach.name else call.person) + (f" ({call.through})" if call.through else "")
