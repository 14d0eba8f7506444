"""Prepares the hand-over of everything that a person answers for at a target, and writes it when asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from msgspec import Struct

from watchkeeper.analysis.ownership.dialects.resolver import Resolver, compile_written
from watchkeeper.analysis.people.teams import Roster
from watchkeeper.domain.change import Opening, Target
from watchkeeper.domain.evidence import Unknown
from watchkeeper.domain.ownership.handover import HandOverPlan, OpenClaim, Successor
from watchkeeper.domain.ownership.owners import Agreement, OwnerRef, Resolution, WrittenOwners
from watchkeeper.domain.people import Person
from watchkeeper.domain.policy import PolicyFile
from watchkeeper.domain.problems import Problem, WatchkeeperError
from watchkeeper.domain.times import utc
from watchkeeper.evidence.ownership.mentions import Mentioned, find_mentioned
from watchkeeper.evidence.ownership.owners_file import choose_dialect, load_owners
from watchkeeper.formats.owners.places import OWNERS
from watchkeeper.git.listing import list_files
from watchkeeper.git.ranges import find_target
from watchkeeper.git.repository import Repository
from watchkeeper.git.trees import Tree
from watchkeeper.usecases.ledger.location import opened
from watchkeeper.usecases.load_policy import Loaded, load_policy
from watchkeeper.usecases.ownership.hand_over import OPEN, Case, Ground, plan_hand_over
from watchkeeper.usecases.ownership.leaver import Party, demand_able, demand_known, identify_party, twins_of
from watchkeeper.usecases.ownership.list_agreements import agreements_at
from watchkeeper.usecases.ownership.list_components import inventory_at
from watchkeeper.usecases.ownership.name_people import (
    Absences,
    KnownPeople,
    Speech,
    Tell,
    know_people,
    propose_successors,
    silent,
)
from watchkeeper.usecases.ownership.responsibilities import Owned, claims_of, demands_of, held_by, teams_of, waivers_of
from watchkeeper.usecases.wiring import load_rules, load_signals

MOST_BYTES = 3 << 20
SUBMODULE = 0o160000


class Leaving(Struct, frozen=True):
    """What `handover` is asked: who leaves, who takes over ("" = nobody was named), from which date on.

    `people` are lists from outside the repository; `database` is a ledger's, "" = none is read.
    """

    repo: str
    who: str
    to: str
    on: str
    target: str
    now: int
    people: tuple[tuple[str, bytes], ...] = ()
    database: str = ""


class _Scene(Struct, frozen=True):
    """What was read of the target."""

    repository: Repository
    target: Target
    loaded: Loaded
    written: WrittenOwners
    resolver: Resolver
    files: tuple[str, ...]
    resolutions: tuple[Resolution, ...]
    known: KnownPeople


def prepare_hand_over(asked: Leaving, tell: Tell = silent) -> HandOverPlan:
    """Everything that a person answers for at the target, with successors, patches and entries to be merged.

    Raises:
        UsageError: the name means two people, or the successor cannot take over.
        UnknownSubjectError: nobody has the name, or the tree is not in this clone.
    """
    claims = _claims(asked.database)
    with Repository(asked.repo) as repository:
        scene = _read(repository, asked, tell)
        owners = tuple({o.text: o for r in scene.resolutions for d in demands_of(r) for o in d.owners}.values())
        leaver = identify_party(asked.who, scene.known, scene.written.dialect)
        sources = _sources(scene.loaded.policy.file)
        commit, dialect = scene.target.commit, scene.written.dialect
        mentioned = list(find_mentioned(repository, commit, leaver.names, dialect, sources))
        demand_known(leaver, any(isinstance(entry, Mentioned) for entry in mentioned), scene.known, owners)
        to = identify_party(asked.to, scene.known, dialect) if asked.to else None
        if to is not None:
            demand_known(to, any(o.text.casefold() in to.folded for o in owners), scene.known, owners)
            demand_able(to, leaver, asked.on)
        ground = _ground(scene, leaver, owners, claims, asked.now)
        return plan_hand_over(Case(leaver, to, asked.on, utc(asked.now)), mentioned, ground)


def _read(repository: Repository, asked: Leaving, tell: Tell) -> _Scene:
    target = find_target(repository, asked.target, Opening())
    loaded = load_policy(repository, target, None, load_rules(), asked.people)
    tree = Tree(repository.objects, target.commit)
    files = tuple(path for path, mode, _ in list_files(repository, target.commit) if mode != SUBMODULE)
    choice = choose_dialect(tree)
    folders = {path.rpartition("/")[0] for path in files if path.rpartition("/")[2] == OWNERS}
    written = load_owners(tree, choice, folders if choice.dialect == "kubernetes" else ())
    resolver = compile_written(written)
    resolutions = tuple(map(resolver.resolve, files))
    typed = [f"@{text.removeprefix('@')}" for text in (asked.who, asked.to) if text and "@" not in text[1:]]
    named = tuple(dict.fromkeys([*typed, *(o.text for r in resolutions for d in demands_of(r) for o in d.owners)]))
    speech = Speech(written.dialect, load_signals(), asked.now, tell, named)
    known = know_people(repository, target.commit, loaded.people, speech)
    return _Scene(repository, target, loaded, written, resolver, files, resolutions, known)


def _ground(
    scene: _Scene, leaver: Party, owners: Sequence[OwnerRef], claims: tuple[OpenClaim, ...] | Unknown, now: int
) -> Ground:
    own = tuple(
        r for r in scene.resolutions if any(o.text.casefold() in leaver.folded for d in demands_of(r) for o in d.owners)
    )
    owned, everything = Owned(leaver.folded, own), Owned(leaver.folded, scene.resolutions)
    inventory = inventory_at(scene.repository, scene.target.commit, scene.loaded)
    counted = [c for c in inventory.components if c.runs or c.declaration != "found"]
    agreements, problems = _agreements(scene, leaver, now, [c.id for c in inventory.components])

    @cache
    def propose_for(paths: tuple[str, ...]) -> tuple[Successor, ...]:
        return propose_successors(scene.known, paths, lambda name: name.casefold() in leaver.folded)

    def stays(person: Person) -> bool:
        return person.kind == "person" and person.active and not (person.until and person.until < utc(now)[:10])

    roster = Roster(scene.known.directory)
    further = [*teams_of(leaver, roster, everything.by_names, stays), *waivers_of(leaver, scene.loaded.waivers, now)]
    if not isinstance(claims, Unknown):
        further += claims_of(leaver, claims)
    return Ground(
        target=scene.target.name,
        commit=scene.target.commit,
        files=owned.by_line,
        held=tuple(held_by(leaver, counted, scene.resolver, scene.files)),
        propose=lambda paths: propose_for(tuple(paths)),
        absence=cache(Absences(scene.known).of),
        read=frozenset(file.file for file in scene.written.files),
        further=tuple(further),
        agreements=agreements,
        problems=(*problems, *_told(scene, leaver, owners)),
        claims=claims if isinstance(claims, Unknown) else None,
    )


def _agreements(
    scene: _Scene, leaver: Party, now: int, known: Sequence[str]
) -> tuple[tuple[Agreement, ...], tuple[Problem, ...]]:
    found = agreements_at(scene.repository, scene.target, scene.loaded, now, known)
    if isinstance(found, Unknown):
        return (), (Problem(found.reason, remedy=found.remedy),)
    return tuple(a for a in found if a.person.casefold() in leaver.folded and a.state in OPEN), ()


def _told(scene: _Scene, leaver: Party, owners: Sequence[OwnerRef]) -> Iterator[Problem]:
    """What a reader has to know before trusting the list."""
    for twin in twins_of(leaver, [*(owner.text for owner in owners), *_words(scene)]):
        what = f"{twin} is an owner there and only looks like {leaver.text}; it is another name, and was left"
        yield Problem(what, remedy="find out who is meant")
    if leaver.found.state == "look-alike":
        yield Problem(f"{leaver.text} {leaver.found.why}", remedy="find out who is meant")
    if leaver.found.state == "hint":
        names = ", ".join(sorted(name for name in leaver.names.marked if ":" not in name))
        what = f"no list of people has {leaver.text}; by the history these names are one person: {names}"
        yield Problem(what, remedy="list the person (docs/people.md) if that is wrong or not all")
    if isinstance(scene.known.knowledge, Unknown):
        yield Problem(f"nobody is proposed: {scene.known.knowledge.reason}", remedy=scene.known.knowledge.remedy)


def _words(scene: _Scene) -> Iterator[str]:
    """The words of the CODEOWNERS file that no parser takes for an owner because of their letters."""
    tree = Tree(scene.repository.objects, scene.target.commit)
    for file in scene.written.files if scene.written.dialect != "kubernetes" else ():
        text = (tree.content(file.file, MOST_BYTES) or b"").decode("utf-8", "replace")
        yield from (word for word in text.split() if "@" in word and not word.isascii())


def _sources(file: PolicyFile) -> Mapping[str, Sequence[str]]:
    """The globs of the policy's sources by question; lists of people are read by other means."""
    return {question: tuple(_texts(value)) for question, value in file.sources.items() if question != "people"}


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _texts(inner)


def _claims(database: str) -> tuple[OpenClaim, ...] | Unknown:
    """The open claims of a ledger; unknown where none is named or it cannot be read."""
    if not database:
        remedy = "name the ledger: --database URL"
        return Unknown("ledger/claims", "", "claims are kept in the ledger, and no ledger was named", remedy)
    try:
        with opened(database, create=False) as ledger:
            from watchkeeper.ledger.claims import read_open_claims

            return read_open_claims(ledger)
    except WatchkeeperError as error:
        problem = error.problems[0]
        return Unknown("ledger/claims", "", problem.message, problem.remedy)
