"""Which change was taken back by which, and whether that still stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Boolean, Column, Connection, Index, String, Table, Text, and_, select, update

from watchkeeper.domain.events.changes import ChangeReverted
from watchkeeper.ledger.projections.projection import READ_MODELS, History, Projection

TABLE = Table(
    "reverts",
    READ_MODELS,
    Column("change", Text, primary_key=True, doc="the change that was taken back"),
    Column("by", Text, primary_key=True, doc="the change that took it back"),
    Column("reverted_at", String(20), nullable=False, doc="when"),
    Column("basis", String(10), nullable=False, doc="how it is known: named, number, title, tree or forge"),
    Column("partial", Boolean, nullable=False, doc="only a part was taken back"),
    Column("proxy", Boolean, nullable=False, doc="read from history, not told by a forge"),
    Column("standing", Boolean, nullable=False, doc="it still holds; false when the revert was itself taken back"),
    Index("ix_reverts_by", "by"),
)


def project(history: History) -> Iterator[dict[str, Any]]:
    """A row for each change that took this one back."""
    rows: dict[str, dict[str, Any]] = {}
    for event, payload in history.of(ChangeReverted):
        rows[payload.by] = {
            "change": history.subject,
            "by": payload.by,
            "reverted_at": event.occurred_at,
            "basis": payload.basis,
            "partial": payload.partial,
            "proxy": payload.proxy,
            "standing": True,
        }
    yield from rows.values()


def settle(connection: Connection) -> None:
    """A revert stands unless a standing revert took it back: then the change is landed again."""
    rows = sorted(connection.execute(select(TABLE.c.change, TABLE.c.by, TABLE.c.standing)).all())
    reverters: dict[str, list[str]] = {}
    for row in rows:
        reverters.setdefault(row.change, []).append(row.by)
    for row in rows:
        standing = not is_taken_back(row.by, reverters)
        if standing != row.standing:
            where = and_(TABLE.c.change == row.change, TABLE.c.by == row.by)
            connection.execute(update(TABLE).where(where).values(standing=standing))


def is_taken_back(change: str, reverters: Mapping[str, Sequence[str]]) -> bool:
    """Whether a standing revert took a change back; a circle, which only a broken source tells, stands.

    Within circles the order of `reverters` decides, hence they are sorted.
    """
    taken: dict[str, bool] = {}
    path: list[str] = [change]
    while path:
        current = path[-1]
        open_ = [by for by in reverters.get(current, ()) if by not in taken]
        if (ahead := next((by for by in open_ if by not in path), None)) is not None:
            path.append(ahead)
            continue
        taken[current] = any(not taken.get(by, False) for by in reverters.get(current, ()))
        path.pop()
    return taken[change]


PROJECTION = Projection(TABLE, 1, "change", project, tuple(c.name for c in TABLE.columns), settle)
