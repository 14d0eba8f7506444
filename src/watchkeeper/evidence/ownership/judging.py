"""Judges owners as people: with one directory, one reading of who was active, and one of who knows what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from watchkeeper.analysis.authorship.signals import SignalCatalogue
from watchkeeper.analysis.knowledge.knowledge import Knowledge
from watchkeeper.analysis.ownership.paths import PathOwners
from watchkeeper.analysis.ownership.person_tests import DAY, Facts, Terms
from watchkeeper.analysis.ownership.standing import stand
from watchkeeper.analysis.people.directory import activity_by_person
from watchkeeper.analysis.people.teams import Roster
from watchkeeper.domain.evidence import Unknown
from watchkeeper.domain.knowledge import Knower
from watchkeeper.domain.ownership.owners import OwnerAnswer, OwnerRef
from watchkeeper.domain.people import People, fold
from watchkeeper.evidence.gathering import Gathering
from watchkeeper.evidence.knowledge.opening import time_of
from watchkeeper.evidence.knowledge.paths import collect_knowledge
from watchkeeper.evidence.knowledge.presence import read_presence
from watchkeeper.evidence.ownership.directory import load_directory
from watchkeeper.git.repository import Repository
from watchkeeper.git.trees import Tree

RULE = "ownership/owner-reachable"
MOST_PATHS = 20
"""Paths whose knowers are looked up at once; further ones that the same line owns have the same owners."""


class Ground(Struct, frozen=True):
    """What owners are judged on: the target's commit, the lists of people, the time (seconds since the epoch).

    `involved` are the names of those who made the change, if there is one; `seen` is when the ledger saw people
    (logins with `@`, or addresses) approve something.
    """

    repository: Repository
    commit: str
    people: People
    catalogue: SignalCatalogue
    now: int
    terms: Terms
    involved: frozenset[str] = frozenset()
    involved_known: bool = False
    seen: Mapping[str, int] = {}


class Judge:
    """Judges owners of one target. `knowledge` tells who knows paths; None: nobody looked.

    Raises:
        UsageError, UnknownSubjectError: the mailmap or the history of the target cannot be read.
    """

    def __init__(self, ground: Ground, knowledge: Knowledge | None = None) -> None:
        tree = Tree(ground.repository.objects, ground.commit)
        self._terms = ground.terms
        self._knowledge = knowledge
        self.roster = Roster(load_directory(tree, ground.people))
        seen, since = _presence(ground)
        for person in knowledge.presence() if knowledge is not None else ():
            at = max(person.last, *(seen.get(address, 0) for address in person.addresses))
            seen |= dict.fromkeys(person.addresses, at)
        seen |= {name: max(at, seen.get(name, 0)) for name, at in ground.seen.items()}
        self._facts = Facts(
            now=ground.now,
            last_active=activity_by_person(self.roster.directory, seen),
            since=since,
            involved=ground.involved,
            involved_known=ground.involved_known,
            machines=machines_of(ground.catalogue),
            newest=time_of(ground.repository, ground.commit) if since is not None else None,
        )

    @property
    def knows_paths(self) -> bool:
        """Whether the answers depend on the path."""
        return self._knowledge is not None

    def judge(
        self, owners: Sequence[OwnerRef], paths: Sequence[str] = (), terms: Terms | None = None
    ) -> tuple[OwnerAnswer, ...]:
        """What each owner leads to; `paths` are what they should know, `terms` what is asked of them here."""
        facts = self._facts
        if self._knowledge is not None and paths:
            facts = replace(facts, knowers=knowers_of(self._knowledge, paths[:MOST_PATHS]))
        return tuple(stand(owner, self.roster, facts, terms or self._terms) for owner in owners)


def _presence(ground: Ground) -> tuple[dict[str, int], int | None]:
    """Who was seen when; without any list nobody is looked for."""
    if not (ground.people.persons or ground.people.teams):
        return {}, None
    return read_presence(ground.repository, ground.commit, ground.now - ground.terms.active_days * DAY)


def knowers_of(knowledge: Knowledge, paths: Sequence[str]) -> tuple[Knower, ...]:
    """Those who know any of the paths, the best first, each with the greatest share."""
    best: dict[str, Knower] = {}
    for path in paths:
        for knower in knowledge.rank_knowers(path):
            if knower.person not in best or knower.share > best[knower.person].share:
                best[knower.person] = knower
    return tuple(sorted(best.values(), key=lambda knower: (-knower.share, knower.person)))


def machines_of(catalogue: SignalCatalogue) -> frozenset[str]:
    """Logins and addresses of agents and automations, folded."""
    told = (name for entry in catalogue.signals for name in (*entry.match.addresses, *entry.match.logins))
    return frozenset(fold(name) for name in (*told, *catalogue.automations))


def open_judge(gathering: Gathering, owners: PathOwners, groups: Sequence[Sequence[str]]) -> Judge:
    """The judge of a change's target; the knowers of the first paths of each group are looked up.

    Raises:
        UsageError, UnknownSubjectError: as `Judge`.
    """
    paths = [path for group in groups for path in group[:MOST_PATHS]]
    found = collect_knowledge(gathering.repository, gathering.judge.commit, paths, gathering.signals)
    return Judge(ground_of(gathering, owners), None if isinstance(found, Unknown) else found)


def judge_of_target(gathering: Gathering, paths: Sequence[str]) -> Judge:
    """The judge of a change's target to whom those who made the change are people like all others.

    Raises:
        UsageError, UnknownSubjectError: as `Judge`.
    """
    found = collect_knowledge(gathering.repository, gathering.judge.commit, paths[:MOST_PATHS], gathering.signals)
    terms = terms_of(gathering.options, gathering.escalation)
    ground = Ground(
        gathering.repository, gathering.judge.commit, gathering.people, gathering.signals, gathering.now, terms
    )
    return Judge(ground, None if isinstance(found, Unknown) else found)


def ground_of(gathering: Gathering, owners: PathOwners) -> Ground:
    """What owners are judged on by the policy, with those who made the change."""
    return Ground(
        repository=gathering.repository,
        commit=gathering.judge.commit,
        people=gathering.people,
        catalogue=gathering.signals,
        now=gathering.now,
        terms=terms_of(gathering.options, gathering.escalation),
        involved=owners.author_names,
        involved_known=owners.author_known,
        seen={approval.person: approval.at for approval in sorted(gathering.approvals, key=lambda a: a.at)},
    )


def terms_of(options: Mapping[str, Mapping[str, object]], escalation: str) -> Terms:
    """What a policy asks of an owner, by the options of its rules."""
    days = options.get(RULE, {}).get("active_days", 90)
    return Terms(active_days=int(str(days)), escalation=escalation)
