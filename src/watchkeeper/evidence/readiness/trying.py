"""Has a component's alerts tried on made-up series, and takes their labels from the alerts that fired."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import structs

from watchkeeper.analysis.drill.facts import Alert
from watchkeeper.analysis.monitoring.fired_labels import confirmed
from watchkeeper.analysis.monitoring.firing_labels import FiringLabels
from watchkeeper.analysis.monitoring.relabeling import relabel
from watchkeeper.domain.readiness.trials import Trial
from watchkeeper.evidence.readiness.ground import Ground


def try_alerts(ground: Ground, alerts: Sequence[Alert]) -> tuple[Alert, ...]:
    """The alerts as they leave: those that can be tried with what came of it, all of them in one go."""
    chosen = [alert for alert in alerts if _can_be_tried(alert)]
    fired = ground.fire([alert.rule for alert in chosen], ground.asked) if ground.fire and chosen else ()
    found = dict(zip(map(id, chosen), fired, strict=False))
    after = [_with(ground, alert, found[id(alert)]) if id(alert) in found else alert for alert in alerts]
    return tuple(_relabeled(ground, alert) for alert in after)


def _relabeled(ground: Ground, alert: Alert) -> Alert:
    """The alert with the labels that it leaves with, where everything that evaluates rules changes them alike."""
    steps = {one.relabels for one in ground.watched.evaluators}
    if alert.rule.family != "prometheus" or len(steps) != 1 or not (only := steps.pop()):
        return alert
    before = FiringLabels(alert.labels, alert.not_known, alert.dropped)
    labels, why = relabel(before, only)
    return structs.replace(
        alert, labels=labels.known, not_known=labels.not_known, dropped=labels.dropped, held_back=why
    )


def _can_be_tried(alert: Alert) -> bool:
    rule = alert.rule
    simple = rule.family in {"prometheus", "grafana"} and not rule.not_simulated
    return simple and not alert.fault and not alert.impossible


def _with(ground: Ground, alert: Alert, trial: Trial) -> Alert:
    if not trial.fired:
        return structs.replace(alert, fired_why=trial.why)
    worked_out = FiringLabels(alert.labels, alert.not_known, alert.dropped)
    labels = confirmed(worked_out, trial.labels, alert.rule.labels, ground.external)
    return structs.replace(alert, fired=True, labels=labels.known, not_known=labels.not_known, dropped=labels.dropped)
