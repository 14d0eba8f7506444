"""Puts together what a tree declares and what runs in it: the components, each with why it is one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct, structs

from watchkeeper.analysis.components.candidate import folder_of, name_of
from watchkeeper.analysis.components.deployables import names_folder, tool_root
from watchkeeper.domain.catalogs import CatalogEntity
from watchkeeper.domain.components import Component, Sighting
from watchkeeper.domain.identifiers import component_id, undeclared_component_id
from watchkeeper.domain.policy import ComponentEntry
from watchkeeper.domain.problems import Place

WORKFLOWS = frozenset({"scheduled-workflow", "deploying-workflow"})
DECLARED_KINDS = frozenset({"component"})
MOST_SIGHTINGS = 50
POLICY = ".watchkeeper.yaml"


class Seen(Struct, frozen=True):
    """A sighting with what is needed to place it: where its file says its tool stands, and the text of a workflow."""

    sighting: Sighting
    folder: str | None = None
    text: bytes = b""

    def root(self) -> str:
        """The folder of its tool."""
        return tool_root(self.sighting.path, self.folder)


def build_inventory(
    entities: Iterable[CatalogEntity], entries: Mapping[str, ComponentEntry], seen: Sequence[Seen], repository: str
) -> tuple[Component, ...]:
    """All components of a tree, by root and name.

    Declared ones stand first; what is seen below a declared root belongs to the deepest such component,
    but for one that speaks of the whole tree: only what stands at the top or in its inner folders is its.
    Everything else is a component of its own folder; a tool inside another found one belongs to that. A
    workflow belongs to the deepest tool whose folder it names, else it is a component itself.
    """
    declared = [*_of_policy(entries), *_of_catalogs(entities, entries)]
    roots = {component.root for component in declared}
    tools = [s for s in seen if s.sighting.kind not in WORKFLOWS]
    placed: dict[str, list[Seen]] = {}
    own = {s.root() for s in tools if not s.sighting.weak} - {""}
    for found in tools:
        placed.setdefault(_place(found.root(), roots, own), []).append(found)
    known = roots | {root for root, group in placed.items() if not all(s.sighting.weak for s in group)}
    for found in seen:
        if found.sighting.kind in WORKFLOWS:
            placed.setdefault(_workflow_root(found, known), []).append(found)
    rest = dict(placed)
    complete = [
        _with_sightings(component, rest.pop(component.root, placed.get(component.root, []))) for component in declared
    ]
    undeclared = [_undeclared(root, group, repository) for root, group in rest.items()]
    return tuple(sorted([*complete, *undeclared], key=lambda c: (c.root, c.declaration == "found", c.id)))


def _place(root: str, declared: set[str], found: set[str]) -> str:
    """The root of the component that a sighting in this folder belongs to."""
    above = [folder for folder in _upwards(root) if folder]
    if inside := next((folder for folder in above if folder in declared), ""):
        return inside
    outer = [folder for folder in above if folder in found]
    return outer[-1] if outer else root


def _upwards(folder: str) -> list[str]:
    """A folder and all above it, the top ("") last."""
    found = [folder]
    while folder:
        folder = folder_of(folder)
        found.append(folder)
    return found


def _workflow_root(found: Seen, known: set[str]) -> str:
    """The deepest tool whose folder the workflow names; else the whole tree's, if it deploys; else its own path."""
    named = [root for root in known if root and names_folder(found.text, root)]
    if named:
        return max(named, key=lambda root: (len(root), root))
    deploys = found.sighting.kind == "deploying-workflow"
    return "" if deploys and "" in known else found.sighting.path


def _of_policy(entries: Mapping[str, ComponentEntry]) -> list[Component]:
    return [
        Component(
            id=component_id(name.lower(), entry.namespace.lower()),
            name=name,
            root=entry.root.strip("/"),
            declaration="policy",
            paths=entry.paths,
            owner=entry.owner,
            responder=entry.responder or entry.owner,
            owner_at=Place(POLICY),
            promise=entry.promise,
            tier=entry.tier,
            place=Place(POLICY),
        )
        for name, entry in entries.items()
    ]


def _of_catalogs(entities: Iterable[CatalogEntity], entries: Mapping[str, ComponentEntry]) -> list[Component]:
    """The catalogs' components; what the policy declares under the same id wins, and takes what it does not say."""
    taken = {component_id(name.lower(), entry.namespace.lower()) for name, entry in entries.items()}
    return [
        Component(
            id=component_id(entity.name, entity.namespace),
            name=entity.title or entity.name,
            root=entity.root,
            declaration=entity.catalog,
            owner=entity.owner,
            responder=entity.responder or entity.owner,
            owner_at=entity.owner_at or entity.place,
            promise=entity.promise,
            tier=entity.tier,
            kind=entity.type,
            lifecycle=entity.lifecycle,
            system=entity.system,
            place=entity.place,
            depends_on=entity.depends_on,
        )
        for entity in entities
        if entity.kind in DECLARED_KINDS and component_id(entity.name, entity.namespace) not in taken
    ]


def _with_sightings(component: Component, group: Sequence[Seen]) -> Component:
    return structs.replace(component, sightings=_sightings(group), runs=_runs(group))


def _undeclared(root: str, group: Sequence[Seen], repository: str) -> Component:
    alone = next((s for s in group if s.sighting.path == root), None)
    name = name_of(root).partition(".")[0] if alone else name_of(root) or "the repository"
    return Component(
        id=undeclared_component_id(repository, root),
        name=name,
        root=root,
        declaration="found",
        sightings=_sightings(group),
        place=Place(group[0].sighting.path, group[0].sighting.line),
        runs=_runs(group),
    )


def _sightings(group: Sequence[Seen]) -> tuple[Sighting, ...]:
    ordered = sorted((s.sighting for s in group), key=lambda s: (s.weak, s.path, s.line))
    return tuple(dict.fromkeys(ordered))[:MOST_SIGHTINGS]


def _runs(group: Sequence[Seen]) -> bool:
    return any(not s.sighting.weak for s in group)
