"""Collects what people said about answering for components, each entry with what proves it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from watchkeeper.analysis.ownership.agreements import STATEMENTS, Statements
from watchkeeper.domain.change import Target
from watchkeeper.domain.evidence import Evidence, Unknown
from watchkeeper.domain.ownership.agreements import ACCEPTANCES, Approval, Said, Statement
from watchkeeper.domain.ownership.owners import Request
from watchkeeper.domain.people import People
from watchkeeper.domain.problems import Place, UsageError, WatchkeeperError
from watchkeeper.evidence.gathering import Gathering
from watchkeeper.evidence.ownership.acceptance_history import LIMIT, AcceptanceHistory
from watchkeeper.evidence.ownership.provenance import KIND, Provenance
from watchkeeper.formats.policy.acceptances_file import parse_placed_acceptances
from watchkeeper.git.repository import Repository
from watchkeeper.git.trees import Tree


def collect(gathering: Gathering) -> Evidence[Statements] | Unknown:
    """The entries at the target of a change, and those that only the change itself brings."""
    target, people = gathering.change.target, gathering.people
    return collect_statements(gathering.repository, target, people, gathering.approvals, gathering.head)


def collect_statements(
    repository: Repository, target: Target, people: People, approvals: Sequence[Approval] = (), head: Tree | None = None
) -> Evidence[Statements] | Unknown:
    """The entries of the target's file with what proves them; those that only `head` has count for nothing.

    Unknown when the target's file is broken, or not in this clone. An entry whose origin alone cannot be
    told carries a doubt of its own.
    """
    try:
        text = Tree(repository.objects, target.commit).content(ACCEPTANCES, LIMIT + 1)
        placed = parse_placed_acceptances(text, ACCEPTANCES) if text else ()
        found = list(_proved(repository, target, people, approvals, placed))
    except WatchkeeperError as error:
        problem = error.problems[0]
        where = f"{problem.place}: " if problem.place else ""
        remedy = problem.remedy or f"mend {ACCEPTANCES} on {target.name}"
        return Unknown(STATEMENTS.name, target.commit, f"{where}{problem.message}", remedy)
    found += _brought_along(head, {said for said, _ in placed}, target)
    sources = (Place(ACCEPTANCES, commit=target.commit),) if text is not None else ()
    return Evidence(STATEMENTS.name, target.commit, tuple(found), "declared" if found else "absent", sources=sources)


def _proved(
    repository: Repository,
    target: Target,
    people: People,
    approvals: Sequence[Approval],
    placed: Sequence[tuple[Said, Place]],
) -> Iterator[Statement[Said]]:
    if not placed:
        return
    history = AcceptanceHistory(repository, target)
    provenance = Provenance(history, people, approvals)
    open_target = Unknown(
        KIND, "", f"{target.name} is not protected ({target.reason})", "name the target: --target REF"
    )
    for said, place in placed:
        origin = provenance.origin(said)
        doubt = origin.doubt if target.protected else open_target
        place_at = Place(place.file, place.line, place.column, commit=origin.commit)
        if isinstance(said, Request):
            doubt = None
        yield Statement(
            said, "file", place_at, origin.said_at, origin.landed_at, origin.proof, doubt, visible=origin.visible
        )


def _brought_along(head: Tree | None, known: set[Said], target: Target) -> Iterator[Statement[Said]]:
    """What the change under review says about itself; a file of its that cannot be read says nothing."""
    if head is None:
        return
    try:
        text = head.content(ACCEPTANCES, LIMIT + 1)
        placed = parse_placed_acceptances(text, ACCEPTANCES) if text else ()
    except UsageError:
        return
    remedy = f"it counts once it is merged into {target.name} and proved"
    for said, place in placed:
        if said not in known:
            doubt = Unknown(KIND, "", "it stands in the change itself, not on the target", remedy)
            yield Statement(said, "head", Place(place.file, place.line, place.column, commit=head.commit), doubt=doubt)
