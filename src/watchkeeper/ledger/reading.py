"""Questions that imports and commands ask the ledger."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec
from sqlalchemy import Column, ColumnElement, select

from watchkeeper.domain.events.changes import ChangeMerged
from watchkeeper.ledger.projections.change_commits import TABLE as CHANGE_COMMITS
from watchkeeper.ledger.projections.changes import TABLE as CHANGES
from watchkeeper.ledger.rows import payload_of
from watchkeeper.ledger.store import MOST_PARAMETERS, PAGE, Ledger
from watchkeeper.ledger.tables import events


class Merged(msgspec.Struct, frozen=True):
    """What an import has to know of a change that was kept before."""

    number: int = 0
    title_hash: str = ""
    commit: str = ""


def read_merged(ledger: Ledger, repository: str) -> Iterator[Merged]:
    """Every change of a repository that git told, as it was first kept."""
    query = (
        select(events.c.seq, events.c.payload)
        .where(events.c.type == ChangeMerged.__name__, events.c.source == f"git:{repository}")
        .where(events.c.payload.is_not(None))
        .order_by(events.c.seq)
        .execution_options(yield_per=PAGE)
    )
    with ledger.reading() as connection:
        for row in connection.execute(query):
            yield payload_of(row, Merged)


class Unmeasured(msgspec.Struct, frozen=True):
    """A merged change to be measured: where it stands in the chain, its subject, time, and the two commits."""

    seq: int
    subject: str
    occurred_at: str
    base: str
    commit: str


class _Sides(msgspec.Struct):
    commit: str
    base: str = ""
    how: str = ""
    integration: bool = False
    rewritten: bool = False


def read_unmeasured(ledger: Ledger, repository: str, after: int) -> Iterator[list[Unmeasured]]:
    """Merged changes of a repository that git told, behind a row of the chain, page by page."""
    while True:
        query = (
            select(events.c.seq, events.c.subject, events.c.occurred_at, events.c.payload)
            .where(events.c.type == ChangeMerged.__name__, events.c.source == f"git:{repository}")
            .where(events.c.seq > after, events.c.payload.is_not(None))
            .order_by(events.c.seq)
            .limit(PAGE)
        )
        with ledger.reading() as connection:
            rows = connection.execute(query).all()
        if not rows:
            return
        after = rows[-1].seq
        sides = [(row, payload_of(row, _Sides)) for row in rows]
        page = [
            Unmeasured(row.seq, row.subject, row.occurred_at, side.base, side.commit)
            for row, side in sides
            if side.how != "queue" and not side.integration and not side.rewritten
        ]
        if page:
            yield page


def changes_of(ledger: Ledger, repository: str, shas: Iterable[str]) -> dict[str, str]:
    """The change that each full commit id came with, where one is known."""
    found: dict[str, str] = {}
    wanted = list(dict.fromkeys(shas))
    with ledger.reading() as connection:
        for start in range(0, len(wanted), MOST_PARAMETERS):
            part = wanted[start : start + MOST_PARAMETERS]
            query = select(CHANGE_COMMITS.c.commit, CHANGE_COMMITS.c.change).where(
                CHANGE_COMMITS.c.commit.in_(part), _of(CHANGE_COMMITS.c.change, repository)
            )
            found.update((row.commit, row.change) for row in connection.execute(query))
    return found


class Found(msgspec.Struct, frozen=True):
    """A commit and the change that it came with: its id, its commit on the target, how it landed, its commits."""

    commit: str
    change: str
    tip: str
    how: str
    commits: int


def commits_starting(ledger: Ledger, repository: str, prefix: str) -> list[Found]:
    """Commits whose id starts so, with their changes; at most ten."""
    query = (
        select(CHANGE_COMMITS.c.commit, CHANGES.c.id, CHANGES.c.commit, CHANGES.c.how, CHANGES.c.commits)
        .join(CHANGES, CHANGES.c.id == CHANGE_COMMITS.c.change)
        .where(CHANGE_COMMITS.c.commit >= prefix, CHANGE_COMMITS.c.commit < prefix + "g", _of(CHANGES.c.id, repository))
        .limit(10)
    )
    with ledger.reading() as connection:
        return [Found(*row) for row in connection.execute(query)]


def merged_at(ledger: Ledger, change: str) -> str:
    """When a change was merged, "" when it is not known as merged."""
    with ledger.reading() as connection:
        return str(connection.execute(select(CHANGES.c.merged_at).where(CHANGES.c.id == change)).scalar() or "")


def titled(ledger: Ledger, repository: str, title_hash: str, before: str, author: str = "") -> str:
    """The last change of a title (and author, a pseudonym) that merged before a time, "" for none."""
    query = (
        select(CHANGES.c.id)
        .where(CHANGES.c.title_hash == title_hash, CHANGES.c.merged_at <= before, _of(CHANGES.c.id, repository))
        .order_by(CHANGES.c.merged_at.desc(), CHANGES.c.id)
        .limit(1)
    )
    if author:
        query = query.where(CHANGES.c.author == author)
    with ledger.reading() as connection:
        return next((str(id_) for id_ in connection.execute(query).scalars()), "")


def _of(change: Column[str], repository: str) -> ColumnElement[bool]:
    """Whether a change is one of a repository."""
    return change.startswith(f"change:{repository}/", autoescape=True)
