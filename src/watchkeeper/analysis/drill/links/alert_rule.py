"""Link 4: the rule loads."""

from __future__ import annotations

from watchkeeper.analysis.drill.case import Followed, broken, holds
from watchkeeper.domain.readiness.drill import Link


def judge(case: Followed) -> Link:
    """Broken by a rule that is refused, paused, or in a file that nothing loads."""
    alert = case.alert
    rule = alert.rule
    if alert.fault and alert.fault == rule.refused:
        says = f"nothing of {rule.place.file} is loaded: {rule.refused}"
        return broken("alert-rule", says, "mend what is wrong there: one fault keeps every rule out", [rule.place])
    if alert.fault:
        return broken("alert-rule", f"{rule.name} {alert.fault}", "mend the rule", [rule.place])
    if rule.paused:
        return broken("alert-rule", f"{rule.name} is paused", "let it run again", [rule.place])
    loaded = f", {alert.loaded_by}" if alert.loaded_by else ""
    says = f"{rule.name} loads{loaded}"
    if rule.not_simulated:
        says = f"{rule.name} is declared; resolved, not simulated: {rule.not_simulated}"
    return holds("alert-rule", "resolved" if rule.not_simulated else "simulated", says, [rule.place])
