"""Link 6: the firing alert carries the labels that routes and people need."""

from __future__ import annotations

from watchkeeper.analysis.drill.case import Followed, broken, holds, unknown
from watchkeeper.analysis.drill.links.fires import NOT_TRIED, remedy_of, wants_trial
from watchkeeper.domain.readiness.drill import Link

HIDDEN = frozenset({"alertname", "__name__"})


def judge(case: Followed) -> Link:
    """Broken where the routing asks for labels that the query takes away."""
    alert = case.alert
    rule = alert.rule
    if alert.held_back:
        says = f"{rule.name} {alert.held_back}, so nobody is told"
        return broken("alert-labels", says, "take the step out of alert_relabel_configs", [rule.place])
    if not case.routed:
        return holds("alert-labels", "resolved", f"{rule.name} names itself whom it calls", [rule.place])
    asked = case.facts.routes_ask
    known = {*alert.labels, *alert.not_known}
    lost = [label for label in asked if label in alert.dropped and label not in known]
    if lost:
        says = f"the query of {rule.name} takes away the label {lost[0]}, which routes ask for"
        remedy = f"keep it in the query (by ({lost[0]})), or set it under labels"
        return broken("alert-labels", says, remedy, [rule.place])
    vague = [label for label in asked if label in alert.not_known]
    if vague:
        says = f"the label {vague[0]} of {rule.name} {alert.not_known[vague[0]]}"
        return unknown("alert-labels", says, f"set {vague[0]} under labels", [rule.place], rung="declared")
    shown = ", ".join(f"{k}={v}" for k, v in sorted(alert.labels.items()) if k not in HIDDEN) or "no labels"
    says = f"it fires with {shown}"
    if alert.fired:
        return holds("alert-labels", "simulated", says, [rule.place])
    if wants_trial(case, "alert-labels"):
        says = f"by its query {says}; not simulated: {rule.not_simulated or alert.fired_why or NOT_TRIED}"
        return unknown("alert-labels", says, remedy_of(alert), [rule.place], rung="resolved")
    return holds("alert-labels", "resolved", says, [rule.place])
