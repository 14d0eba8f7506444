"""Finds the components that a change touches or adds, who answers for each, and what it promises."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct, structs

from watchkeeper.analysis.components.registry import told_by_name
from watchkeeper.analysis.ownership.touched import TOUCHED, Touch, TouchedComponents
from watchkeeper.analysis.paths import matches
from watchkeeper.domain.change import Change, display_path
from watchkeeper.domain.components import Component, Inventory
from watchkeeper.domain.evidence import Evidence, Unknown
from watchkeeper.domain.identifiers import deepest_root, undeclared_component_id
from watchkeeper.domain.policy import ComponentEntry
from watchkeeper.domain.problems import UsageError
from watchkeeper.domain.times import utc
from watchkeeper.evidence.components.catalogs import has_catalogs, load_catalogs
from watchkeeper.evidence.components.inventory import Asked, load_inventory
from watchkeeper.evidence.gathering import Gathering
from watchkeeper.formats.policy.policy_file import parse_policy
from watchkeeper.git.listing import Listing, read_listing
from watchkeeper.git.trees import LINK, Tree

POLICY = ".watchkeeper.yaml"
LIMIT = 1 << 20
MOST_CHANGED = 50
RULES = ("ownership/accepted", "ownership/promise")
"""The rules that read this evidence."""


def collect(gathering: Gathering) -> Evidence[TouchedComponents] | Unknown:
    """The components of the changed paths, those that stay and those that the change brings.

    What a component says of itself is read at the target, of a new one at the head; who accepted, and who
    owns the files, at the target alone. A component that the change removes asks for nothing.
    """
    change = gathering.change
    today = utc(gathering.now)[:10]
    touching = find_touched(gathering)
    if not touching.touches:
        nothing = TouchedComponents((), today, gathering.escalation, touching.unread)
        return Evidence(TOUCHED.name, change.head, nothing, "absent")
    from watchkeeper.evidence.ownership.answering import answer_for

    answered = answer_for(gathering, touching.touches, touching.known)
    if isinstance(answered, Unknown):
        return Unknown(TOUCHED.name, change.head, answered.reason, answered.remedy)
    value = TouchedComponents(answered, today, gathering.escalation, touching.unread)
    return Evidence(TOUCHED.name, change.head, value, "declared")


class Touching(Struct, frozen=True):
    """The components that a change touches, the ids of all that are known, and what could not be read.

    `at_head` are the components near the change as it leaves them, by id.
    """

    touches: tuple[Touch, ...] = ()
    known: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()
    at_head: Mapping[str, Component] = {}


def find_touched(gathering: Gathering) -> Touching:
    """The components that the change touches or brings, without who answers for them."""
    change = gathering.change
    paths = tuple(dict.fromkeys(path for f in change.files for path in (f.path, f.old_path)))
    target, head = (read_listing(gathering.repository, commit) for commit in (change.target.commit, change.head))
    if not _concerned(gathering, target, head, paths):
        return Touching()
    before = _inventory(gathering, target, gathering.policy.components, paths)
    after = _inventory(gathering, head, entries_at_head(gathering), paths, target)
    known = {component.id: component for component in before.components}
    moved = _moved(gathering.change, before)
    pairs = [_place(gathering, component, known, moved) for component in after.components]
    unread = (*_links(change), *(str(p) for p in after.problems if p.place and p.place.file in paths))
    at_head = {component.id: component for component in after.components}
    return Touching(tuple(_touched(pairs, paths)), (*known, *at_head), unread, at_head)


def all_components(gathering: Gathering) -> tuple[Mapping[str, Component], Mapping[str, Component]]:
    """Every component by id, at the target and as the change leaves it."""
    target, head = (
        read_listing(gathering.repository, commit) for commit in (gathering.judge.commit, gathering.head.commit)
    )
    before = _inventory(gathering, target, gathering.policy.components, None)
    after = _inventory(gathering, head, entries_at_head(gathering), None, target)
    return {one.id: one for one in before.components}, {one.id: one for one in after.components}


def _concerned(gathering: Gathering, target: Listing, head: Listing, paths: Sequence[str]) -> bool:
    """Whether a component of the change can matter: one is declared, a rule asks for all, or the change shows one.

    What only stays in a tool that nobody declared is nothing that a rule asks about, and most changes do just that.
    """
    asked = any(gathering.options.get(rule, {}).get("touched") for rule in RULES)
    if asked or gathering.policy.components or entries_at_head(gathering) or has_catalogs(target) or has_catalogs(head):
        return True
    wanted = frozenset(paths)
    changed = Listing(head.commit, tuple(file for file in head.files if file[0] in wanted))
    shown = load_inventory(gathering.repository, changed, Asked(gathering.identify), ((), ()))
    return bool(shown.components or shown.problems or any(_links(gathering.change)))


def _links(change: Change) -> Iterator[str]:
    """New links that are named as what makes a tool run: what they hold is not known."""
    for file in change.files:
        if file.new_mode == LINK and file.old_mode == 0 and told_by_name(file.path):
            yield f"{display_path(file.path)} is a symbolic link, which is not followed"


def _moved(change: Change, before: Inventory) -> Mapping[str, Component]:
    """What nobody declared and the change moves, by the new paths of what shows it."""
    seen = {s.path: c for c in before.components if c.declaration == "found" for s in c.sightings}
    return {f.path: seen[f.old_path] for f in change.files if f.path != f.old_path and f.old_path in seen}


def _place(
    gathering: Gathering, after: Component, known: Mapping[str, Component], moved: Mapping[str, Component]
) -> tuple[Component, str, bool]:
    """A component as the target knows it, the root that it has now, and whether the change brings it.

    A declaration that came first, with nothing behind it, is not a tool yet. One that takes the id of
    another, whose folder is still there, is nobody's: what was accepted for the other is not for it.
    """
    before = known.get(after.id) or next((moved[s.path] for s in after.sightings if s.path in moved), None)
    if before is None:
        return after, after.root, True
    if after.id == before.id and after.root != before.root and _is_there(gathering.head, before.root):
        stranger = undeclared_component_id(gathering.identify(), after.root)
        return structs.replace(after, id=stranger), after.root, True
    new = (after.runs and not before.runs) or not _is_there(gathering.judge, before.root)
    return structs.replace(before, runs=after.runs, sightings=after.sightings), after.root, new


def _is_there(tree: Tree, root: str) -> bool:
    return not root or tree.entry(root) is not None


def entries_at_head(gathering: Gathering) -> Mapping[str, ComponentEntry]:
    """The components that the policy declares as the change has it; those of the target where that is broken."""
    if not any(file.path == POLICY for file in gathering.change.files):
        return gathering.policy.components
    try:
        return parse_policy(gathering.head.content(POLICY, LIMIT) or b"", POLICY)[0].components
    except UsageError:
        return gathering.policy.components


def _inventory(
    gathering: Gathering,
    listing: Listing,
    entries: Mapping[str, ComponentEntry],
    paths: tuple[str, ...] | None,
    earlier: Listing | None = None,
) -> Inventory:
    """The components near the paths, None = all. What is wrong with a catalog hides no tool, so it is not told here."""
    entities, _ = load_catalogs(gathering.repository, listing, earlier)
    return load_inventory(gathering.repository, listing, Asked(gathering.identify, entries, paths), (entities, ()))


def _touched(placed: Sequence[tuple[Component, str, bool]], paths: Sequence[str]) -> list[Touch]:
    """Each component with the changed paths that belong to it: those below the deepest root, and its own globs."""
    counted = [one for one in placed if one[0].runs or one[0].declaration != "found"]
    roots = {root for _, root, _ in counted}
    by_root: dict[str, list[str]] = {}
    for path in paths:
        if (root := deepest_root(path, roots)) is not None:
            by_root.setdefault(root, []).append(path)
    found = []
    for component, root, new in counted:
        own = by_root.get(root, [])
        own = [*own, *(p for p in paths if p not in own and any(matches(p, glob) for glob in component.paths))]
        if own:
            found.append(Touch(component, tuple(own[:MOST_CHANGED]), new))
    return found
