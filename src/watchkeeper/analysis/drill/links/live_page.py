"""Link 21: the whole way was tried, and the right person answered."""

from __future__ import annotations

from msgspec import structs

from watchkeeper.analysis.drill.case import Case, broken, holds, unknown
from watchkeeper.domain.evidence import Validity
from watchkeeper.domain.readiness.drill import Link
from watchkeeper.domain.times import utc

MOST_DAYS = 90
DAY = 86_400


def judge(case: Case) -> Link:
    """Holds if a synthetic page was answered in the last ninety days."""
    facts, tried = case.facts, case.facts.tried
    if tried is None:
        says = "it was never tried" if facts.ledger_asked else "whether it was ever tried is not known"
        return unknown("live-page", says, f"see what a test would send: {command(facts.component.name)}")
    days = (facts.now - tried.at) // DAY
    if tried.failed or not tried.person:
        says = f"tried {days} days ago: {tried.failed or 'nobody answered'}"
        return broken("live-page", says, "mend what failed, and try again", rung="declared")
    says = f"tried {days} days ago: {tried.person} answered after {tried.after / 60:,.1f} minutes"
    if facts.now - tried.at > MOST_DAYS * DAY:
        return unknown("live-page", f"{says}; that is too long ago", "try it again", rung="resolved")
    until = Validity(time=utc(tried.at + MOST_DAYS * DAY))
    return structs.replace(holds("live-page", "exercised", says), observed_at=utc(tried.at), valid_until=until)


def command(component: str) -> str:
    """The command line that shows what a test would send, and how to send it."""
    return f"watchkeeper drill {component} --page"
