"""The ledger: opens it, appends to the chain, reads it in order."""

from __future__ import annotations

import hmac
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from hashlib import sha256
from types import TracebackType
from typing import Any, Self

from msgspec import Struct
from sqlalchemy import Connection, Row, Table, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from watchkeeper.domain.events.event import Draft
from watchkeeper.domain.ledger import Head
from watchkeeper.domain.problems import Problem, UsageError, WatchkeeperError
from watchkeeper.ledger import engine as engines
from watchkeeper.ledger.chain import GENESIS, digest, event_id
from watchkeeper.ledger.problems import explained
from watchkeeper.ledger.pseudonyms import Pseudonyms, Sealed
from watchkeeper.ledger.rows import row_of
from watchkeeper.ledger.tables import events, forgotten, head, identities, imports, texts
from watchkeeper.ledger.versions import ready

KEY_VARIABLE = "WATCHKEEPER_LEDGER_KEY"
MOST_PARAMETERS = 500
PAGE = 2_000


class Appended(Struct, frozen=True):
    """What an append did: how many events were new, how many were there already, the head afterwards."""

    new: int
    known: int
    head: Head


class Ledger:
    """One open ledger. `clock` gives the time of recording as text.

    Raises:
        UsageError: from every method, when the database refuses, in words that say what to do.
    """

    def __init__(self, database: str, clock: Callable[[], str]) -> None:
        url = engines.parse_database(database)
        self.shown = engines.shown(url)
        self.url = url
        self._clock = clock
        self.engine = engines.open_engine(url)
        try:
            with explained(self.shown):
                ready(self.engine, self.shown)
                self.pseudonyms = Pseudonyms(self._key())
        except WatchkeeperError:
            self.engine.dispose()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Give the connections back."""
        self.engine.dispose()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that only reads."""
        with explained(self.shown), self.engine.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that holds the ledger's lock from its start; all of it or nothing is kept."""
        writer = self.engine.execution_options(**{engines.WRITES: True})
        with explained(self.shown), writer.begin() as connection:
            connection.execute(select(head.c.one).with_for_update())
            yield connection

    def head(self) -> Head:
        """The end of the chain."""
        with self.reading() as connection:
            return read_head(connection)

    def append(self, drafts: Sequence[Draft], cursor: tuple[str, str] | None = None) -> Appended:
        """Append what is new among the drafts, in their order, in one transaction.

        `cursor` (name, value) is how far an import came; it is kept in the same transaction.
        """
        sealed = [self.pseudonyms.seal(draft) for draft in drafts]
        with self.writing() as connection:
            done = self._append(connection, sealed)
            if cursor:
                _keep_cursor(connection, cursor, self._clock())
        return done

    def append_within(self, connection: Connection, drafts: Sequence[Draft]) -> Appended:
        """Append as `append` does, in the transaction of `writing` that the caller opened."""
        return self._append(connection, [self.pseudonyms.seal(draft) for draft in drafts])

    def _append(self, connection: Connection, sealed: Sequence[Sealed]) -> Appended:
        now = self._clock()
        fresh = _unknown(connection, sealed)
        rows, last = _chained(read_head(connection), fresh, now)
        if rows:
            connection.execute(insert(events), rows)
            connection.execute(update(head).where(head.c.one == 1).values(seq=last.seq, hash=last.hash))
            _keep_people(connection, fresh, now)
        return Appended(len(rows), len(sealed) - len(rows), last)

    def cursor(self, name: str) -> str:
        """How far the import of that name came, "" if it never ran."""
        with self.reading() as connection:
            found = connection.execute(select(imports.c.cursor).where(imports.c.name == name)).scalar()
        return str(found or "")

    def rows(self, after: int = 0) -> Iterator[Row[Any]]:
        """The rows of the chain in order, in pages, so that memory does not grow with the ledger."""
        while True:
            with self.reading() as connection:
                page = connection.execute(
                    select(events).where(events.c.seq > after).order_by(events.c.seq).limit(PAGE)
                ).all()
            if not page:
                return
            yield from page
            after = page[-1].seq

    def _key(self) -> bytes:
        """The key of the pseudonyms: from the environment, or made with the ledger and kept in it."""
        given = os.environ.get(KEY_VARIABLE, "")
        with self.reading() as connection:
            made = connection.execute(select(head.c.key, head.c.key_check).where(head.c.one == 1)).first()
            if made is None and connection.execute(select(events.c.seq).limit(1)).first():
                raise UsageError(_headless())
        found = made or self._create(given)
        key = given or found.key
        if not key:
            remedy = f"set {KEY_VARIABLE} to the key that the ledger was made with"
            raise UsageError(Problem(f"the ledger {self.shown} keeps its key elsewhere", remedy=remedy))
        if not hmac.compare_digest(_check(key), found.key_check):
            remedy = f"set {KEY_VARIABLE} to the key that the ledger was made with, or unset it"
            raise UsageError(Problem(f"{KEY_VARIABLE} is not the key of the ledger {self.shown}", remedy=remedy))
        return key.encode("utf-8")

    def _create(self, given: str) -> Row[str, str]:
        key = given or os.urandom(32).hex()
        row = {
            "one": 1, "ledger": os.urandom(16).hex(), "seq": 0, "hash": GENESIS, "created_at": self._clock(),
            "key": "" if given else key, "key_check": _check(key),
        }  # fmt: skip
        with self.engine.execution_options(**{engines.WRITES: True}).begin() as connection:
            insert_new(connection, head, [row])
            return connection.execute(select(head.c.key, head.c.key_check).where(head.c.one == 1)).one()


def insert_new(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert the rows whose key is not there yet."""
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    connection.execute(dialect.insert(table).on_conflict_do_nothing(), list(rows))


def read_head(connection: Connection) -> Head:
    """The end of the chain as this transaction sees it."""
    row = connection.execute(select(head.c.ledger, head.c.seq, head.c.hash).where(head.c.one == 1)).first()
    if row is None:
        raise UsageError(_headless())
    return Head(row.ledger, row.seq, row.hash)


def _headless() -> Problem:
    return Problem("the ledger's head was removed, its rows were not", remedy="restore the ledger from a copy")


def _unknown(connection: Connection, sealed: Sequence[Sealed]) -> dict[str, Sealed]:
    """The drafts that the ledger does not hold, by event id, each once, in order."""
    wanted = {event_id(s.draft, digest(s.payload)): s for s in sealed}
    ids = list(wanted)
    for start in range(0, len(ids), MOST_PARAMETERS):
        part = ids[start : start + MOST_PARAMETERS]
        for known in connection.execute(select(events.c.id).where(events.c.id.in_(part))).scalars():
            del wanted[known]
    return wanted


def _chained(end: Head, fresh: Mapping[str, Sealed], now: str) -> tuple[list[dict[str, Any]], Head]:
    rows: list[dict[str, Any]] = []
    seq, previous = end.seq, end.hash
    for id_, sealed in fresh.items():
        seq += 1
        row = row_of(seq, id_, sealed, now, previous)
        previous = row["hash"]
        rows.append(row)
    return rows, Head(end.ledger, seq, previous)


def _keep_people(connection: Connection, fresh: Mapping[str, Sealed], now: str) -> None:
    """Names and texts of new events, except what was forgotten."""
    people = {p: who for sealed in fresh.values() for p, who in sealed.people.items()}
    found = {reference: text for sealed in fresh.values() for reference, text in sealed.texts.items()}
    for gone in forgotten_of(connection, [*people, *found]):
        people.pop(gone, None)
        found.pop(gone, None)
    if people:
        rows = [
            {"pseudonym": p, "reference": reference, "name": name, "seen_at": now}
            for p, (reference, name) in people.items()
        ]
        insert_new(connection, identities, rows)
    if found:
        insert_new(connection, texts, [{"reference": r, "text": t} for r, t in found.items()])


def forgotten_of(connection: Connection, keys: Sequence[str]) -> set[str]:
    """Those of the pseudonyms, texts and records that were forgotten."""
    gone: set[str] = set()
    for start in range(0, len(keys), MOST_PARAMETERS):
        part = keys[start : start + MOST_PARAMETERS]
        gone.update(connection.execute(select(forgotten.c.pseudonym).where(forgotten.c.pseudonym.in_(part))).scalars())
    return gone


def _keep_cursor(connection: Connection, cursor: tuple[str, str], now: str) -> None:
    name, value = cursor
    changed = connection.execute(update(imports).where(imports.c.name == name).values(cursor=value, updated_at=now))
    if not changed.rowcount:
        connection.execute(insert(imports), {"name": name, "cursor": value, "updated_at": now})


def _check(key: str) -> str:
    return sha256(b"watchkeeper key check\0" + key.encode("utf-8")).hexdigest()
