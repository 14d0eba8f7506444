"""Link 7: what fires gets to the alert manager."""

from __future__ import annotations

from watchkeeper.analysis.drill.case import Followed, broken, holds, unknown
from watchkeeper.domain.readiness.drill import Link

REMEDY = "name the Prometheus configuration under sources.alerting.prometheus"


def judge(case: Followed) -> Link:
    """Holds if the configuration of the evaluator names the alert manager."""
    alert, sends = case.alert, case.facts.sends
    if not case.routed:
        return holds("delivery", "resolved", f"{alert.rule.family} sends its alerts itself", [alert.rule.place])
    if alert.rule.family == "grafana":
        return holds("delivery", "resolved", "Grafana hands its alerts to its own alert manager", [alert.rule.place])
    if sends is None:
        return unknown("delivery", "nothing in this tree says to which alert manager alerts are sent", REMEDY)
    if sends.joined is None:
        return unknown("delivery", sends.by, sends.remedy or REMEDY, sends.places, rung="declared")
    if not sends.joined:
        return broken("delivery", sends.by, sends.remedy, sends.places)
    return holds("delivery", "resolved", sends.by, sends.places)
