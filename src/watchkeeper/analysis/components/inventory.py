"""Puts together what a tree declares and what runs in it: the components, each with why it is one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from msgspec import Struct, structs

from watchkeeper.analysis.components.candidate import folder_of, name_of
from watchkeeper.analysis.components.deployables import names_folder, tool_root
from watchkeeper.domain.catalogs import CatalogEntity
from watchkeeper.domain.components import Component, OtherName, Sighting
from watchkeeper.domain.identifiers import component_id, undeclared_component_id
from watchkeeper.domain.policy import ComponentEntry
from watchkeeper.domain.problems import Place
from watchkeeper.domain.same_name import plain_name

WORKFLOWS = frozenset({"scheduled-workflow", "deploying-workflow"})
STACKS = frozenset({"compose-service", "kubernetes", "infrastructure"})
"""What says how many tools are kept running together: a folder of these alone is not the tool of what is inside it."""
AT_TOP = frozenset({"", ".github", ".gitlab", "ci", ".ci"})
"""Folders that belong to the whole tree and to no tool in it."""
DECLARED_KINDS = frozenset({"component"})
MOST_SIGHTINGS = 50
POLICY = ".watchkeeper.yaml"
GITHUB_FOLDER = ".github/workflows/"


class Seen(Struct, frozen=True):
    """A sighting with what is needed to place it: where its file says that its tool stands, the text of a workflow.

    A `part` belongs to the nearest tool around it. `leads_to` is what it starts (the folder of a module).
    """

    sighting: Sighting
    folder: str | None = None
    text: bytes = b""
    part: bool = False
    leads_to: str = ""

    apart: bool = False

    def root(self) -> str:
        """The folder of its tool."""
        return folder_of(self.sighting.path) if self.apart else tool_root(self.sighting.path, self.folder)


def build_inventory(
    entities: Iterable[CatalogEntity],
    entries: Mapping[str, ComponentEntry],
    seen: Sequence[Seen],
    identify: Callable[[], str],
) -> tuple[Component, ...]:
    """All components of a tree, by root and name.

    Declared ones stand first; what is seen below a declared root belongs to the deepest such component,
    but for one that speaks of the whole tree: only what stands at the top or in its inner folders is its.
    Everything else is a component of its own folder; a tool inside another found one belongs to that. A
    workflow belongs to the one tool whose folder it names, else it is a component itself.
    """
    declared = [*_of_policy(entries), *_of_catalogs(entities, entries)]
    roots = {component.root for component in declared}
    tools = _with_run_notebooks([s for s in seen if s.sighting.kind not in WORKFLOWS], seen)
    tools = _with_called_modules(_with_only_commands(tools))
    tools = _with_infrastructure_apart(tools)
    placed: dict[str, list[Seen]] = {}
    whole = {s.root() for s in tools if not (s.sighting.weak or s.part)}
    own = {s.root() for s in tools if not s.sighting.weak and s.sighting.kind not in STACKS} - {""}
    named = _by_name(declared, own)
    for found in tools:
        root = next((f for f in _upwards(found.root()) if f in whole), found.root()) if found.part else found.root()
        elsewhere = named.get(plain_name(found.sighting.name)) if found.sighting.name else None
        placed.setdefault(elsewhere or _place(root, roots, own), []).append(found)
    known = roots | {root for root, group in placed.items() if not all(s.sighting.weak for s in group)}
    clocked = {s.sighting.path for s in seen if s.sighting.kind == "scheduled-workflow"}
    for found in seen:
        if found.sighting.kind in WORKFLOWS:
            placed.setdefault(_workflow_root(found, known, "" in placed, clocked), []).append(found)
    rest = dict(placed)
    complete = [
        _with_sightings(component, rest.pop(component.root, placed.get(component.root, []))) for component in declared
    ]
    undeclared = [_undeclared(root, group, identify) for root, group in rest.items()]
    return tuple(sorted([*complete, *undeclared], key=lambda c: (c.root, c.declaration == "found", c.id)))


def _by_name(declared: Iterable[Component], found: Iterable[str]) -> Mapping[str, str]:
    """The root of each tool by its name, where only one has it: a manifest elsewhere that calls it so is its own."""
    roots: dict[str, set[str]] = {}
    for component in declared:
        roots.setdefault(plain_name(component.name), set()).add(component.root)
    known = frozenset(roots)
    for root in found:
        if (name := plain_name(name_of(root))) not in known:
            roots.setdefault(name, set()).add(root)
    return {name: next(iter(places)) for name, places in roots.items() if len(places) == 1}


def _place(root: str, declared: set[str], found: set[str]) -> str:
    """The root of the component that a sighting in this folder belongs to."""
    above = [folder for folder in _upwards(root) if folder]
    if inside := next((folder for folder in above if folder in declared), ""):
        return inside
    outer = [folder for folder in above if folder in found]
    return outer[-1] if outer else root


def _with_run_notebooks(tools: Sequence[Seen], seen: Sequence[Seen]) -> list[Seen]:
    """The sightings, a notebook that a pipeline names no longer weak: it runs without anybody looking."""
    pipelines = {s.sighting.path: s.text for s in seen if s.sighting.kind in WORKFLOWS}
    return [
        structs.replace(s, sighting=structs.replace(s.sighting, weak=False, detail="a notebook that a pipeline runs"))
        if s.sighting.kind == "notebook" and _named(s.sighting.path, pipelines)
        else s
        for s in tools
    ]


def _with_called_modules(tools: Sequence[Seen]) -> list[Seen]:
    """The sightings, the call of a module that runs code no longer weak; a call from a module stays weak."""
    runs = {folder_of(s.sighting.path) for s in tools if s.sighting.kind == "infrastructure" and not s.leads_to}
    return [
        structs.replace(s, sighting=structs.replace(s.sighting, weak=False))
        if s.sighting.kind == "infrastructure" and s.leads_to in runs and "modules" not in s.sighting.path.split("/")
        else s
        for s in tools
    ]


def _with_infrastructure_apart(tools: Sequence[Seen]) -> list[Seen]:
    """The sightings, infrastructure at its own folder where the top of the tree is no tool that it could be part of."""
    if any(s.root() == "" and not s.sighting.weak and s.sighting.kind not in STACKS for s in tools):
        return list(tools)
    return [
        structs.replace(s, apart=True) if s.sighting.kind == "infrastructure" and s.root() in AT_TOP else s
        for s in tools
    ]


def _with_only_commands(tools: Sequence[Seen]) -> list[Seen]:
    """The sightings, the one command below a folder `cmd` at the folder around it: that is the tool."""
    commands: dict[str, set[str]] = {}
    for found in tools:
        above = folder_of(found.root())
        if found.sighting.kind == "entry-point" and name_of(above) == "cmd":
            commands.setdefault(above, set()).add(found.root())
    alone = {next(iter(roots)): folder_of(above) for above, roots in commands.items() if len(roots) == 1}
    return [structs.replace(s, folder=alone[s.root()]) if s.root() in alone else s for s in tools]


def _named(path: str, pipelines: Mapping[str, bytes]) -> bool:
    name = name_of(path).encode("utf-8", "surrogateescape")
    return any(name in text for text in pipelines.values())


def _upwards(folder: str) -> list[str]:
    """A folder and all above it, the top ("") last."""
    found = [folder]
    while folder:
        folder = folder_of(folder)
        found.append(folder)
    return found


def _workflow_root(found: Seen, known: set[str], any_at_top: bool, clocked: set[str]) -> str:
    """Where a pipeline belongs: the tool it stands in or names alone, else the whole tree, else its own path.

    A GitHub workflow belongs to the one tool whose folder it names; if it names several, to none of
    them. The pipeline files of others serve all that is below them. What runs by the clock and
    names no tool is a tool of its own; what only deploys, deploys the whole tree.
    """
    path = found.sighting.path
    if path.startswith(GITHUB_FOLDER):
        named = sorted((root for root in known if root and names_folder(found.text, root)), key=len)
    else:
        named = [root for root in reversed(_upwards(folder_of(path))) if root and root in known]
    if named and all(f"{named[-1]}/".startswith(f"{root}/") for root in named):
        return named[-1]
    return "" if path not in clocked and any_at_top else path


def around_module(folder: str | None, path: str, modules: frozenset[str]) -> str | None:
    """The folder around the Python package that a Python file is part of: the tool is what holds the package."""
    if folder is not None or not path.endswith(".py"):
        return folder
    folder = folder_of(path)
    while folder in modules:
        folder = folder_of(folder)
    return folder


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
            customers=entry.customers,
            names=tuple(_other_names(entry)),
        )
        for name, entry in entries.items()
    ]


def _other_names(entry: ComponentEntry) -> Iterator[OtherName]:
    for kind in ("service", "job", "pager", "rota"):
        written: str | tuple[str, ...] = getattr(entry.names, kind)
        for text in (written,) if isinstance(written, str) else written:
            yield OtherName(kind, text, "the policy says so", Place(POLICY))


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
            customers=entity.customers,
            names=entity.names,
        )
        for entity in entities
        if entity.kind in DECLARED_KINDS and component_id(entity.name, entity.namespace) not in taken
    ]


def _with_sightings(component: Component, group: Sequence[Seen]) -> Component:
    return structs.replace(component, sightings=_sightings(group), runs=_runs(group))


def _undeclared(root: str, group: Sequence[Seen], identify: Callable[[], str]) -> Component:
    alone = next((s for s in group if s.sighting.path == root), None)
    name = name_of(root).lstrip(".").partition(".")[0] if alone else name_of(root) or "the repository"
    return Component(
        id=undeclared_component_id(identify(), root),
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
