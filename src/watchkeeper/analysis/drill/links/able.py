"""Link 18: the person who is woken can act: knows the code, or has a runbook that speaks of this alert."""

from __future__ import annotations

from watchkeeper.analysis.drill.case import Case, broken, holds, unknown
from watchkeeper.domain.readiness.drill import Link

REMEDY = "write a runbook into the repository that names the alert, and link it as runbook_url"


def judge(case: Case) -> Link:
    """Holds by a runbook or by knowledge; broken without either."""
    trail = case.trail
    alert = trail.alert if trail else None
    reach = next((reach for _, reach in (trail.people if trail else ()) if reach.state == "stands"), case.facts.owner)
    place = alert.rule.place if alert else None
    if alert is not None and alert.runbook and not alert.runbook_fault:
        return holds("able", "resolved", f"the runbook {alert.runbook} speaks of {alert.rule.name}", [place])
    book = f"the runbook {alert.runbook} {alert.runbook_fault}" if alert and alert.runbook else "no runbook is linked"
    if reach is not None and reach.knows:
        return holds("able", "resolved", f"{reach.name}: {reach.knows_why}; {book}", [reach.place, place])
    if reach is None:
        return unknown("able", f"nobody is known who would act; {book}", REMEDY, [place])
    if reach.knows is None:
        return unknown("able", f"whether {reach.name} knows the code is not known; {book}", REMEDY, [place])
    return broken("able", f"{reach.name}: {reach.knows_why}; {book}", REMEDY, [reach.place, place])
