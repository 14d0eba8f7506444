"""Resolves the changed paths with the owners file of the target."""

from __future__ import annotations

from watchkeeper.analysis.ownership.authors import author_names
from watchkeeper.analysis.ownership.dialects.resolver import asked_paths, compile_written
from watchkeeper.analysis.ownership.paths import OWNERS, PathOwners
from watchkeeper.domain.evidence import Evidence, Unknown
from watchkeeper.domain.people import People
from watchkeeper.domain.problems import Place
from watchkeeper.domain.times import utc
from watchkeeper.evidence.gathering import Gathering
from watchkeeper.evidence.ownership.owners_file import choose_dialect, folders_above, load_owners


def collect(gathering: Gathering) -> Evidence[PathOwners] | Unknown:
    """Owners of every changed path, of a rename also of the old one where the dialect asks; none without a file."""
    change = gathering.change
    choice = choose_dialect(gathering.judge, forge=change.opening.forge)
    paths = list(dict.fromkeys(path for file in change.files for path in asked_paths(file, choice.dialect)))
    written = load_owners(gathering.judge, choice, folders_above(paths))
    names, known = author_names(change, gathering.people)
    resolver = compile_written(written)
    value = PathOwners(
        file=written.files[0].file if written.files else "",
        commit=gathering.judge.commit,
        resolutions=tuple(resolver.resolve(path) for path in paths),
        author_names=names,
        author_known=known,
        problems=written.problems,
        inactive=_inactive(gathering.people, utc(gathering.now)[:10]),
        dialect=written.dialect,
    )
    sources = tuple(Place(file.file, commit=gathering.judge.commit) for file in written.files)
    return Evidence(OWNERS.name, change.head, value, "declared" if sources else "absent", sources=sources)


def _inactive(people: People, today: str) -> frozenset[str]:
    """Owner texts of people who left, bots and agents, as the lists of people say."""
    gone = [p for p in people.persons if not p.active or "" < p.until < today or p.kind in {"bot", "agent"}]
    logins = {f"@{login.casefold()}" for p in gone for login in (p.logins.github, p.logins.gitlab) if login}
    return frozenset(logins | {email.casefold() for p in gone for email in p.emails})
