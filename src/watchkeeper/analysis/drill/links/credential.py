"""Link 13: the receiver's key leads to a service of the pager."""

from __future__ import annotations

from watchkeeper.analysis.drill.case import Followed, broken, holds, unknown
from watchkeeper.domain.readiness.drill import Link
from watchkeeper.domain.readiness.on_call import PagerService
from watchkeeper.domain.readiness.routing import Integration
from watchkeeper.domain.same_name import plain_name

EXPORT = (
    "export the pager's services with their integrations and name the file under sources.oncall.exports, or name the "
    "rota that answers under components → NAME → names → rota"
)


def judge(case: Followed) -> Link:
    """Broken by a key that no service of the export has."""
    trail, facts = case.trail, case.facts
    if trail.way is None:
        return unknown("credential", "no receiver calls people, so no key is used", "let the receiver call people")
    if trail.service is not None:
        says = f"{trail.way.kind} {trail.way.target}".strip() + f" leads to {trail.service.name}"
        places = [trail.way.place, trail.service.place]
        if _proved(trail.way, trail.service):
            return holds("credential", "resolved", says, places)
        return holds(
            "credential", "declared", f"{says}, by name only: no export shows that its key leads there", places
        )
    if facts.pager_at is None:
        why = facts.no_pager or "no export tells what the key leads to"
        return unknown("credential", why, EXPORT, [trail.way.place])
    if not trail.way.keys and not trail.way.target:
        says = f"the key of {trail.way.kind} is not written here"
        return unknown("credential", says, "name the pager's service under components → names", [trail.way.place])
    says = f"the key of {trail.way.kind} {trail.way.target}".strip() + " is the key of no service in the export"
    return broken("credential", says, "renew the key, or the export", [trail.way.place, facts.pager_at])


def _proved(way: Integration, service: PagerService) -> bool:
    """Whether a key, or the name that the integration itself uses, shows which service it is; not a catalog's word."""
    target = plain_name(way.target)
    called = {target, target.removeprefix(f"{way.kind}-")} - {""}
    return bool(set(way.keys) & set(service.keys) or called & {plain_name(service.id), plain_name(service.name)})
