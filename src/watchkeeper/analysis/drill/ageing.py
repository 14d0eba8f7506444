"""Says until when a link may be believed: rotas and exports for days, people for weeks."""

from __future__ import annotations

from msgspec import structs

from watchkeeper.analysis.drill.facts import Facts
from watchkeeper.domain.evidence import Validity
from watchkeeper.domain.readiness.drill import Link, LinkId
from watchkeeper.domain.times import utc

DAY = 86_400
PEOPLE_WEEKS = 4
BY_EXPORT: tuple[LinkId, ...] = ("credential", "pager-service", "escalation", "on-call")
BY_PEOPLE: tuple[LinkId, ...] = ("person", "able", "customer-impact")


def aged(link: Link, facts: Facts) -> Link:
    """The link with when it was observed and until when that counts; one that does not hold has no such time.

    What stands in the tree itself (alerts, routes) is true of its commit, and is read anew each time.
    """
    if link.state != "holds" or link.valid_until is not None:
        return link
    if link.id in BY_EXPORT and facts.exported_at:
        until = facts.exported_at + facts.stale_days * DAY
        return structs.replace(link, observed_at=utc(facts.exported_at), valid_until=Validity(utc(until)))
    if link.id in BY_PEOPLE:
        until = facts.now + PEOPLE_WEEKS * 7 * DAY
        return structs.replace(link, observed_at=utc(facts.now), valid_until=Validity(utc(until)))
    return link
