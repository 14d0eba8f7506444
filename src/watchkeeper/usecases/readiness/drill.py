"""Runs the drill: who is woken when a component breaks, at which hour, along which links."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from msgspec import Struct

from watchkeeper.analysis.drill.facts import Tried
from watchkeeper.analysis.drill.instants import usual_instants
from watchkeeper.analysis.ownership.dialects.resolver import Resolver
from watchkeeper.domain.change import Opening, Target
from watchkeeper.domain.components import Component
from watchkeeper.domain.problems import Problem
from watchkeeper.domain.readiness.drill import Drill, Instant
from watchkeeper.evidence.readiness.component import Gathered, gather
from watchkeeper.evidence.readiness.drilling import drill_of
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
from watchkeeper.usecases.readiness.trials import find_trials
from watchkeeper.usecases.readiness.tries import own_ledger, read_tries
from watchkeeper.usecases.wiring import load_rules


class Ask(Struct, frozen=True):
    """What is asked: components by name (none = all), at which hour (None = the usual ones); times in seconds.

    `database` is the ledger that knows test pages; "" is the repository's own, if it is there.
    """

    repo: str
    names: tuple[str, ...]
    target: str = ""
    at: int | None = None
    now: int = 0
    lists: tuple[tuple[str, bytes], ...] = ()
    database: str = ""


class Drilled(Struct, frozen=True):
    """The drills, where they were read, and what could not be read of the whole tree."""

    target: Target
    drills: tuple[Drill, ...]
    problems: tuple[Problem, ...] = ()


class Opened(Struct, frozen=True):
    """A tree that is ready to be drilled: its components that were asked for, and the test pages of the ledger."""

    target: Target
    ground: Ground
    components: tuple[Component, ...]
    resolver: Resolver
    database: str
    tries: Mapping[str, Tried] | None
    problems: tuple[Problem, ...] = ()

    def gathered(self, component: Component) -> Gathered:
        """Everything about one of the components."""
        owners = answer(component, self.resolver, ()).owners
        owner = component.responder or (owners[0].text if owners else "")
        tried = (self.tries or {}).get(component.id)
        return gather(self.ground, component, owner, tried, asked=self.tries is not None)


def drill(ask: Ask) -> Drilled:
    """The drills of the components that were asked for, at the target.

    Raises:
        UsageError: an extra is missing, the policy is broken, a name means nothing or several components.
        UnknownSubjectError: a part of the tree is not in this clone.
    """
    with opened_tree(ask) as tree:
        drills = []
        for component in tree.components:
            found = tree.gathered(component)
            drills.append(drill_of(found, instants_of(found, ask.at)))
        return Drilled(tree.target, tuple(drills), (*tree.problems, *tree.ground.problems))


@contextmanager
def opened_tree(ask: Ask) -> Iterator[Opened]:
    """The tree that is asked about, open.

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
        files = Files(repository, read_listing(repository, target.commit))
        alerting, on_call = alerting_sources(policy.sources), on_call_sources(policy.sources)
        ground = Ground(files, alerting, on_call, judge, ask.now, policy.tiers, fire=find_trials())
        resolver = resolver_for(repository, target.commit, chosen)
        database = ask.database or own_ledger(repository, target.commit, policy.repository)
        tries = read_tries(database, [c.id for c in chosen], ask.now, named=bool(ask.database))
        problems = (*inventory.problems, *((tries.problem,) if tries.problem else ()))
        yield Opened(target, ground, tuple(chosen), resolver, database, tries.last, problems)


def instants_of(found: Gathered, at: int | None) -> Sequence[Instant]:
    """The hour that was asked about, or the usual ones with the next public holiday."""
    zone = found.facts.zone
    if at is not None:
        return (Instant(at, zone, "asked"),)
    return usual_instants(zone, found.facts.now, holidays_of(zone, found.facts.now))
