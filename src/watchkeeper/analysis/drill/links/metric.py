"""Link 2: the code exports the metrics that the alert reads."""

from __future__ import annotations

from watchkeeper.analysis.drill.case import Followed, broken, holds, unknown
from watchkeeper.domain.readiness.drill import Link


def judge(case: Followed) -> Link:
    """Broken by a metric that nobody exports, unknown where nobody can tell."""
    alert = case.alert
    if not alert.metrics:
        if alert.rule.not_simulated:
            says = f"nothing shows that the code sends what {alert.rule.name} reads; resolved, not simulated: "
            says += alert.rule.not_simulated
            return holds("metric", "resolved", says, [alert.rule.place])
        if not alert.fault:
            return holds("metric", "resolved", f"{alert.rule.name} reads no metric", [alert.rule.place])
        says = f"which metrics {alert.rule.name} reads is not known"
        return unknown("metric", says, "name them in the query as they are", [alert.rule.place], rung="declared")
    missing = [metric for metric in alert.metrics if metric.exported is False]
    if missing:
        first = missing[0]
        places = [*first.places, alert.rule.place]
        return broken("metric", f"{first.name} {first.why}", first.remedy or "export it, or mend the query", places)
    places = [place for metric in alert.metrics for place in metric.places]
    for metric in alert.metrics:
        if metric.exported is None:
            says = f"{metric.name} {metric.why}"
            remedy = metric.remedy or "export it by its name in the component's code"
            return unknown("metric", says, remedy, [*places, alert.rule.place], rung="declared")
    told = f"{alert.metrics[0].name} {alert.metrics[0].why}"
    more = f", and {len(alert.metrics) - 1} more" if len(alert.metrics) > 1 else ""
    return holds("metric", "resolved", f"{told}{more}", places)
