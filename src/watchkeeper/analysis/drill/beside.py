"""Says what is wrong beside the chain: with the alerts of a component that the chain does not follow."""

from __future__ import annotations

from collections.abc import Iterator

from watchkeeper.analysis.drill.chain import NOTHING, Supplied, chain_along
from watchkeeper.analysis.drill.facts import Alert, Facts
from watchkeeper.domain.problems import Problem
from watchkeeper.domain.readiness.drill import Beside, Chain, Field, Instant, Link, LinkId

ABOUT_THE_ALERT: tuple[LinkId, ...] = ("metric", "alert-rule", "fires", "alert-labels")
ABOUT_THE_WAY: tuple[LinkId, ...] = ("route", "time", "inhibition", "receiver", "grouping", "credential",
                                     "pager-service", "escalation")  # fmt: skip
MOST_NAMED = 5


def beside(facts: Facts, decides: Chain, supplied: Supplied = NOTHING) -> Iterator[Beside]:
    """What is broken along each further alert, at the hour of the chain that decides and beside what that one says.

    The way of an alert counts only where its severity says that it is meant to wake somebody. What several
    alerts have in common is told once.
    """
    instant = decides.judged_at or decides.instant
    told = {(link.id, link.says) for link in decides.links}
    alike: dict[tuple[LinkId, str], list[tuple[Alert, Link]]] = {}
    for alert in facts.alerts:
        rule = alert.rule
        if rule.name != decides.alert:
            if rule.paused:
                yield Beside("monitoring", Problem(f"the alert {rule.name} is paused", rule.place, "let it run"))
            for link in _broken(facts, alert, instant, supplied):
                if (link.id, link.says) not in told:
                    alike.setdefault((link.id, link.says), []).append((alert, link))
    yield from _runbooks(facts)
    yield from (_together(found) for found in alike.values())


def _runbooks(facts: Facts) -> Iterator[Beside]:
    """Runbooks of this tree that help nobody."""
    faulty = [alert for alert in facts.alerts if alert.runbook_fault and "://" not in alert.runbook]
    for key in dict.fromkeys((alert.runbook, alert.runbook_fault) for alert in faulty):
        alike = [alert.rule for alert in faulty if (alert.runbook, alert.runbook_fault) == key]
        what = f"the runbook {key[0]} of {_names([rule.name for rule in alike])} {key[1]}"
        yield Beside("monitoring", Problem(what, alike[0].place, "write one that names the alert"))


def _broken(facts: Facts, alert: Alert, instant: Instant, supplied: Supplied) -> Iterator[Link]:
    for link in chain_along(facts, alert, instant, supplied).links:
        about = link.id in ABOUT_THE_ALERT or (link.id in ABOUT_THE_WAY and alert.wakes)
        if about and link.state == "broken" and link.fails:
            yield link


def _together(found: list[tuple[Alert, Link]]) -> Beside:
    """One statement for all alerts that have a broken link in common."""
    alert, link = found[0]
    names = _names([one.rule.name for one, _ in found])
    place = link.sources[0] if link.sources else alert.rule.place
    what = f"the alert{'s' if len(found) > 1 else ''} {names}: {link.id} is broken: {link.says}"
    field: Field = "monitoring" if link.id in ABOUT_THE_ALERT else "escalation"
    return Beside(field, Problem(what, place, link.remedy))


def _names(names: list[str]) -> str:
    more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
    return ", ".join(names[:MOST_NAMED]) + more
