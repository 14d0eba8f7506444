"""Reads the concerned files of a change, before and after, and who answers for what is new in them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from watchkeeper.analysis.components.candidate import MOST_BYTES, Candidate, Side, folder_of
from watchkeeper.analysis.components.deployables import DEPLOYABLES, Deployables, concerns, find_deployables
from watchkeeper.analysis.components.entry_points import MANIFESTS
from watchkeeper.analysis.ownership.authors import author_names
from watchkeeper.analysis.ownership.paths import PathOwners
from watchkeeper.analysis.ownership.resolver import Resolver, compile_owners
from watchkeeper.domain.change import FileChange
from watchkeeper.domain.evidence import Evidence, Unknown
from watchkeeper.domain.ownership import OwnersFile, Resolution
from watchkeeper.domain.people import People
from watchkeeper.domain.problems import Place, Problem, UnknownSubjectError
from watchkeeper.evidence.gathering import Gathering
from watchkeeper.evidence.ownership.owners_file import load_owners
from watchkeeper.git.trees import Tree

REGULAR = frozenset({0o100644, 0o100755})


def collect(gathering: Gathering) -> Evidence[Deployables] | Unknown:
    """The new deployables of the change; owners are read at the target and only when something is new.

    Links and submodules are not followed: what they hold stands elsewhere.

    Raises:
        UsageError: the target's owners file is a symbolic link.
        UnknownSubjectError: the content of a concerned file is not in this clone.
    """
    found = find_deployables(_candidates(gathering), whole_tree=not gathering.judge.commit)
    if not (found.deployables or found.unread):
        return Evidence(DEPLOYABLES.name, gathering.change.head, _none(gathering), "absent")
    owners = load_owners(gathering.judge)
    resolver = compile_owners(owners) if owners else None
    value = Deployables(
        found=tuple((d, _resolve(resolver, d.path)) for d in found.deployables),
        unread=tuple((p, _resolve(resolver, p.place.file if p.place else "")) for p in found.unread),
        owners=_owners(gathering, owners),
        approvers=_resolve(resolver, owners.file) if owners else None,
    )
    sources = (Place(owners.file, commit=gathering.judge.commit),) if owners else ()
    return Evidence(DEPLOYABLES.name, gathering.change.head, value, "declared" if owners else "absent", sources=sources)


def _candidates(gathering: Gathering) -> Iterator[Candidate]:
    """One candidate a concerned file, read when asked for."""
    for file in gathering.change.files:
        if file.status == "deleted":
            if concerns(file.old_path) and file.old_mode in REGULAR:
                text = _blob(gathering, file.old_blob, file.old_path)
                yield Candidate(file.old_path, None, (Side(file.old_path, text),))
        elif concerns(file.path) and file.new_mode in REGULAR:
            yield Candidate(
                file.path,
                _blob(gathering, file.new_blob, file.path),
                tuple(_before(gathering, file)),
                _neighbours(gathering, folder_of(file.path)),
            )


def _before(gathering: Gathering, file: FileChange) -> Iterator[Side]:
    """What the file held at the base and at the target, and the commands that its folder had."""
    seen = {file.old_blob}
    if file.old_blob and file.old_mode in REGULAR:
        yield Side(file.old_path, _blob(gathering, file.old_blob, file.old_path))
    names = MANIFESTS if file.path.rpartition("/")[2] in MANIFESTS else frozenset()
    folder = folder_of(file.path)
    beside = {f"{folder}/{name}" if folder else name for name in names}
    for path in (file.path, *sorted(beside - {file.path})):
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


def _resolve(resolver: Resolver | None, path: str) -> Resolution:
    return resolver.resolve(path) if resolver else Resolution(path, "unmatched")


def _none(gathering: Gathering) -> Deployables:
    return Deployables((), (), PathOwners("", gathering.judge.commit, (), frozenset(), author_known=False))


def _owners(gathering: Gathering, owners: OwnersFile | None) -> PathOwners:
    names, known = author_names(gathering.change, gathering.people)
    return PathOwners(
        file=owners.file if owners else "",
        commit=gathering.judge.commit,
        resolutions=(),
        author_names=names,
        author_known=known,
        problems=owners.problems if owners else (),
        inactive=_inactive(gathering.people),
    )


def _inactive(people: People) -> frozenset[str]:
    """Owner texts of people who left, bots and agents, as the people file lists them."""
    gone = [p for p in people.persons if not p.active or p.kind != "person"]
    logins = {f"@{login.casefold()}" for p in gone for login in (p.logins.github, p.logins.gitlab) if login}
    return frozenset(logins | {email.casefold() for p in gone for email in p.emails})
