"""Which change was taken back by which, and whether that still stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Boolean, Column, Connection, Index, String, Table, Text, and_, select, update

from watchkeeper.domain.events.changes import ChangeBackported, ChangeMerged, ChangeReverted
from watchkeeper.ledger.projections.projection import READ_MODELS, History, Projection

TABLE = Table(
    "reverts",
    READ_MODELS,
    Column("change", Text, primary_key=True, doc="the change that was taken back"),
    Column("reverted_by", Text, primary_key=True, doc="the change that took it back"),
    Column("reverted_at", String(20), nullable=False, doc="when"),
    Column("basis", String(10), nullable=False, doc="how it is known: named, number, title, tree or forge"),
    Column("partial", Boolean, nullable=False, doc="only a part was taken back"),
    Column("proxy", Boolean, nullable=False, doc="read from history, not told by a forge"),
    Column("relanded", Boolean, nullable=False, doc="the same change was put on its branch again, under its number"),
    Column("standing", Boolean, nullable=False, doc="it still holds; false once the change was landed again"),
    Index("ix_reverts_reverted_by", "reverted_by"),
)


def project(history: History) -> Iterator[dict[str, Any]]:
    """A row for each change that took this one back."""
    rows: dict[str, dict[str, Any]] = {}
    branches = {payload.target for _, payload in history.of(ChangeMerged)}
    again = [event.occurred_at for event, payload in history.of(ChangeBackported) if payload.branch in branches]
    for event, payload in history.of(ChangeReverted):
        rows[payload.by] = {
            "change": history.subject,
            "reverted_by": payload.by,
            "reverted_at": event.occurred_at,
            "basis": payload.basis,
            "partial": payload.partial,
            "proxy": payload.proxy,
            "relanded": any(at > event.occurred_at for at in again),
            "standing": True,
        }
    yield from rows.values()


def settle(connection: Connection) -> None:
    """A revert stands unless the change was put there again, or a standing revert took the revert back."""
    columns = (TABLE.c.change, TABLE.c.reverted_by, TABLE.c.relanded, TABLE.c.standing)
    rows = sorted(connection.execute(select(*columns)).all())
    reverters: dict[str, list[str]] = {}
    for row in rows:
        if not row.relanded:
            reverters.setdefault(row.change, []).append(row.reverted_by)
    for row in rows:
        standing = not row.relanded and not is_taken_back(row.reverted_by, reverters)
        if standing != row.standing:
            where = and_(TABLE.c.change == row.change, TABLE.c.reverted_by == row.reverted_by)
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
