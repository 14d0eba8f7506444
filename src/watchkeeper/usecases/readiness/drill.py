"""Runs the drill: who is woken when a component breaks, at which hour, along which links."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct

from watchkeeper.analysis.drill.chain import judge_chain, worst_first
from watchkeeper.analysis.drill.facts import Tried
from watchkeeper.analysis.drill.instants import usual_instants
from watchkeeper.analysis.drill.joins_along import joins_along
from watchkeeper.analysis.drill.trail import follow
from watchkeeper.domain.change import Opening, Target
from watchkeeper.domain.components import Component
from watchkeeper.domain.problems import Problem
from watchkeeper.domain.readiness.drill import Chain, Drill, Instant, JoinStep
from watchkeeper.evidence.readiness.component import Gathered, gather
from watchkeeper.evidence.readiness.files import Files
from watchkeeper.evidence.readiness.ground import Ground
from watchkeeper.formats.policy.readiness_sources import alerting_sources, on_call_sources
from watchkeeper.git.listing import read_listing
from watchkeeper.git.ranges import find_target
from watchkeeper.git.repository import Repository
from watchkeeper.usecases.extras import need
from watchkeeper.usecases.load_policy import load_policy
from watchkeeper.usecases.ownership.list_components import answer, choose_components, inventory_at, resolver_for
from watchkeeper.usecases.ownership.stand_behind import Where, open_judge
from watchkeeper.usecases.readiness.holidays import holidays_of
from watchkeeper.usecases.wiring import load_rules


class Ask(Struct, frozen=True):
    """What is asked: components by name (none = all), at which hour (None = the usual ones); times in seconds."""

    repo: str
    names: tuple[str, ...]
    target: str = ""
    at: int | None = None
    now: int = 0
    lists: tuple[tuple[str, bytes], ...] = ()


class Drilled(Struct, frozen=True):
    """The drills, where they were read, and what could not be read of the whole tree."""

    target: Target
    drills: tuple[Drill, ...]
    problems: tuple[Problem, ...] = ()


def drill(ask: Ask) -> Drilled:
    """The drills of the components that were asked for, at the target.

    Raises:
        UsageError: an extra is missing, the policy is broken, a name means nothing or several components.
        UnknownSubjectError: a part of the tree is not in this clone.
    """
    for module, extra in (("re2", "drill"), ("promql_parser", "drill"), ("icalendar", "drill")):
        need(module, extra)
    with Repository(ask.repo) as repository:
        target = find_target(repository, ask.target, Opening())
        loaded = load_policy(repository, target, None, load_rules(), ask.lists)
        inventory = inventory_at(repository, target.commit, loaded)
        chosen = choose_components(inventory.components, ask.names)
        policy = loaded.policy.file
        paths = [s.path for c in chosen for s in c.sightings]
        judge = open_judge(Where(repository, target, loaded, ask.now), paths[:20])
        ground = Ground(
            Files(repository, read_listing(repository, target.commit)),
            alerting_sources(policy.sources),
            on_call_sources(policy.sources),
            judge,
            ask.now,
            policy.tiers,
        )
        resolver = resolver_for(repository, target.commit, chosen)
        drills = []
        for component in chosen:
            owners = answer(component, resolver, ()).owners
            owner = component.responder or (owners[0].text if owners else "")
            drills.append(drill_of(gather(ground, component, owner, _tried(component)), ask.at))
    return Drilled(target, tuple(drills), (*inventory.problems, *ground.problems))


def _tried(component: Component) -> Tried | None:
    """The last synthetic page of a component; nothing records any yet."""
    del component
    return None


def drill_of(found: Gathered, at: int | None) -> Drill:
    """The drill of what was gathered, at one hour or at the usual ones, the worst chain first."""
    facts = found.facts
    chains = worst_first([judge_chain(facts, instant) for instant in _instants(found, at)])
    component = facts.component
    return Drill(
        component=component.id,
        name=component.name,
        promise=facts.promise,
        promise_text=component.promise,
        tier=component.tier,
        chains=chains,
        joins=(*found.joins, *_along(found, chains[0])),
        others=(*_further(found, chains[0].alert), *found.others),
    )


def _along(found: Gathered, chain: Chain) -> Iterator[JoinStep]:
    """How names were joined on the way of the alert that the chain follows."""
    alert = next((alert for alert in found.facts.alerts if alert.rule.name == chain.alert), None)
    if alert is not None:
        yield from joins_along(found.facts, follow(found.facts, alert, chain.judged_at or chain.instant))


def _instants(found: Gathered, at: int | None) -> Sequence[Instant]:
    zone = found.facts.zone
    if at is not None:
        return (Instant(at, zone, "asked"),)
    return usual_instants(zone, found.facts.now, holidays_of(zone, found.facts.now))


def _further(found: Gathered, followed: str) -> Iterator[Problem]:
    """What is wrong with alerts that the chain does not follow."""
    for alert in found.facts.alerts:
        if alert.rule.name == followed:
            continue
        for why in (alert.fault, alert.impossible, "is paused" if alert.rule.paused else ""):
            if why:
                yield Problem(f"the alert {alert.rule.name} {why}", alert.rule.place, "mend it, or take it away")
        for metric in alert.metrics:
            if metric.exported is False:
                what = f"the alert {alert.rule.name} reads {metric.name}, which {metric.why}"
                yield Problem(what, alert.rule.place, metric.remedy)
        if alert.runbook_fault:
            what = f"the runbook {alert.runbook} of {alert.rule.name} {alert.runbook_fault}"
            yield Problem(what, alert.rule.place, "write one that names the alert")
