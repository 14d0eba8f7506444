"""Makes one directory of several sources: one entry a person, one a team, and what the sources contradict in."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from itertools import chain, count

import msgspec
from msgspec import structs

from watchkeeper.analysis.people.addresses import login_of
from watchkeeper.analysis.people.clusters import Entry, group, unique
from watchkeeper.domain.people import FORGES, Logins, NameKind, People, Person, Team, fold
from watchkeeper.domain.problems import Problem

MOST_PROBLEMS = 200
_FORGE_LOGINS = ("github", "gitlab")


def merge(levels: Iterable[Iterable[People]]) -> People:
    """One directory of all sources, by level of trust from the highest to the lowest.

    Entries with the same address or the same login on one forge are one person, unless one source lists them
    as two. Of facts that differ the most trusted source's counts, but: whom any source calls gone, a bot or an
    agent is that; the earliest last day counts. Members of a team are those of the highest level that tells any.
    Within a level the order of the sources has no meaning. A source given twice changes nothing.
    """
    ranked = [list(level) for level in levels]
    sources = [source for level in ranked for source in level]
    persons, problems = _merge_persons([p for level in ranked for p in _sorted(s.persons for s in level)])
    rows = [(rank, team) for rank, level in enumerate(ranked) for team in _sorted(s.teams for s in level)]
    teams, doubts = _merge_teams(rows)
    told = sorted({problem for source in sources for problem in source.problems}, key=msgspec.json.encode)
    every = [*told, *problems, *doubts]
    if len(every) > MOST_PROBLEMS:
        more = Problem(f"{len(every) - MOST_PROBLEMS:,} more problems with people and teams")
        every = [*every[:MOST_PROBLEMS], more]
    return People(
        persons=persons,
        teams=teams,
        sources=tuple(dict.fromkeys(place for level in ranked for place in _sorted(s.sources for s in level))),
        problems=tuple(every),
        unread=tuple(sorted({file for source in sources for file in source.unread})),
        lists=tuple(sorted({kind for source in sources for kind in (source.lists or _lists(source))})),
    )


def person_keys(person: Person) -> tuple[str, ...]:
    """What a person is known by in every source: `login:FORGE:NAME`, and addresses; folded."""
    return unique([*login_keys(person), *(key for address in person.emails for key in address_keys(address))])


def login_keys(person: Person) -> tuple[str, ...]:
    """A person's logins as `login:FORGE:NAME`, folded; further ones on the same forge stand in `refs`."""
    logins = [(forge, str(getattr(person.logins, forge))) for forge in FORGES]
    shown = (f"login:{forge}:{fold(login)}" for forge, login in logins if login)
    return unique([*shown, *(fold(ref) for ref in person.refs if ref.startswith("login:"))])


def address_keys(address: str) -> tuple[str, ...]:
    """An address, folded; of a forge's no-reply address the login as well."""
    found = login_of(address)
    return (fold(address), f"login:{found[0]}:{fold(found[1])}") if found else (fold(address),)


def _sorted(lists: Iterable[Sequence[msgspec.Struct]]) -> list:  # type: ignore[type-arg]
    """The values of all lists, each once, in an order that does not depend on the lists'."""
    return sorted({value for values in lists for value in values}, key=msgspec.json.encode)


def _lists(source: People) -> list[NameKind]:
    people = [person for person in source.persons if person.kind == "person"]
    found: list[NameKind] = []
    if any(person.logins.github or person.logins.gitlab for person in people):
        found.append("login")
    if any(person.emails for person in people):
        found.append("address")
    return found


def _merge_persons(entries: Sequence[Person]) -> tuple[tuple[Person, ...], list[Problem]]:
    files = [person.place.file if person.place else "" for person in entries]
    rows = [
        Entry((*person_keys(person), f"id:{file}:{fold(person.id)}"), file, fold(person.id))
        for person, file in zip(entries, files, strict=True)
    ]
    groups, contests = group(rows)
    problems = [_contest(c.key, entries[c.one], entries[c.other]) for c in contests]
    merged: list[Person] = []
    taken: dict[str, Person] = {}
    for members in groups:
        same = [entries[at] for at in members]
        person = _one_person(same)
        problems += _contradictions(person, same)
        if other := taken.get(fold(person.id)):
            person, doubt = _renamed(person, other, taken)
            problems += doubt
        taken[fold(person.id)] = person
        merged.append(person)
    return tuple(merged), problems


def _one_person(same: Sequence[Person]) -> Person:
    """One entry of those that sources have of a person, the most trusted first."""
    listed = [person for person in same if person.kind != "account"] or list(same)
    first = listed[0]
    kinds = [person.kind for person in same]
    machine = next((kind for kind in kinds if kind in {"bot", "agent"}), None)
    days = [person.until for person in same if person.until]
    logins = Logins(*(_first(getattr(person.logins, forge) for person in same) for forge in FORGES))
    shown = login_keys(Person("", logins=logins))
    further = [key for person in same for key in login_keys(person) if key not in shown]
    ids = [person.id for person in listed[1:] if person.id != first.id]
    return structs.replace(
        first,
        name=_first(person.name for person in listed) or _first(person.name for person in same),
        emails=unique(address for person in same for address in person.emails),
        logins=logins,
        kind=machine or first.kind,
        team=_first(person.team for person in same),
        department=_first(person.department for person in same),
        manager=_first(person.manager for person in same),
        active=all(person.active for person in same),
        zone=_first(person.zone for person in same),
        no_test_pages=",".join(unique(person.no_test_pages for person in same if person.no_test_pages)),
        refs=unique([*(ref for person in same for ref in person.refs), *ids, *further]),
        until=min(days, default=""),
    )


def _contradictions(person: Person, same: Sequence[Person]) -> Iterable[Problem]:
    gone = [p for p in same if not p.active]
    here = [p for p in same if p.active]
    if gone and here:
        what = f"{gone[0].place} says that {person.id} is gone, {here[0].place} does not; {person.id} counts as gone"
        yield Problem(what, here[0].place, "mend the source that is wrong")
    machines = [p for p in same if p.kind in {"bot", "agent"}]
    people = [p for p in same if p.kind == "person"]
    if machines and people:
        kind = machines[0].kind
        what = f"{machines[0].place} says that {person.id} is {_a(kind)}, {people[0].place} a person; {_a(kind)} counts"
        yield Problem(what, people[0].place, "mend the source that is wrong")
    for forge in _FORGE_LOGINS:
        logins: dict[str, Person] = {}
        for entry in same:
            if login := getattr(entry.logins, forge):
                logins.setdefault(fold(login), entry)
        if len(logins) > 1:
            (one, first), (other, second) = list(logins.items())[:2]
            what = f"{person.id} is @{one} on {forge} by {first.place}, and @{other} by {second.place}; @{one} counts"
            yield Problem(what, second.place, "mend the source that is wrong")


def _renamed(person: Person, other: Person, taken: Collection[str]) -> tuple[Person, list[Problem]]:
    """A person whose id another one has: known by the login or place instead; told, if both are listed as people."""
    place = f"{person.id} ({person.place})"
    names = chain(login_keys(person), [place], (f"{place} {n}" for n in count(2)))
    renamed = structs.replace(person, id=next(name for name in names if fold(name) not in taken))
    if "account" in {person.kind, other.kind}:
        return renamed, []
    what = f"{other.place} and {person.place} both know a {person.id}, without a common address or login: two people"
    return renamed, [Problem(what, person.place, "if they are one, give both entries the same address")]


def _contest(key: str, one: Person, other: Person) -> Problem:
    what = f"{key.removeprefix('login:')} is given to two people, {one.id} ({one.place}) and {other.id} ({other.place})"
    return Problem(f"{what}; it means neither", other.place, "leave it with the one it belongs to")


def _merge_teams(rows: Sequence[tuple[int, Team]]) -> tuple[tuple[Team, ...], list[Problem]]:
    files = [team.place.file if team.place else "" for _, team in rows]
    entries = [
        Entry(tuple(fold(name) for name in (team.id, *team.names) if name), file, fold(team.id))
        for (_, team), file in zip(rows, files, strict=True)
    ]
    groups, contests = group(entries)
    problems = []
    for contest in contests:
        one, other = rows[contest.one][1], rows[contest.other][1]
        what = f"{contest.key} is given to two teams, {one.id} ({one.place}) and {other.id} ({other.place})"
        problems.append(Problem(f"{what}; it means neither", other.place, "leave it with one of them"))
    return tuple(_one_team([rows[at] for at in members]) for members in groups), problems


def _one_team(same: Sequence[tuple[int, Team]]) -> Team:
    telling = min((rank for rank, team in same if team.known or team.members), default=-1)
    tells = [team for rank, team in same if rank == telling]
    return structs.replace(
        same[0][1],
        names=unique(name for _, team in same for name in (team.id, *team.names)),
        members=unique(member for team in tells for member in team.members),
        parent=_first(team.parent for _, team in same),
        active=all(team.active for _, team in same),
        known=any(team.known for team in tells),
    )


def _first(texts: Iterable[str]) -> str:
    return next((text for text in texts if text), "")


def _a(kind: str) -> str:
    return "an agent" if kind == "agent" else f"a {kind}"
