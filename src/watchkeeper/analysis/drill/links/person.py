"""Link 17: who is called is a living person with a telephone that rings."""

from __future__ import annotations

from watchkeeper.analysis.drill.case import Case, broken, holds, unknown
from watchkeeper.analysis.drill.facts import Reach
from watchkeeper.domain.readiness.drill import Link

WAKE = frozenset({"phone", "sms", "push"})
MOST_DELAY = 900


def judge(case: Case) -> Link:
    """The first person called who stands; without a rota the owner, who is the next human in working hours."""
    trail = case.trail
    people = trail.people if trail else ()
    if not people:
        return _owner(case)
    standing = next(((call, reach) for call, reach in people if reach.state == "stands"), None)
    if standing is None:
        states = {reach.state for _, reach in people}
        call, reach = people[0]
        places = [*call.places, reach.place]
        says = f"{reach.name or call.person} {reach.why}"
        if "unknown" in states:
            return unknown("person", says, "list the people on the rota in the people file", places, rung="declared")
        return broken("person", says, "put somebody on the rota who is there", places)
    return _reached(standing[1], standing[0].after)


def _reached(reach: Reach, after: float) -> Link:
    places = [reach.place]
    if reach.ways is not None and not WAKE.intersection(reach.ways):
        ways = ", ".join(reach.ways) or "nothing"
        says = f"{reach.name} is told by {ways} alone, which wakes nobody"
        return broken("person", says, "let the person add a telephone in the pager", places)
    if reach.delay > MOST_DELAY:
        says = f"the telephone of {reach.name} rings after {reach.delay / 60:,.0f} minutes"
        return broken("person", says, "let the person shorten the delay in the pager", places)
    ways = f", by {', '.join(reach.ways)}" if reach.ways else ""
    return holds("person", "resolved", f"{reach.name} {reach.why}{ways}", places, after + reach.delay)


def _owner(case: Case) -> Link:
    owner = case.facts.owner
    if owner is None:
        remedy = "name an owner, or a rota that leads to somebody"
        return unknown("person", "nobody is named: neither on a rota nor as an owner", remedy)
    says = f"no rota leads to anybody; its owner {owner.name} {owner.why}"
    if owner.state == "stands":
        return holds("person", "resolved", says, [owner.place])
    if owner.state == "nobody":
        return broken("person", says, "name an owner who is there", [owner.place])
    return unknown("person", says, "list the owner in the people file", [owner.place], rung="declared")
