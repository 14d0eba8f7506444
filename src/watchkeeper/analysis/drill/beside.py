"""Says what is wrong beside the chain: with the alerts of a component that the chain does not follow."""

from __future__ import annotations

from collections.abc import Iterator

from watchkeeper.analysis.drill.chain import NOTHING, Supplied, chain_along
from watchkeeper.analysis.drill.facts import Alert, Facts
from watchkeeper.domain.problems import Problem
from watchkeeper.domain.readiness.drill import Beside, Instant, Link, LinkId

MEANT_TO_WAKE = frozenset({"page", "critical", "high", "emergency", "disaster", "urgent", "sev1", "p1", "p0"})
SEVERITIES = ("severity", "priority", "level")
ABOUT_THE_ALERT: tuple[LinkId, ...] = ("metric", "alert-rule", "fires", "alert-labels")
ABOUT_THE_WAY: tuple[LinkId, ...] = ("route", "time", "inhibition", "receiver", "grouping", "credential",
                                     "pager-service", "escalation")  # fmt: skip


def beside(facts: Facts, followed: str, instant: Instant, supplied: Supplied = NOTHING) -> Iterator[Beside]:
    """What is broken along each further alert. `followed` is the name of the alert that the chain follows.

    The way of an alert counts only where its severity says that it is meant to wake somebody.
    """
    for alert in facts.alerts:
        rule = alert.rule
        if rule.name != followed:
            if rule.paused:
                yield Beside("monitoring", Problem(f"the alert {rule.name} is paused", rule.place, "let it run"))
            yield from _faults(facts, alert, instant, supplied)
        if alert.runbook_fault and "://" not in alert.runbook:
            what = f"the runbook {alert.runbook} of {rule.name} {alert.runbook_fault}"
            yield Beside("monitoring", Problem(what, rule.place, "write one that names the alert"))


def _faults(facts: Facts, alert: Alert, instant: Instant, supplied: Supplied) -> Iterator[Beside]:
    chain = chain_along(facts, alert, instant, supplied)
    for link in chain.links:
        if link.state != "broken" or not link.fails:
            continue
        if link.id in ABOUT_THE_ALERT:
            yield Beside("monitoring", _told(alert, link))
        elif link.id in ABOUT_THE_WAY and _wakes(alert):
            yield Beside("escalation", _told(alert, link))


def _told(alert: Alert, link: Link) -> Problem:
    place = link.sources[0] if link.sources else alert.rule.place
    return Problem(f"the alert {alert.rule.name}: {link.id} is broken: {link.says}", place, link.remedy)


def _wakes(alert: Alert) -> bool:
    """Whether an alert is meant to wake somebody: it says so, or says nothing of how grave it is."""
    said = [alert.labels[name].casefold() for name in SEVERITIES if name in alert.labels]
    return not said or bool(MEANT_TO_WAKE.intersection(said))
