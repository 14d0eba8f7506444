"""Resolves the changed paths with the owners file of the target."""

from __future__ import annotations

from watchkeeper.analysis.ownership.authors import author_names
from watchkeeper.analysis.ownership.paths import OWNERS, PathOwners
from watchkeeper.analysis.ownership.resolver import compile_owners
from watchkeeper.domain.change import FileChange
from watchkeeper.domain.evidence import Evidence, Unknown
from watchkeeper.domain.ownership import Resolution
from watchkeeper.domain.people import People
from watchkeeper.domain.problems import Place
from watchkeeper.domain.times import utc
from watchkeeper.evidence.gathering import Gathering
from watchkeeper.evidence.ownership.owners_file import load_owners


def collect(gathering: Gathering) -> Evidence[PathOwners] | Unknown:
    """Owners of every changed path: the new one of a rename, as GitHub asks; without a file none is matched."""
    change = gathering.change
    owners = load_owners(gathering.judge)
    names, known = author_names(change, gathering.people)
    paths = [_asked(file) for file in change.files]
    if owners is None:
        resolutions = tuple(Resolution(path, "unmatched") for path in paths)
    else:
        resolver = compile_owners(owners)
        resolutions = tuple(resolver.resolve(path) for path in paths)
    value = PathOwners(
        file=owners.file if owners else "",
        commit=gathering.judge.commit,
        resolutions=resolutions,
        author_names=names,
        author_known=known,
        problems=owners.problems if owners else (),
        inactive=_inactive(gathering.people, utc(gathering.now)[:10]),
    )
    sources = (Place(owners.file, commit=gathering.judge.commit),) if owners else ()
    return Evidence(OWNERS.name, change.head, value, "declared" if owners else "absent", sources=sources)


def _asked(file: FileChange) -> str:
    return file.old_path if file.status == "deleted" else file.path


def _inactive(people: People, today: str) -> frozenset[str]:
    """Owner texts of people who left, bots and agents, as the lists of people say."""
    gone = [p for p in people.persons if not p.active or "" < p.until < today or p.kind in {"bot", "agent"}]
    logins = {f"@{login.casefold()}" for p in gone for login in (p.logins.github, p.logins.gitlab) if login}
    return frozenset(logins | {email.casefold() for p in gone for email in p.emails})
