"""Link 13: the receiver's key leads to a service of the pager."""

from __future__ import annotations

from watchkeeper.analysis.drill.case import Followed, broken, holds, unknown
from watchkeeper.domain.readiness.drill import Link

EXPORT = "export the pager's services with their integrations and name the file under sources.oncall.exports"


def judge(case: Followed) -> Link:
    """Broken by a key that no service of the export has."""
    trail, facts = case.trail, case.facts
    if trail.way is None:
        return unknown("credential", "no receiver calls people, so no key is used", "let the receiver call people")
    if trail.service is not None:
        says = f"{trail.way.kind} {trail.way.target}".strip() + f" leads to {trail.service.name}"
        return holds("credential", "resolved", says, [trail.way.place, trail.service.place])
    if facts.pager_at is None:
        why = facts.no_pager or "no export tells what the key leads to"
        return unknown("credential", why, EXPORT, [trail.way.place])
    if not trail.way.keys and not trail.way.target:
        says = f"the key of {trail.way.kind} is not written here"
        return unknown("credential", says, "name the pager's service under components → names", [trail.way.place])
    says = f"the key of {trail.way.kind} {trail.way.target}".strip() + " is the key of no service in the export"
    return broken("credential", says, "renew the key, or the export", [trail.way.place, facts.pager_at])
