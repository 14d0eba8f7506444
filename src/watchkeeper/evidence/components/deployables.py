"""Reads the concerned files of a change, before and after, and who answers for what is new in them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from watchkeeper.analysis.components.candidate import MOST_BYTES, Candidate, Side, folder_of, name_of
from watchkeeper.analysis.components.deployables import (
    DEPLOYABLES,
    Deployables,
    find_deployables,
)
from watchkeeper.analysis.components.readers.entry_points import MANIFESTS
from watchkeeper.analysis.components.registry import concerns, told_by_name
from watchkeeper.analysis.ownership.dialects.resolver import compile_written
from watchkeeper.analysis.ownership.paths import PathOwners
from watchkeeper.domain.change import FileChange
from watchkeeper.domain.evidence import Evidence, Unknown
from watchkeeper.domain.ownership.owners import Resolution
from watchkeeper.domain.problems import Problem, UnknownSubjectError
from watchkeeper.evidence.gathering import Gathering
from watchkeeper.evidence.ownership.owners_file import load_owners_of
from watchkeeper.evidence.ownership.paths import collect as collect_owners
from watchkeeper.git.trees import LINK, Tree

REGULAR = frozenset({0o100644, 0o100755})


def collect(gathering: Gathering) -> Evidence[Deployables] | Unknown:
    """The new deployables of the change; owners are read at the target and only when something is new.

    Links and submodules are not followed: what they hold stands elsewhere.

    Raises:
        UsageError: the target's owners file is a symbolic link.
        UnknownSubjectError: the content of a concerned file is not in this clone.
    """
    change = gathering.change
    new = find_deployables(_candidates(gathering), whole_tree=not gathering.judge.commit)
    if not (new.deployables or new.unread):
        nobody = PathOwners("", gathering.judge.commit, (), frozenset(), author_known=False)
        return Evidence(DEPLOYABLES.name, change.head, Deployables((), (), nobody), "absent")
    owners = collect_owners(gathering)
    if isinstance(owners, Unknown):
        return Unknown(DEPLOYABLES.name, change.head, owners.reason, owners.remedy)
    by_path = {resolution.path: resolution for resolution in owners.value.resolutions}
    value = Deployables(
        found=tuple((deployable, by_path[deployable.path]) for deployable in new.deployables),
        unread=tuple((problem, by_path[problem.place.file]) for problem in new.unread if problem.place),
        owners=replace(owners.value, resolutions=()),
        approvers=_approvers(gathering),
    )
    return Evidence(DEPLOYABLES.name, change.head, value, owners.rung, sources=owners.sources)


def _candidates(gathering: Gathering) -> Iterator[Candidate]:
    """One candidate a concerned file, read when asked for."""
    for file in gathering.change.files:
        if file.status == "deleted":
            if concerns(file.old_path) and file.old_mode in REGULAR:
                text = _blob(gathering, file.old_blob, file.old_path)
                yield Candidate(file.old_path, None, (Side(file.old_path, text),))
        elif concerns(file.path) and file.new_mode in REGULAR:
            head = _blob(gathering, file.new_blob, file.path)
            before, beside = tuple(_before(gathering, file)), tuple(_beside(gathering, file.path))
            yield Candidate(file.path, head, before, beside, _neighbours(gathering, folder_of(file.path)))
        elif file.new_mode == LINK and file.old_mode == 0 and told_by_name(file.path):
            yield Candidate(file.path, None, linked=True)


def _before(gathering: Gathering, file: FileChange) -> Iterator[Side]:
    """What the file held at the base, under its old path, and what its path holds at the target."""
    if file.old_blob and file.old_mode in REGULAR:
        yield Side(file.old_path, _blob(gathering, file.old_blob, file.old_path))
    yield from _sides(gathering, file.path, {file.old_blob})


def _beside(gathering: Gathering, path: str) -> Iterator[Side]:
    """The manifests next to this one that can name the same commands, as they were before."""
    folder, name = folder_of(path), name_of(path)
    if name in MANIFESTS:
        for other in sorted(MANIFESTS - {name}):
            yield from _sides(gathering, f"{folder}/{other}" if folder else other, set())


def _sides(gathering: Gathering, path: str, seen: set[str]) -> Iterator[Side]:
    """The texts of a path at the target and at the base, without those already seen."""
    for tree in _trees(gathering):
        entry = tree.entry(path)
        if entry and entry[0] in REGULAR and entry[1] not in seen:
            seen.add(entry[1])
            yield Side(path, _blob(gathering, entry[1], path))


def _trees(gathering: Gathering) -> Iterable[Tree]:
    return (gathering.judge, gathering.base) if gathering.judge.commit != gathering.base.commit else (gathering.base,)


def _neighbours(gathering: Gathering, folder: str) -> frozenset[str]:
    return frozenset(
        name for tree in _trees(gathering) for name, (mode, _) in tree.entries(folder).items() if mode in REGULAR
    )


def _blob(gathering: Gathering, blob: str, path: str) -> bytes:
    data = gathering.repository.objects.content(blob, MOST_BYTES + 1)
    if data is None:
        message = f"the content of {path} (object {blob[:12]}) is not in this clone"
        raise UnknownSubjectError(Problem(message, remedy="fetch it: git fetch --refetch origin"))
    return data


def _approvers(gathering: Gathering) -> Resolution | None:
    """Who owns the owners file itself, at the target."""
    written = load_owners_of(gathering.judge, [""], gathering.change.opening.forge)
    return compile_written(written).resolve(written.files[0].file) if written.files else None
