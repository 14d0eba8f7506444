"""Brings the read models up to the head of the chain, or rebuilds them from its first row."""

from __future__ import annotations

import pkgutil
from collections.abc import Callable, Iterator, Sequence
from hashlib import sha256
from importlib import import_module
from typing import Any

import msgspec
from sqlalchemy import BigInteger, Column, Connection, Integer, String, Table, and_, delete, exists, insert, or_, select

import watchkeeper.ledger.projections as folder
from watchkeeper.domain.events.types import PAYLOADS
from watchkeeper.ledger.projections.projection import READ_MODELS, Current, History, Projection
from watchkeeper.ledger.rows import payload_of
from watchkeeper.ledger.store import Ledger
from watchkeeper.ledger.tables import events

PAGE = 1_000
MOST_PARAMETERS = 500
NOT_MODELS = frozenset({"projection", "advance"})

STATE = Table(
    "read_models",
    READ_MODELS,
    Column("one", Integer, primary_key=True, autoincrement=False),
    Column("versions", String(64), nullable=False),
    Column("seq", BigInteger, nullable=False),
)


def projections() -> tuple[Projection, ...]:
    """All read models: every file of the folder."""
    names = [info.name for info in pkgutil.iter_modules(folder.__path__) if info.name not in NOT_MODELS]
    return tuple(import_module(f"{folder.__name__}.{name}").PROJECTION for name in names)


def advance(ledger: Ledger, tell: Callable[[int], None] = lambda _: None) -> None:
    """Apply what was appended since the last time, page by page; models of another version are rebuilt."""
    models = projections()
    _prepare(ledger, models)
    while True:
        with ledger.writing() as connection:
            seq = connection.execute(select(STATE.c.seq)).scalar_one()
            page = connection.execute(
                select(events.c.seq, events.c.subject, events.c.source, events.c.source_id, events.c.supersedes)
                .where(events.c.seq > seq)
                .order_by(events.c.seq)
                .limit(PAGE)
            ).all()
            if not page:
                _settle(connection, models)
                return
            for subjects in _parts(sorted(_touched(connection, page))):
                _project(connection, models, subjects)
            connection.execute(STATE.update().values(seq=page[-1].seq))
        tell(page[-1].seq)


def rebuild(ledger: Ledger) -> None:
    """Throw the read models away and compute them from the first event."""
    with ledger.writing() as connection:
        READ_MODELS.drop_all(connection)
    advance(ledger)


def _prepare(ledger: Ledger, models: Sequence[Projection]) -> None:
    """Make the tables; drop them first when a model's version or columns changed."""
    versions = _versions(models)
    with ledger.writing() as connection:
        if connection.dialect.has_table(connection, STATE.name):
            if connection.execute(select(STATE.c.versions)).scalar() == versions:
                return
            READ_MODELS.drop_all(connection)
        READ_MODELS.create_all(connection)
        connection.execute(insert(STATE), {"one": 1, "versions": versions, "seq": 0})


def _versions(models: Sequence[Projection]) -> str:
    said = [[str(m.table.name), m.version, [f"{c.name} {c.type}" for c in m.table.columns]] for m in models]
    return sha256(msgspec.json.encode(said)).hexdigest()


def _touched(connection: Connection, page: Sequence[Any]) -> set[str]:
    """Subjects whose rows may differ: of new events, of what these correct, and of earlier statements."""
    subjects = {row.subject for row in page}
    corrected = [row.supersedes for row in page if row.supersedes]
    for part in _parts(corrected):
        subjects |= set(connection.execute(select(events.c.subject).where(events.c.id.in_(part))).scalars())
    by_source: dict[str, list[str]] = {}
    for row in page:
        by_source.setdefault(row.source, []).append(row.source_id)
    for source, source_ids in by_source.items():
        for part in _parts(source_ids):
            same = and_(events.c.source == source, events.c.source_id.in_(part))
            subjects |= set(connection.execute(select(events.c.subject).where(same)).scalars())
    return subjects


def _settle(connection: Connection, models: Sequence[Projection]) -> None:
    for model in models:
        if model.settle:
            model.settle(connection)


def _project(connection: Connection, models: Sequence[Projection], subjects: Sequence[str]) -> None:
    histories = list(load_histories(connection, subjects))
    for model in models:
        connection.execute(delete(model.table).where(model.table.c[model.key].in_(subjects)))
        rows = [row for history in histories for row in model.project(history)]
        if rows:
            connection.execute(insert(model.table), rows)


def load_histories(connection: Connection, subjects: Sequence[str]) -> Iterator[History]:
    """The current events of each subject; one without any is left out."""
    other = events.alias("other")
    outranks = or_(
        other.c.revision > events.c.revision,
        and_(
            other.c.revision == events.c.revision,
            or_(
                other.c.occurred_at > events.c.occurred_at,
                and_(other.c.occurred_at == events.c.occurred_at, other.c.id > events.c.id),
            ),
        ),
    )
    same = and_(other.c.source == events.c.source, other.c.source_id == events.c.source_id)
    query = (
        select(events)
        .where(events.c.subject.in_(subjects), events.c.payload.is_not(None))
        .where(~exists().where(same, outranks))
        .where(~exists().where(other.c.supersedes == events.c.id, other.c.id != events.c.id))
    )
    found: dict[str, list[Current]] = {}
    for row in connection.execute(query):
        if current := _current(row):
            found.setdefault(row.subject, []).append(current)
    for subject, listed in found.items():
        yield History(subject, tuple(sorted(listed, key=lambda event: (event.occurred_at, event.id))))


def _current(row: Any) -> Current | None:
    """The event with its payload read; types of newer versions are passed over."""
    type_ = PAYLOADS.get(row.type)
    if type_ is None or row.version > type_.VERSION:
        return None
    return Current(row.seq, row.id, row.source, row.subject, row.occurred_at, payload_of(row, type_))


def _parts(values: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for start in range(0, len(values), MOST_PARAMETERS):
        yield values[start : start + MOST_PARAMETERS]
