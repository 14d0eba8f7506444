"""Sets up how people are named and proposed at a target: the directory, the history, a forge's merges."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from msgspec import Struct

from watchkeeper.analysis.authorship.signals import SignalCatalogue
from watchkeeper.analysis.knowledge.knowledge import Knowledge
from watchkeeper.analysis.knowledge.together import rank_together
from watchkeeper.analysis.ownership.naming import Naming, logins_by_spelling
from watchkeeper.analysis.people.addresses import login_of
from watchkeeper.analysis.people.directory import Directory
from watchkeeper.domain.evidence import Unknown
from watchkeeper.domain.knowledge import Grasp, Presence
from watchkeeper.domain.ownership.handover import Successor
from watchkeeper.domain.ownership.owners import Dialect
from watchkeeper.domain.people import People
from watchkeeper.evidence.ownership.directory import load_directory
from watchkeeper.evidence.ownership.judging import machines_of
from watchkeeper.evidence.ownership.merge_logins import collect_merge_logins
from watchkeeper.git.repository import Repository
from watchkeeper.git.trees import Tree
from watchkeeper.usecases.ownership.load_knowledge import load_knowledge

DAY = 86_400
MOST_PROPOSED = 3
MOST_TOLD = 50
"""Files up to which their number is told; of more not all may have been looked at."""
FORGOTTEN = 730 * DAY
"""Whoever has not worked there for so long is not proposed."""
Tell = Callable[[str, int], None]


class KnownPeople(Struct, frozen=True):
    """Who is known at a target, by lists and by the history (Unknown where there is none), and how to write them."""

    directory: Directory
    knowledge: Knowledge | Unknown
    naming: Naming
    logins: Mapping[str, str] = {}

    @property
    def presence(self) -> tuple[Presence, ...]:
        """When people were last active; nobody where the history is not known."""
        return () if isinstance(self.knowledge, Unknown) else self.knowledge.presence()

    def rank(self, paths: Sequence[str]) -> tuple[Grasp, ...]:
        """Who knows these files, the best first; nobody where the history is not known."""
        return () if isinstance(self.knowledge, Unknown) else rank_together(self.knowledge, paths)


def silent(_what: str, _done: int) -> None:
    """Tells nobody how far it is."""


class Speech(Struct, frozen=True):
    """How people are named: the dialect, the signals of programs, the time, who is told of the progress.

    `named` are owners as the tree's owners files name them: logins that exist.
    """

    dialect: Dialect
    catalogue: SignalCatalogue
    now: int
    tell: Tell = silent
    named: tuple[str, ...] = ()


def know_people(repository: Repository, tip: str, people: People, speech: Speech) -> KnownPeople:
    """Everybody at a commit; times are judged as of that commit, or of `now` where no history is known."""
    found = load_knowledge(repository, tip, speech.catalogue, speech.tell)
    knowledge = None if isinstance(found, Unknown) else found
    directory = load_directory(Tree(repository.objects, tip), people, knowledge.identities if knowledge else ())
    presence = knowledge.presence() if knowledge else ()
    merged = collect_merge_logins(repository, tip) if knowledge and speech.dialect != "gitlab" else {}
    logins = {**logins_by_spelling(speech.named, presence), **merged}
    at = knowledge.now if knowledge else speech.now
    naming = Naming(directory, presence, machines_of(speech.catalogue), speech.dialect, at, logins)
    return KnownPeople(directory, found, naming, logins)


def propose_successors(
    known: KnownPeople, paths: Sequence[str], excluded: Callable[[str], bool]
) -> tuple[Successor, ...]:
    """Who could take over these files: those who worked in them, can be named, and are not excluded by name."""
    found: dict[str, Successor] = {}
    for grasp in known.rank(paths):
        if isinstance(known.knowledge, Unknown) or grasp.last < known.knowledge.now - FORGOTTEN:
            continue
        named = known.naming.name(grasp.person)
        if named.text and named.id not in found and not excluded(named.text) and not excluded(grasp.person):
            found[named.id] = Successor(named.text, grasp.share, why_of(grasp, known))
        if len(found) == MOST_PROPOSED:
            break
    return tuple(found.values())


class Absences:
    """Says of an owner as written why nobody can be expected to answer any more."""

    def __init__(self, known: KnownPeople) -> None:
        self._naming = known.naming
        self._addresses = {f"@{login}".casefold(): address for address, login in known.logins.items()}
        for one in known.presence:
            for address in one.addresses:
                self._addresses[address] = one.person
                if found := login_of(address):
                    self._addresses[f"@{found[1]}".casefold()] = one.person
        self._directory = known.directory

    def of(self, owner: str) -> str:
        """What a list or the history says against an owner, "" for nothing; of a team, nothing is known here."""
        found = self._directory.find(owner)
        person = found.person if found.state == "known" else None
        if person and not person.active:
            return "left"
        address = self._addresses.get(owner.casefold(), "") or next(iter(person.emails if person else ()), "")
        return self._naming.name(address).doubt if address in self._addresses else ""


def why_of(grasp: Grasp, known: KnownPeople) -> str:
    """What a person did in the files, as the end of a sentence."""
    now = grasp.last if isinstance(known.knowledge, Unknown) else known.knowledge.now
    days = max(0, now - grasp.last) // DAY
    part = f"{grasp.files:,} of {grasp.of:,}" if grasp.of <= MOST_TOLD else f"{grasp.files / grasp.of:.0%} of the"
    ago = "today" if not days else f"{days:,} day{'' if days == 1 else 's'} ago"
    if grasp.of == 1:
        return f"worked in it, last {ago}"
    return f"worked in {part} files, last {ago}"
