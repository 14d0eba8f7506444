"""Lists the tools and services of a tree, declared or not, each with who answers for it."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping, Sequence
from difflib import get_close_matches

from msgspec import Struct

from watchkeeper.analysis.components.owners import owners_of
from watchkeeper.analysis.ownership.agreements import agreement_of
from watchkeeper.analysis.ownership.burden import holding_of
from watchkeeper.analysis.ownership.dialects.resolver import Resolver, compile_written
from watchkeeper.domain.change import Opening, Target
from watchkeeper.domain.components import Component, ComponentAnswer, Inventory
from watchkeeper.domain.evidence import Unknown
from watchkeeper.domain.identifiers import choose
from watchkeeper.domain.ownership.owners import Agreement, Role
from watchkeeper.domain.policy import ComponentEntry
from watchkeeper.domain.problems import Problem, UsageError
from watchkeeper.evidence.components.catalogs import load_catalogs
from watchkeeper.evidence.components.inventory import Asked, load_inventory
from watchkeeper.evidence.ownership.owners_file import load_owners_of
from watchkeeper.formats.policy.policy_file import parse_policy
from watchkeeper.git.listing import read_listing
from watchkeeper.git.ranges import find_target
from watchkeeper.git.repository import Repository
from watchkeeper.git.trees import Tree
from watchkeeper.usecases.load_policy import LIMIT, POLICY, Loaded, load_policy
from watchkeeper.usecases.ownership.identify import identify_here
from watchkeeper.usecases.ownership.list_agreements import agreements_at
from watchkeeper.usecases.wiring import load_rules


class Found(Struct, frozen=True):
    """The components that were asked for, where they were read, and what could not be read."""

    target: Target
    components: tuple[ComponentAnswer, ...]
    problems: tuple[Problem, ...] = ()
    notes: tuple[str, ...] = ()


def list_components(repo: str, target_name: str, names: Sequence[str], now: int) -> Found:
    """The components at the target, all or those named by id or bare name.

    Raises:
        UsageError: a name means nothing, or several components; the candidates are listed.
    """
    with Repository(repo) as repository:
        target = find_target(repository, target_name, Opening())
        loaded = load_policy(repository, target, None, load_rules())
        inventory = inventory_at(repository, target.commit, loaded)
        chosen = choose_components(inventory.components, names)
        resolver = resolver_for(repository, target.commit, chosen)
        agreements, problem = agreements_of(repository, target, loaded, now, inventory)
        answers = tuple(answer(c, resolver, agreements) for c in chosen)
    return Found(target, answers, (*inventory.problems, *problem))


def inventory_at(repository: Repository, commit: str, loaded: Loaded) -> Inventory:
    """Every component of a commit, by the policy in force and, of a commit that is not yet merged, its own."""
    identity = identify_here(repository, commit, loaded.policy.file.repository)
    entries = {**loaded.policy.file.components, **_entries(repository, commit)}
    listing = read_listing(repository, commit)
    asked = Asked(lambda: identity, entries)
    return load_inventory(repository, listing, asked, load_catalogs(repository, listing))


def _entries(repository: Repository, commit: str) -> Mapping[str, ComponentEntry]:
    """The components that the policy of a commit declares; none where it has no policy, or a broken one."""
    with contextlib.suppress(UsageError):
        text = Tree(repository.objects, commit).content(POLICY, LIMIT)
        return parse_policy(text, POLICY)[0].components if text else {}
    return {}


def resolver_for(repository: Repository, commit: str, components: Sequence[Component]) -> Resolver:
    """The owners file of a commit, for the files of these components."""
    paths = [s.path for c in components for s in c.sightings] + [f"{c.root}/." for c in components]
    return compile_written(load_owners_of(Tree(repository.objects, commit), paths))


def answer(component: Component, resolver: Resolver, agreements: Sequence[Agreement]) -> ComponentAnswer:
    """One component with its owners and where the people stand."""
    owners, resolution = owners_of(component, resolver.resolve)
    holding = holding_of(resolution, lambda _: False) if resolution else "name"
    roles: tuple[Role, Role] = ("accountable", "responder")
    accountable, responder = (_said(agreements, component, role) for role in roles)
    return ComponentAnswer(component, owners, holding, resolution, accountable, responder)


def _said(agreements: Sequence[Agreement], component: Component, role: Role) -> Agreement | None:
    found = agreement_of(agreements, component.id, role)
    return None if found.state == "none" else found


def agreements_of(
    repository: Repository, target: Target, loaded: Loaded, now: int, inventory: Inventory
) -> tuple[tuple[Agreement, ...], tuple[Problem, ...]]:
    """Where people stand with the components, and why that is not known."""
    found = agreements_at(repository, target, loaded, now, [component.id for component in inventory.components])
    return ((), (Problem(found.reason, remedy=found.remedy),)) if isinstance(found, Unknown) else (found, ())


def choose_components(components: Sequence[Component], names: Sequence[str]) -> tuple[Component, ...]:
    """The components of these names, ids or folders; without a name all that run or are declared.

    Raises:
        UsageError: a name means nothing, or several components; the candidates are listed.
    """
    by_id = {component.id: component for component in components}
    if not names:
        return tuple(component for component in components if component.runs or component.declaration != "found")
    return tuple(by_id[choose_component(name, by_id)] for name in names)


def choose_component(name: str, by_id: Mapping[str, Component]) -> str:
    """The id that a name, an id or the folder of a component means.

    Raises:
        UsageError: it means nothing (the nearest names are told), or several components.
    """
    if name in by_id:
        return name
    if roots := [i for i, c in by_id.items() if c.root == name.strip("/") and name.strip("/")]:
        return roots[0] if len(roots) == 1 else choose(name, roots)
    plain = name.casefold()
    if named := [i for i, c in by_id.items() if plain in {c.name.casefold(), i.rpartition("/")[2].casefold()}]:
        if len(named) == 1:
            return named[0]
        raise UsageError(f"{name!r} is ambiguous: {', '.join(sorted(named))}")
    names = dict.fromkeys(text for c in by_id.values() for text in (c.name, c.root, c.id) if text)
    near = get_close_matches(name, names, n=3, cutoff=0.6)
    remedy = f"did you mean {' or '.join(near)}? watchkeeper components lists all" if near else "watchkeeper components"
    raise UsageError(Problem(f"no component is called {name!r}", remedy=remedy))
