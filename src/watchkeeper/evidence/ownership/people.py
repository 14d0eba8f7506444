"""Finds out whether the owners of the changed paths are people who can be reached and who know the code."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from watchkeeper.analysis.authorship.signals import SignalCatalogue
from watchkeeper.analysis.knowledge.knowledge import Knowledge
from watchkeeper.analysis.ownership.paths import PathOwners
from watchkeeper.analysis.ownership.person_tests import Facts, Terms
from watchkeeper.analysis.ownership.reach import PEOPLE, PathGroup, PathPeople
from watchkeeper.analysis.ownership.standing import OwnerAnswer, stand
from watchkeeper.analysis.people.directory import Directory, activity_by_person
from watchkeeper.analysis.people.teams import Roster
from watchkeeper.domain.evidence import Evidence, Rung, Unknown
from watchkeeper.domain.knowledge import Knower
from watchkeeper.domain.ownership.owners import OwnerRef, Resolution
from watchkeeper.domain.people import fold
from watchkeeper.evidence.gathering import Gathering
from watchkeeper.evidence.knowledge.paths import collect_knowledge
from watchkeeper.evidence.ownership.directory import load_directory
from watchkeeper.evidence.ownership.paths import collect as collect_owners

RULE = "ownership/owner-reachable"
NO_LIST = "no list of people or teams is named in the policy"
LIST = "name one under people or sources.people (docs/people.md)"
MOST_PATHS = 20
"""Paths of a group whose knowers are looked up; the others of the same line have the same owners."""


def collect(gathering: Gathering) -> Evidence[PathPeople] | Unknown:
    """The owned changed paths by the line that owns them, with what each owner comes to.

    Without any list of people every owner is unknown, and no history is read.
    """
    owners = collect_owners(gathering)
    if isinstance(owners, Unknown):
        return Unknown(PEOPLE.name, gathering.change.head, owners.reason, owners.remedy)
    grouped = list(_groups(owners.value.resolutions))
    listed = bool(gathering.people.persons or gathering.people.teams)
    if listed and grouped:
        judge = _Judge(gathering, owners.value, [path for paths, _ in grouped for path in paths[:MOST_PATHS]])
        groups = tuple(judge.group(paths, resolution) for paths, resolution in grouped)
    else:
        groups = tuple(PathGroup(paths, tuple(map(_unlisted, r.owners)), r.rule) for paths, r in grouped)
    value = PathPeople(groups, listed, gathering.escalation, gathering.judge.commit)
    rung: Rung = "resolved" if any(group.state == "stands" for group in groups) else "declared"
    return Evidence(PEOPLE.name, gathering.change.head, value, rung if groups else "absent", sources=owners.sources)


class _Judge:
    """Judges owners with one directory, and one reading of the history."""

    def __init__(self, gathering: Gathering, owners: PathOwners, paths: Sequence[str]) -> None:
        catalogue = gathering.signals
        found = collect_knowledge(gathering.repository, gathering.judge.commit, paths, catalogue)
        self._knowledge = None if isinstance(found, Unknown) else found
        self._roster = Roster(load_directory(gathering.judge, gathering.people))
        self._terms = terms_of(gathering)
        self._facts = facts_of(self._roster.directory, self._knowledge, catalogue, gathering.now, owners)

    def group(self, paths: tuple[str, ...], resolution: Resolution) -> PathGroup:
        """One group with the answers of its owners."""
        facts = self._facts
        if self._knowledge is not None:
            facts = Facts(
                facts.now, facts.last_active, facts.since, _knowers(self._knowledge, paths[:MOST_PATHS]),
                facts.involved, facts.involved_known, facts.machines,
            )  # fmt: skip
        answers = tuple(stand(owner, self._roster, facts, self._terms) for owner in resolution.owners)
        return PathGroup(paths, answers, resolution.rule)


def terms_of(gathering: Gathering) -> Terms:
    """What the policy asks of an owner."""
    days = gathering.options.get(RULE, {}).get("active_days", 180)
    return Terms(active_days=int(str(days)), escalation=gathering.escalation)


def facts_of(
    directory: Directory, knowledge: Knowledge | None, catalogue: SignalCatalogue, now: int, owners: PathOwners
) -> Facts:
    """What is known beside the directory: who was active when, who made the change, which accounts are machines."""
    seen: dict[str, int] = {}
    if knowledge is not None:
        for person in knowledge.presence():
            seen |= dict.fromkeys(person.addresses, person.last)
    return Facts(
        now=now,
        last_active=activity_by_person(directory, seen),
        since=knowledge.coverage.since if knowledge is not None else None,
        involved=owners.author_names,
        involved_known=owners.author_known,
        machines=machines_of(catalogue),
    )


def machines_of(catalogue: SignalCatalogue) -> frozenset[str]:
    """Logins and addresses of agents and automations, folded."""
    told = (name for entry in catalogue.signals for name in (*entry.match.addresses, *entry.match.logins))
    return frozenset(fold(name) for name in (*told, *catalogue.automations))


def _groups(resolutions: Sequence[Resolution]) -> Iterator[tuple[tuple[str, ...], Resolution]]:
    found: dict[tuple[object, tuple[OwnerRef, ...]], list[Resolution]] = {}
    for resolution in resolutions:
        if resolution.state == "owned":
            found.setdefault((resolution.rule, resolution.owners), []).append(resolution)
    yield from ((tuple(r.path for r in group), group[0]) for group in found.values())


def _unlisted(owner: OwnerRef) -> OwnerAnswer:
    return OwnerAnswer(owner, "unknown", (), NO_LIST, LIST)


def _knowers(knowledge: Knowledge, paths: Sequence[str]) -> tuple[Knower, ...]:
    """Those who know any of the paths, the best first, each with the greatest share."""
    best: dict[str, Knower] = {}
    for path in paths:
        for knower in knowledge.rank_knowers(path):
            if knower.person not in best or knower.share > best[knower.person].share:
                best[knower.person] = knower
    return tuple(sorted(best.values(), key=lambda knower: (-knower.share, knower.person)))
