"""Link 1: something watches for the failures that hurt."""

from __future__ import annotations

from watchkeeper.analysis.drill.case import Case, broken, holds, unknown
from watchkeeper.analysis.drill.facts import Symptom
from watchkeeper.domain.readiness.drill import Link

NEEDED: dict[bool, tuple[Symptom, ...]] = {False: ("errors", "absence"), True: ("absence",)}
"""What has to be watched for: of a service one of these, of a batch that it did not run."""
WORDS: dict[Symptom, str] = {
    "errors": "errors",
    "latency": "slowness",
    "traffic": "traffic",
    "saturation": "fullness",
    "absence": "absence",
    "other": "something else",
}


def judge(case: Case) -> Link:
    """Holds if an alert watches for what hurts first: errors or absence of a service, absence of a batch."""
    facts = case.facts
    if not facts.alerts:
        return _none(case)
    watched = sorted({WORDS[s] for alert in facts.alerts for s in alert.symptoms} or {"nothing that is known"})
    places = [alert.rule.place for alert in facts.alerts]
    if any(symptom in alert.symptoms for alert in facts.alerts for symptom in NEEDED[facts.batch]):
        number = f"{len(facts.alerts)} alerts watch" if len(facts.alerts) > 1 else "1 alert watches"
        return holds("signal", "resolved", f"{number} for {', '.join(watched)}", places)
    if facts.batch:
        says = f"it runs by the clock, and no alert tells when it does not run; watched for: {', '.join(watched)}"
        return broken("signal", says, "add an alert on the time since its last success, or an absent() on it", places)
    says = f"no alert watches for errors or absence; watched for: {', '.join(watched)}"
    return broken("signal", says, "add an alert on its error ratio, or on up == 0", places)


def _none(case: Case) -> Link:
    name = case.facts.component.name
    if case.facts.rules_found:
        says = f"none of the {case.facts.rules_found:,} alert rules of this tree speaks of {name}"
        remedy = (
            f"write an alert whose query or labels name {name}, or say under components → {name} → names what the "
            "alerts call it"
        )
        return broken("signal", says, remedy, rung="absent")
    remedy = "name the files under sources.alerting.rules, or add an alert: watchkeeper init --component " + name
    return unknown("signal", "no alert rules were found in this tree", remedy)
