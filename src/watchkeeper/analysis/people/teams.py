"""Who is in a team: its members and those of the teams within it, and what keeps that from being known."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from watchkeeper.analysis.people.directory import Directory, Lookup
from watchkeeper.domain.people import Person, Team, fold
from watchkeeper.domain.problems import Problem

MOST_MEMBERS = 10_000


class Membership(Struct, frozen=True):
    """The people of a team, each once. `strangers` are members whom the directory cannot name, as written.

    `gaps` say, as sentences, why somebody may be missing here; with any of them the list proves no absence.
    `team` is None when no source knows the team; `why` then tells how the text fails. `dissolved` teams
    have no people.
    """

    text: str
    team: Team | None
    persons: tuple[Person, ...] = ()
    strangers: tuple[str, ...] = ()
    gaps: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    dissolved: bool = False
    why: str = ""


class Roster:
    """The memberships of a directory's teams, each expanded once."""

    def __init__(self, directory: Directory) -> None:
        self.directory = directory
        self._known: dict[str, Membership] = {}
        self._children: dict[str, list[Team]] = {}
        for team in directory.people.teams:
            above = directory.team(team.parent) if team.parent else None
            if isinstance(above, Team):
                self._children.setdefault(above.id, []).append(team)

    def members(self, text: str) -> Membership:
        """Who is in the team that a text means."""
        if text not in self._known:
            found = self.directory.team(text)
            self._known[text] = (
                Membership(text, None, why=found.why) if isinstance(found, Lookup) else self._expand(text, found)
            )
        return self._known[text]

    def _expand(self, text: str, team: Team) -> Membership:
        if not team.active:
            return Membership(text, team, dissolved=True)
        found = _Found()
        path = [team.id]
        waiting: list[Iterator[str | Team]] = [self._enter(team, found)]
        entered = {team.id}
        while waiting:
            member = next(waiting[-1], None)
            if member is None:
                waiting.pop()
                path.pop()
                continue
            inner = member if isinstance(member, Team) else self._take(member, found)
            if inner is None:
                continue
            if inner.id in path:
                found.cycle([*path[path.index(inner.id) :], inner.id], inner)
            elif inner.id not in entered and inner.active:
                entered.add(inner.id)
                path.append(inner.id)
                waiting.append(self._enter(inner, found))
        return Membership(
            text,
            team,
            persons=tuple(found.persons.values()),
            strangers=tuple(dict.fromkeys(found.strangers)),
            gaps=tuple(dict.fromkeys(found.gaps)),
            problems=tuple(dict.fromkeys(found.problems)),
        )

    def _enter(self, team: Team, found: _Found) -> Iterator[str | Team]:
        """The members of one team, then the teams that name it as the one above them."""
        if not team.known:
            found.gaps.append(
                f"no export lists every member of {team.id}" if team.members else f"no export lists who is in {team.id}"
            )
        return iter((*team.members, *self._children.get(team.id, ())))

    def _take(self, member: str, found: _Found) -> Team | None:
        """Note a person, or give the team that a member is."""
        if len(found.persons) + len(found.strangers) >= MOST_MEMBERS:
            found.gaps.append(f"more than {MOST_MEMBERS:,} members are not read")
            return None
        who = self.directory.find(member)
        if who.state == "known" and who.person is not None:
            found.persons.setdefault(who.person.id, who.person)
            return None
        inner = self.directory.team(member)
        if isinstance(inner, Team):
            return inner
        found.strangers.append(member)
        return None


class _Found:
    """What the walk met so far."""

    def __init__(self) -> None:
        self.persons: dict[str, Person] = {}
        self.strangers: list[str] = []
        self.gaps: list[str] = []
        self.problems: list[Problem] = []

    def cycle(self, path: list[str], team: Team) -> None:
        """A team that holds itself; the walk goes on without the step back."""
        shown = path if len(path) < 8 else [*path[:3], "…", *path[-3:]]
        what = f"the team holds itself: {' → '.join(shown)}"
        if all(fold(problem.message) != fold(what) for problem in self.problems):
            self.problems.append(Problem(what, team.place, "take one of the teams out of the other"))
