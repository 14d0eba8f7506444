"""Link 3: what the code exports is collected."""

from __future__ import annotations

from watchkeeper.analysis.drill.case import Followed, broken, holds, unknown
from watchkeeper.domain.readiness.drill import Link

REMEDY = "add a scrape job or a ServiceMonitor that selects it, or name its file under sources.alerting.scrapes"


def judge(case: Followed) -> Link:
    """Holds if a scrape job or a monitor selects the component's targets."""
    alert, scrape = case.alert, case.facts.scrape
    if alert.rule.not_simulated and alert.rule.family not in {"prometheus", "grafana"}:
        says = f"{alert.rule.family} collects for itself; nothing in this tree tells how"
        return holds("scrape", "resolved", says, [alert.rule.place])
    if scrape is None:
        return unknown("scrape", "no scrape job was found in this tree", REMEDY)
    if scrape.joined is None:
        return unknown("scrape", scrape.by, scrape.remedy or REMEDY, scrape.places, rung="declared")
    if not scrape.joined:
        return broken("scrape", scrape.by, scrape.remedy or REMEDY, scrape.places)
    return holds("scrape", "resolved", scrape.by, scrape.places)
