"""Link 11: the receiver calls people."""

from __future__ import annotations

from watchkeeper.analysis.drill.case import Followed, broken, holds, unknown
from watchkeeper.domain.readiness.drill import Link

REMEDY = "give the receiver a way that calls people: a pager, or a webhook of one"


def judge(case: Followed) -> Link:
    """Broken by an empty receiver, or by one that only leaves a note to read."""
    trail = case.trail
    if trail.way is None:
        receiver = trail.delivery.receiver if trail.delivery else None
        if receiver is not None:
            says = f"the receiver {receiver.name} is defined and empty: it accepts alerts and tells nobody"
            return broken("receiver", says, REMEDY, [receiver.place])
        if not case.routed:
            return broken("receiver", "it names nobody to notify", REMEDY, [trail.alert.rule.place])
        return unknown("receiver", "where it is sent is not known", "let the routing be found first")
    way, name = trail.way, trail.delivery.receiver.name if trail.delivery and trail.delivery.receiver else ""
    shown = f"{way.kind} {way.target}".strip()
    of = f"the receiver {name}" if name else trail.alert.rule.name
    if way.paging == "page":
        return holds("receiver", "resolved", f"{of} calls people by {shown}", [way.place])
    if way.paging == "notice":
        return broken("receiver", f"{of} only leaves a note: {shown}", REMEDY, [way.place])
    if way.paging == "unknown" and trail.service is not None:
        return holds("receiver", "resolved", f"{of} leads by {shown} to {trail.service.name}", [way.place])
    why = f": {trail.alert.rule.not_simulated}" if not case.routed else ""
    says = f"whether {shown} of {of} calls anybody is not known{why}"
    return unknown("receiver", says, "say in an export what its key or address leads to", [way.place], rung="declared")
