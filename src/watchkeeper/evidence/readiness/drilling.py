"""Puts the drill of one component together: its chain at each hour, the joins, and what is wrong beside it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from watchkeeper.analysis.drill.beside import beside
from watchkeeper.analysis.drill.chain import NOTHING, Supplied, judge_chain, worst_first
from watchkeeper.analysis.drill.joins_along import joins_along
from watchkeeper.analysis.drill.trail import follow
from watchkeeper.domain.readiness.drill import Chain, Drill, Instant, JoinStep
from watchkeeper.evidence.readiness.component import Gathered


def drill_of(found: Gathered, instants: Sequence[Instant], supplied: Supplied = NOTHING) -> Drill:
    """The drill of what was gathered, the worst chain first. `supplied` is what a change brought along for itself."""
    facts = found.facts
    chains = worst_first([judge_chain(facts, instant, supplied) for instant in instants])
    component, decides = facts.component, chains[0]
    further = beside(facts, decides, supplied)
    return Drill(
        component=component.id,
        name=component.name,
        promise=facts.promise,
        promise_text=component.promise,
        tier=component.tier,
        chains=chains,
        joins=(*found.joins, *_along(found, decides)),
        others=tuple(dict.fromkeys((*further, *found.others))),
        dashboards=tuple(dict.fromkeys(shown.title for shown, _ in found.dashboards)),
        dashboards_found=found.dashboards_found,
    )


def _along(found: Gathered, chain: Chain) -> Iterator[JoinStep]:
    """How names were joined on the way of the alert that the chain follows."""
    alert = next((alert for alert in found.facts.alerts if alert.rule.name == chain.alert), None)
    if alert is not None:
        yield from joins_along(found.facts, follow(found.facts, alert, chain.judged_at or chain.instant))
