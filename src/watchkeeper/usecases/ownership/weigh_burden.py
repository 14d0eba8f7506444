"""Weighs the burden of a tree: how much of it somebody answers for by name, and who does the work where nobody does."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from msgspec import Struct
from msgspec.structs import replace

from watchkeeper.analysis.ownership.burden import holding_of, weigh
from watchkeeper.analysis.ownership.dialects.resolver import Resolver
from watchkeeper.domain.components import Component
from watchkeeper.domain.evidence import Unknown
from watchkeeper.domain.ownership.burden import Burden, Holding
from watchkeeper.domain.ownership.owners import AnswerState, OwnerRef
from watchkeeper.domain.problems import UnknownSubjectError
from watchkeeper.evidence.ownership.judging import Judge
from watchkeeper.git.listing import count_lines, list_files
from watchkeeper.git.repository import Repository
from watchkeeper.usecases.ownership.find_owners import Question, open_tree
from watchkeeper.usecases.ownership.list_components import answer, choose_components, inventory_at
from watchkeeper.usecases.ownership.recent_changes import read_recent
from watchkeeper.usecases.ownership.stand_behind import Where, open_judge
from watchkeeper.usecases.wiring import load_signals

RECENT = 200
"""So many of the newest changes are weighed."""
MOST_UNVERIFIED = 20


class Weighed(Struct, frozen=True):
    """The burden, where it was read in words, and what limits the answer."""

    burden: Burden
    read_at: str
    notes: tuple[str, ...] = ()


def weigh_tree(question: Question) -> Weighed:
    """The burden of the whole tree at the question's target.

    Raises:
        UsageError, UnknownSubjectError: as `open_owners`.
    """
    whole = replace(question, everything=True)
    with open_tree(whole) as opened:
        where, resolver = opened.where, opened.resolver
        repository, commit = where.repository, where.target.commit
        judge = open_judge(where)
        known = _Known(judge, resolver)
        inventory = inventory_at(repository, commit, where.loaded)
        running = choose_components(inventory.components, ())
        components = dict(_holdings(running, known, resolver))
        changes = read_recent(repository, commit, RECENT, load_signals())
        files, unread = _files(repository, commit)
        burden = weigh(files, known.holding, components, changes, _team_of(judge))
    burden = replace(burden, unverified=known.unverified()[:MOST_UNVERIFIED])
    notes = (*_notes(where, judge, len(inventory.problems)), *unread)
    return Weighed(burden, f"{where.target.name} at {commit[:12]}", notes)


class _Known:
    """How each path is held; each owner is judged once."""

    def __init__(self, judge: Judge | Unknown, resolver: Resolver) -> None:
        self._judge = judge
        self._resolver = resolver
        self._states: dict[str, AnswerState] = {}
        self._refs: dict[str, OwnerRef] = {}
        self._holdings: dict[str, Holding] = {}

    def holding(self, path: str) -> Holding:
        """How a path is held."""
        if path not in self._holdings:
            resolution = self._resolver.resolve(path)
            self._refs.update((owner.text, owner) for owner in resolution.owners)
            self._holdings[path] = holding_of(resolution, self.gone)
        return self._holdings[path]

    def gone(self, text: str) -> bool:
        """Whether nobody stands behind an owner any more; nobody is gone where no list says so."""
        if isinstance(self._judge, Unknown):
            return False
        if text not in self._states:
            owner = self._refs.get(text, OwnerRef(text, "team" if "/" in text else "user"))
            self._states[text] = self._judge.judge([owner])[0].state
        return self._states[text] == "nobody"

    def unverified(self) -> tuple[str, ...]:
        """The owners of whom it is not known whether anybody stands behind them."""
        if isinstance(self._judge, Unknown):
            return ()
        return tuple(sorted(text for text, state in self._states.items() if state == "unknown"))


def _files(repository: Repository, commit: str) -> tuple[list[tuple[str, int]], tuple[str, ...]]:
    """Every file with its lines; without lines, and why, where this clone does not hold every content."""
    try:
        return list(count_lines(repository, commit)), ()
    except UnknownSubjectError as error:
        note = f"Lines are not counted: {error.problems[0]}"
        return [(path, 0) for path, _, _ in list_files(repository, commit)], (note,)


def _holdings(components: tuple[Component, ...], known: _Known, resolver: Resolver) -> Iterator[tuple[str, Holding]]:
    for component in components:
        found = answer(component, resolver, ())
        if found.resolution is None:
            gone = found.owners and all(known.gone(owner.text) for owner in found.owners)
            holding: Holding = "dissolved" if gone else found.holding
        else:
            holding = holding_of(found.resolution, known.gone)
        where = f" ({component.root})" if component.root else ""
        yield f"{component.name}{where}", holding


def _team_of(judge: Judge | Unknown) -> Callable[[str], str]:
    """The team of an address, by the person's own entry, else the smallest listed team; "" where none is known."""
    if isinstance(judge, Unknown):
        return lambda _: ""
    directory = judge.roster.directory
    members = [(team.id, judge.roster.members(team.id).persons) for team in directory.people.teams if team.active]
    teams: dict[str, str] = {}
    for name, persons in sorted(members, key=lambda pair: (len(pair[1]), pair[0])):
        for person in persons:
            teams.setdefault(person.id, name)

    def team_of(address: str) -> str:
        person = directory.by_address(address)
        return (person.team or person.department or teams.get(person.id, "")) if person else ""

    return team_of


def _notes(where: Where, judge: Judge | Unknown, unread: int) -> Iterator[str]:
    if isinstance(judge, Unknown):
        yield f"Whether owners are still there, and in which team, is not known: {judge.reason} → {judge.remedy}."
    if unread:
        yield f"{unread} problem{'s' if unread > 1 else ''} with catalogs or manifests: `watchkeeper components` tells."
    if where.repository.shallow:
        yield "This clone is shallow: fewer changes were looked at."
