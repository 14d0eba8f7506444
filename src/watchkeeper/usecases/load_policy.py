"""Finds and composes the policy that judges a change: presets, extended files, the repository's own."""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec import Struct

from watchkeeper.domain.change import Target
from watchkeeper.domain.people import People
from watchkeeper.domain.policy import PolicyFile
from watchkeeper.domain.problems import Place, Problem, UsageError
from watchkeeper.domain.rules import RuleRecord
from watchkeeper.domain.waivers import Grant
from watchkeeper.git.repository import Repository
from watchkeeper.git.trees import Tree
from watchkeeper.policy.compose import PLANNED, Policy, compose
from watchkeeper.policy.layers import Layer
from watchkeeper.usecases.files import digest, read_file
from watchkeeper.usecases.wiring import read_bundled

POLICY = ".watchkeeper.yaml"
WAIVERS = ".watchkeeper/waivers.yaml"
PRESETS = ("observe", "recommended", "strict")
LIMIT = 1 << 20
MOST_LAYERS = 8
PINNED = re.compile(r"(?P<repo>.+)@(?P<commit>[0-9a-f]{40}(?:[0-9a-f]{24})?):(?P<file>.+)")


class Loaded(Struct, frozen=True):
    """The policy in force, who it comes from in words, and what was read beside it."""

    policy: Policy
    name: str
    digests: tuple[str, ...] = ()
    waivers: tuple[Grant, ...] = ()
    people: People = People()


class Source(Struct, frozen=True):
    """A policy text and where further paths in it are looked up."""

    name: str
    text: bytes
    tree: Tree | None


def load_policy(
    repository: Repository,
    target: Target,
    policy_file: str | None,
    catalogue: Sequence[RuleRecord],
    given: Sequence[tuple[str, bytes]] = (),
) -> Loaded:
    """The policy at the target, or the file that was named; recommended in observe without either.

    `given` are lists of people from outside the repository (`read_directory_files`).

    Raises:
        UsageError: a file that is read is broken, missing where it is named, or loosens a floor.
    """
    tree = Tree(repository.objects, target.commit)
    if policy_file:
        source = Source(policy_file, read_file(policy_file, LIMIT), tree)
    else:
        text = tree.content(POLICY, LIMIT + 1)
        if text is None:
            name = f"no {POLICY} on {short_name(target)}: the recommended rules only observe"
            policy = compose((), catalogue, observing=True)
            waivers = _waivers(tree, catalogue)
            return Loaded(policy, name, waivers=waivers, people=_people(repository, policy.file, tree, given))
        source = Source(POLICY, text, tree)
    layers, digests = _layers(source)
    name = f"{source.name} on {short_name(target)}" if not policy_file else f"the file {policy_file}"
    policy = compose(layers, catalogue)
    return Loaded(policy, name, digests, _waivers(tree, catalogue), _people(repository, policy.file, tree, given))


def load_preset(name: str, catalogue: Sequence[RuleRecord]) -> Loaded:
    """The policy of a preset alone."""
    layers, digests = _layers(Source(name, read_bundled(f"presets/{name}.yaml"), None))
    return Loaded(compose(layers, catalogue), f"the preset {name}", digests)


def _layers(source: Source) -> tuple[list[Layer], tuple[str, ...]]:
    """Layers from the lowest to the source itself, and a digest of each text."""
    from watchkeeper.formats.policy.policy_file import parse_policy

    layers: list[Layer] = []
    digests: list[str] = []
    names: list[str] = []
    current: Source | None = source
    while current is not None:
        if current.name in names or len(layers) >= MOST_LAYERS:
            remedy = "let it extend a preset"
            raise UsageError(
                Problem(f"extends itself: {' → '.join([*names, current.name])}", Place(source.name), remedy)
            )
        names.append(current.name)
        file, document = parse_policy(current.text, current.name)
        layers.insert(0, Layer(current.name, file, document.places, document.keys))
        digests.append(f"{current.name}@{digest(current.text)}")
        place = document.place(("extends",))
        current = None if current.name == "recommended" else _extended(file.extends, current, place)
    return layers, tuple(digests)


def _extended(name: str, source: Source, place: Place) -> Source:
    """The policy that a file extends: a preset, a pinned commit of a local clone, or a path at the target."""
    if name in PRESETS:
        return Source(name, read_bundled(f"presets/{name}.yaml"), None)
    if pinned := PINNED.fullmatch(name):
        with Repository(pinned["repo"]) as clone:
            tree = Tree(clone.objects, pinned["commit"])
            return Source(name, _wanted(tree, pinned["file"], name, place), None)
    if source.tree is None or not name.endswith((".yaml", ".yml")):
        remedy = f"a preset ({', '.join(PRESETS)}), a path in this repository, or CLONE@COMMIT:PATH"
        raise UsageError(Problem(f"extends {name!r}, which is nothing known", place, remedy))
    return Source(name, _wanted(source.tree, name, name, place), source.tree)


def _wanted(tree: Tree, path: str, name: str, place: Place) -> bytes:
    text = tree.content(path, LIMIT + 1)
    if text is None:
        raise UsageError(
            Problem(f"extends {name!r}, but there is no such file", place, "name a file that exists there")
        )
    return text


def _waivers(tree: Tree, catalogue: Sequence[RuleRecord]) -> tuple[Grant, ...]:
    text = tree.content(WAIVERS, LIMIT + 1)
    if text is None:
        return ()
    from watchkeeper.formats.policy.waivers_file import parse_placed_waivers

    waivers = parse_placed_waivers(text, WAIVERS)
    known = {record.id for record in catalogue}
    named = [(waiver.rule, place) for waiver, place in waivers]
    if unknown := [(rule, place) for rule, place in named if rule not in known and not rule.startswith(PLANNED)]:
        problems = (Problem(f"a waiver names the unknown rule {r!r}", at, "watchkeeper rules") for r, at in unknown)
        raise UsageError(*problems)
    return tuple(Grant(waiver, "file", place) for waiver, place in waivers)


def _people(repository: Repository, file: PolicyFile, tree: Tree, given: Sequence[tuple[str, bytes]]) -> People:
    """The directory; where any list is named, the users and groups of the target's catalogs are in it, too."""
    if not (file.people or given or "people" in file.sources):
        return People()
    from watchkeeper.analysis.people.entities import people_of_entities
    from watchkeeper.evidence.components.catalogs import load_catalogs
    from watchkeeper.evidence.ownership.directory import load_people
    from watchkeeper.formats.policy.people_sources import people_sources
    from watchkeeper.git.listing import read_listing

    if not people_sources(file.sources).catalog:
        return load_people(tree, file, given)
    entities, _ = load_catalogs(repository, read_listing(repository, tree.commit))
    return load_people(tree, file, given, (people_of_entities(entities),))


def short_name(target: Target) -> str:
    """The target's branch as people call it."""
    return target.name
