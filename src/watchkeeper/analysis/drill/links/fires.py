"""Link 5: the rule can fire, and soon enough."""

from __future__ import annotations

from watchkeeper.analysis.drill.case import Followed, broken, holds, unknown
from watchkeeper.analysis.drill.facts import Alert
from watchkeeper.domain.evidence import RUNGS
from watchkeeper.domain.readiness.drill import Link, LinkId

MOST_WAIT = 3_600
"""An alert that waits longer than an hour tells of a failure that everybody knows by then."""
MOST_WAIT_OF_A_BATCH = 36 * 3_600
NOT_TRIED = "made-up series were not tried: install promtool"


def judge(case: Followed) -> Link:
    """Broken by a condition that nothing fulfils, or by a wait that is longer than an incident."""
    alert = case.alert
    rule, seconds = alert.rule, case.trail.detection
    if alert.impossible:
        return broken("fires", f"{rule.name} {alert.impossible}", "mend the condition", [rule.place])
    most = MOST_WAIT_OF_A_BATCH if case.facts.batch else MOST_WAIT
    if rule.wait > most:
        says = f"{rule.name} waits {rule.wait / 60:,.0f} minutes before it fires, the most is {most / 60:,.0f}"
        return broken("fires", says, "shorten its wait (for)", [rule.place])
    if alert.fired:
        return holds("fires", "simulated", f"{rule.name} fired on made-up series", [rule.place], seconds)
    why = rule.not_simulated or alert.fired_why or NOT_TRIED
    says = f"nothing keeps {rule.name} from firing; not simulated: {why}"
    if wants_trial(case, "fires"):
        return unknown("fires", says, remedy_of(alert), [rule.place], rung="resolved")
    return holds("fires", "resolved", says, [rule.place], seconds)


def wants_trial(case: Followed, link: LinkId) -> bool:
    """Whether a link is asked to be known more firmly than it can be without a trial."""
    return RUNGS.index(case.facts.demands[link]) > RUNGS.index("resolved")


def remedy_of(alert: Alert) -> str:
    """What would make a trial of an alert succeed."""
    if alert.rule.not_simulated or alert.fired_why:
        return "try it for real: watchkeeper drill --page, or ask for resolved"
    return "install promtool (Debian: the package prometheus) and run watchkeeper drill; check runs no program"
