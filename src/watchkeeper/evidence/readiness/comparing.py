"""Drills components on both sides of a change, with the people and the policy of the target."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct, structs

from watchkeeper.analysis.components.owners import owners_of
from watchkeeper.analysis.drill.chain import NOTHING, Supplied
from watchkeeper.analysis.drill.compared import Compared, Drills
from watchkeeper.analysis.drill.instants import usual_instants
from watchkeeper.analysis.ownership.authors import author_names
from watchkeeper.analysis.ownership.dialects.resolver import Resolver, compile_written
from watchkeeper.analysis.ownership.touched import Touch
from watchkeeper.domain.components import Component
from watchkeeper.domain.evidence import Unknown
from watchkeeper.domain.ownership.owners import OwnerRef
from watchkeeper.domain.readiness.drill import Drill, Instant
from watchkeeper.evidence.gathering import Gathering
from watchkeeper.evidence.ownership.judging import Judge, judge_of_target
from watchkeeper.evidence.ownership.owners_file import load_owners_of
from watchkeeper.evidence.ownership.people import LIST, NO_LIST
from watchkeeper.evidence.readiness.component import gather
from watchkeeper.evidence.readiness.drilling import drill_of
from watchkeeper.evidence.readiness.files import Files
from watchkeeper.evidence.readiness.ground import Ground
from watchkeeper.formats.policy.readiness_sources import alerting_sources, on_call_sources

MOST = 500
"""So many components are drilled for one change: about half a minute."""


def compare(
    gathering: Gathering, files: tuple[Files, Files], touches: Sequence[Touch], at_head: Mapping[str, Component]
) -> Drills:
    """The drills of components before and after; `files` are the target's and the change's.

    What a component promises, its tier, its owner and who is a person are read at the target, of a new
    component at the head; alerts, routes, rotas and names on both sides. What the change brings along is
    resolved at most, until somebody other than its author approved this head.
    """
    sources, tiers = gathering.policy.sources, gathering.policy.tiers
    alerting, on_call = alerting_sources(sources), on_call_sources(sources)
    judge = _judge(gathering, touches)
    before = Ground(files[0], alerting, on_call, judge, gathering.now, tiers)
    exported = before.exports([touch.component for touch in touches])
    after = Ground(files[1], alerting, on_call, judge, gathering.now, tiers, exported)
    sides = _Sides(before, after, at_head, _supplied(gathering), _resolver(gathering, touches))
    return Drills(tuple(_compare(sides, touch) for touch in touches[:MOST]), max(0, len(touches) - MOST))


class _Sides(Struct, frozen=True):
    """The target and the change, ready to be drilled."""

    before: Ground
    after: Ground
    at_head: Mapping[str, Component]
    supplied: Supplied
    resolver: Resolver


def _judge(gathering: Gathering, touches: Sequence[Touch]) -> Judge | Unknown:
    """Who judges people: by the lists of the target. Those who made the change are people like all others."""
    if not (gathering.people.persons or gathering.people.teams):
        return Unknown("ownership/people", gathering.change.target.commit, NO_LIST, LIST)
    return judge_of_target(gathering, [s.path for touch in touches for s in touch.component.sightings])


def _resolver(gathering: Gathering, touches: Sequence[Touch]) -> Resolver:
    components = [touch.component for touch in touches]
    paths = [s.path for c in components for s in c.sightings] + [f"{c.root}/." for c in components]
    return compile_written(load_owners_of(gathering.judge, paths, gathering.change.opening.forge))


def _supplied(gathering: Gathering) -> Supplied:
    """What the change brings along; all of it counts in full once somebody else approved this very head."""
    authors, _ = author_names(gathering.change, gathering.people)
    files = frozenset(path for f in gathering.change.files for path in (f.path, f.old_path))
    approved = any(
        approval.head == gathering.change.head and approval.person.casefold() not in authors
        for approval in gathering.approvals
    )
    return Supplied(files, files if approved else frozenset())


def _compare(sides: _Sides, touch: Touch) -> Compared:
    owners, _ = owners_of(touch.component, sides.resolver.resolve)
    after = _drill(sides.after, _as_left(touch, sides.at_head), owners, (), sides.supplied)
    if touch.new:
        return Compared(touch.component, after, None, touch.changed, owners)
    instants = [chain.instant for chain in after.chains]
    before = _drill(sides.before, touch.component, owners, instants, NOTHING)
    return Compared(touch.component, after, before, touch.changed, owners)


def _as_left(touch: Touch, at_head: Mapping[str, Component]) -> Component:
    """The component with the names that the change leaves it; what is asked of it stays what the target says."""
    now = at_head.get(touch.component.id)
    if touch.new or now is None:
        return touch.component
    return structs.replace(touch.component, names=now.names, customers=now.customers, sightings=now.sightings)


def _drill(
    ground: Ground, component: Component, owners: Sequence[OwnerRef], at: Sequence[Instant], supplied: Supplied
) -> Drill:
    owner = component.responder or (owners[0].text if owners else "")
    found = gather(ground, component, owner)
    return drill_of(found, at or usual_instants(found.facts.zone, ground.now), supplied)
