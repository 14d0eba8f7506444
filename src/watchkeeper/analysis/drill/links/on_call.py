"""Link 16: somebody is on call at the instant, and on every other hour."""

from __future__ import annotations

from watchkeeper.analysis.drill.case import Followed, broken, holds, unknown
from watchkeeper.domain.readiness.drill import Link
from watchkeeper.domain.readiness.on_call import Call


def judge(case: Followed) -> Link:
    """Broken where the first step calls nobody then; unknown where the rota is stale or not readable."""
    trail, facts = case.trail, case.facts
    called = trail.called
    if called is None:
        return unknown("on-call", "which rota answers is not known", "let the escalation be found first")
    if not called.calls:
        if called.unknown:
            first = called.unknown[0]
            return unknown("on-call", first.message, first.remedy, [first.place], rung="declared")
        return broken("on-call", "nobody is on call at this hour", "fill the gap in the rota", called.places)
    first_step = [call for call in called.calls if call.step == 1]
    if not first_step:
        later = called.calls[0]
        says = (
            f"the first step calls nobody at this hour; step {later.step} calls after {later.after / 60:,.0f} minutes"
        )
        return broken("on-call", says, "fill the gap in the rota", called.places)
    if facts.reach is not None and all(facts.reach(call.person).state == "nobody" for call in first_step):
        call = first_step[0]
        reach = facts.reach(call.person)
        says = f"on call is {_shown(case, call)}, who {reach.why}"
        return broken("on-call", says, "put somebody on the rota who is there", [*call.places, reach.place])
    names = ", ".join(dict.fromkeys(_shown(case, call) for call in first_step))
    return holds("on-call", "simulated", f"on call: {names}", [p for call in first_step for p in call.places])


def _shown(case: Followed, call: Call) -> str:
    """A person by name where one is known, and the rota that named them."""
    reach = case.facts.reach(call.person) if case.facts.reach is not None else None
    return (reach.name if reach and reach.name else call.person) + (f" ({call.through})" if call.through else "")
