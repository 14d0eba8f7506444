"""Proposes owners for the files and tools of a target that nobody owns, and writes them when asked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from msgspec import structs

from watchkeeper.analysis.components.owners import owners_of
from watchkeeper.analysis.ownership.catch_all import by_catch_all
from watchkeeper.analysis.ownership.dialects.resolver import compile_written
from watchkeeper.analysis.ownership.proposals import (
    LEAST_SHARE,
    Folder,
    confidence_of,
    group_folders,
    propose_owners,
    why_proposed,
)
from watchkeeper.analysis.ownership.proposed_lines import place_proposals
from watchkeeper.domain.change import Opening, Target
from watchkeeper.domain.components import Component
from watchkeeper.domain.evidence import Unknown
from watchkeeper.domain.knowledge import Grasp
from watchkeeper.domain.ownership.handover import FilePatch
from watchkeeper.domain.ownership.owners import Resolution
from watchkeeper.domain.ownership.proposals import LeftOut, OwnerProposals, ProposedTool
from watchkeeper.domain.problems import UnknownSubjectError
from watchkeeper.evidence.ownership.owners_file import choose_dialect, load_owners
from watchkeeper.formats.owners.places import OWNERS
from watchkeeper.git.listing import count_lines, list_files
from watchkeeper.git.ranges import find_target
from watchkeeper.git.repository import Repository
from watchkeeper.git.trees import Tree
from watchkeeper.usecases.load_policy import load_policy
from watchkeeper.usecases.ownership.list_components import inventory_at
from watchkeeper.usecases.ownership.name_people import KnownPeople, Speech, Tell, know_people, silent
from watchkeeper.usecases.ownership.write_hand_over import patching
from watchkeeper.usecases.wiring import load_rules, load_signals
from watchkeeper.usecases.work_tree import rewrite_all

MOST_BYTES = 10_000_000
SUBMODULE = 0o160000
WOULD_CHANGE = "no line can be written for it that leaves the answer for owned files as it is"
NOBODY = "nobody who works here now did enough there"


def propose_for_unowned(repo: str, target_name: str, now: int, tell: Tell = silent) -> OwnerProposals:
    """Owners for every folder and tool of the target without one, from who wrote, reviewed and fixed there.

    Where the files or the history are not in this clone, the answer says so and proposes nobody.

    Raises:
        UsageError: the policy is broken, or an owners file is a link.
    """
    with Repository(repo) as repository:
        target = find_target(repository, target_name, Opening())
        try:
            return _propose(repository, target, now, tell)
        except UnknownSubjectError as error:
            problem = error.problems[0]
            unknown = Unknown("ownership/proposals", target.commit, problem.message, problem.remedy)
            return OwnerProposals(target.name, target.commit, "github", 0, 0, 0, 0, unknown=unknown)


def _propose(repository: Repository, target: Target, now: int, tell: Tell) -> OwnerProposals:
    loaded = load_policy(repository, target, None, load_rules())
    tree = Tree(repository.objects, target.commit)
    lines = _lines(repository, target.commit)
    folders = {path.rpartition("/")[0] for path in lines if path.rpartition("/")[2] == OWNERS}
    choice = choose_dialect(tree)
    written = load_owners(tree, choice, folders if choice.dialect == "kubernetes" else ())
    resolver = compile_written(written)
    answers = [resolver.resolve(path) for path in lines]
    named = tuple(dict.fromkeys(owner.text for answer in answers for owner in answer.owners))
    speech = Speech(written.dialect, load_signals(), now, tell, named)
    known = know_people(repository, target.commit, loaded.people, speech)
    components = inventory_at(repository, target.commit, loaded).components
    bare = [c for c in components if (c.runs or c.declaration != "found") and not owners_of(c, resolver.resolve)[0]]
    found = _count(OwnerProposals(target.name, target.commit, written.dialect, len(lines), 0, 0, 0), answers)
    if isinstance(known.knowledge, Unknown):
        return structs.replace(found, unknown=known.knowledge)
    gaps = group_folders((a.path, lines[a.path]) for a in answers if a.state == "unmatched")
    offered = [Folder(name, len(paths), n, known.rank(paths)) for name, (paths, n) in gaps.items()]
    proposals = propose_owners(offered, lambda grasp: known.naming.name(grasp.person).text, known.knowledge.now)
    texts = {file.file: _text(tree, file.file) for file in written.files}
    files, kept, refused = place_proposals(written, texts, proposals, answers)
    left = [LeftOut(p.folder, p.files, WOULD_CHANGE) for p in refused]
    left += _without(offered, {p.folder for p in proposals}, known)
    tools = tuple(_tool(c, known, list(lines)) for c in bare if c.root)
    patches = _patches(texts, files, written.dialect) if any(p.confidence != "low" for p in kept) else ()
    return structs.replace(found, owners=kept, left_out=tuple(left), tools=tools, patches=patches)


def write_owners(repo: str, proposals: OwnerProposals) -> tuple[str, ...]:
    """Put the proposed lines into the work tree; the paths written. Nothing is committed.

    Raises:
        UsageError: an owners file differs from the target's; nothing is written then.
    """
    return rewrite_all(repo, {patch.file: patching(patch) for patch in proposals.patches})


def _lines(repository: Repository, commit: str) -> dict[str, int]:
    """Every file with its lines; without them where a content is not in this clone, as names are enough."""
    try:
        return dict(count_lines(repository, commit))
    except UnknownSubjectError:
        return {path: 0 for path, mode, _ in list_files(repository, commit) if mode != SUBMODULE}


def _count(found: OwnerProposals, answers: Sequence[Resolution]) -> OwnerProposals:
    states = Counter(answer.state for answer in answers)
    everything = sum(answer.state == "owned" and by_catch_all(answer) for answer in answers)
    return structs.replace(found, unowned=states["unmatched"], everything=everything, on_purpose=states["unowned"])


def _without(offered: Sequence[Folder], proposed: set[str], known: KnownPeople) -> Iterator[LeftOut]:
    """The folders for which nobody is proposed, with the reason."""
    for folder in offered:
        above = {folder.name, folder.name.rpartition("/")[0] or folder.name}
        if above & proposed:
            continue
        first = folder.knowers[:1]
        why = NOBODY if any(known.naming.name(g.person).text for g in first) else _nobody(first, known)
        yield LeftOut(folder.name, folder.files, why)


def _nobody(grasps: Sequence[Grasp], known: KnownPeople) -> str:
    """Why nobody can be named of those who know a folder."""
    if not grasps:
        return "the history knows no person who worked there"
    first, named = grasps[0], known.naming.name(grasps[0].person)
    who = first.name or first.person
    if named.doubt:
        return f"{who}, who did most there, {named.doubt}"
    return f"no login of {who}, who did most there, is known, and the dialect takes no address"


def _tool(component: Component, known: KnownPeople, files: Sequence[str]) -> ProposedTool:
    start = f"{component.root}/"
    grasps = known.rank([path for path in files if path == component.root or path.startswith(start)])
    named = ((grasp, known.naming.name(grasp.person).text) for grasp in grasps if grasp.share >= LEAST_SHARE)
    grasp, owner = next(((grasp, text) for grasp, text in named if text), (None, ""))
    now = 0 if isinstance(known.knowledge, Unknown) else known.knowledge.now
    if grasp is None:
        return ProposedTool(component.name, component.root, "", "low", _nobody(grasps, known))
    why = why_proposed(owner, grasp, now)
    return ProposedTool(component.name, component.root, owner, confidence_of(grasp, now), why)


def _text(tree: Tree, file: str) -> str:
    return (tree.content(file, MOST_BYTES) or b"").decode("utf-8", "surrogateescape")


def _patches(texts: Mapping[str, str], files: Mapping[str, str], dialect: str) -> tuple[FilePatch, ...]:
    return tuple(
        FilePatch(file, dialect, texts.get(file, ""), text, (), file not in texts) for file, text in files.items()
    )
