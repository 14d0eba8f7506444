"""Erases people: their names, addresses and logins, and texts that mention them; the chain stays whole."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct
from sqlalchemy import Column, Connection, delete, select
from sqlalchemy.sql.elements import ColumnElement

from watchkeeper.domain.events.event import Draft
from watchkeeper.domain.events.privacy import PersonForgotten
from watchkeeper.domain.ledger import Forgotten
from watchkeeper.domain.problems import Problem, UsageError
from watchkeeper.ledger.engine import OUTSIDE
from watchkeeper.ledger.mentions import Mentions, folded
from watchkeeper.ledger.pseudonyms import PERSON
from watchkeeper.ledger.store import PAGE, Ledger, insert_new
from watchkeeper.ledger.tables import forgotten, identities, quarantine, texts

EMAIL = re.compile(r"[^@\s]+@[^@\s]+")
NOREPLY = re.compile(r"email:(?:\d+\+)?(?P<login>[^@+]+)@users\.noreply\.(?P<forge>github|gitlab)\.com")


class Identity(Struct, frozen=True):
    """One row of the table of identities."""

    pseudonym: str
    reference: str
    name: str


def forget(ledger: Ledger, person: str, now: str, *, exact: bool = False) -> Forgotten:
    """Erase a person given as address, login, name or pseudonym.

    Without `exact` also the identities that share a name, an address or a login with one that was
    found: the same person by another address. What is erased is not kept again by later imports.
    """
    person = person.strip().removeprefix("@")
    with ledger.writing() as connection:
        known = [Identity(*row) for row in connection.execute(_IDENTITIES)]
        found = {row.pseudonym: row for row in known if _is(row, person)}
        if not exact:
            found = _connected(known, found)
        pseudonyms = sorted({*found, *_computed(ledger, person)})
        words = {word for row in found.values() for word in (row.name, row.reference.rpartition(":")[2])}
        if pseudonyms or len(person.split()) > 1:
            words.add(person)
        mentions = Mentions(words)
        gone_texts = _erase(connection, texts.c.reference, texts.c.text, mentions, now)
        columns = quarantine.c.record + "\n" + quarantine.c.reason + "\n" + quarantine.c.file
        gone_records = _erase(connection, quarantine.c.id, columns, mentions, now)
        fresh = _erase_identities(connection, pseudonyms, now)
        ledger.append_within(connection, [_event(pseudonym, now) for pseudonym in fresh])
    clean_pages(ledger)
    return Forgotten(tuple(pseudonyms), len(found), gone_texts, gone_records)


def clean_pages(ledger: Ledger) -> None:
    """Make sure that what was erased is in no file of the database any more.

    Raises:
        UsageError: another process still reads what was erased.
    """
    with ledger.reading() as connection:
        if connection.dialect.name != "sqlite":
            raw = connection.execution_options(isolation_level="AUTOCOMMIT")
            raw.exec_driver_sql("VACUUM identities, texts, quarantine, events")
            return
        raw = connection.execution_options(**{OUTSIDE: True})
        raw.exec_driver_sql("VACUUM")
        busy = raw.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").scalar()
    if busy:
        problem = f"{ledger.shown}-wal still holds what was erased: another process reads the ledger"
        raise UsageError(Problem(problem, remedy="end that process and run this again"))


_IDENTITIES = select(identities.c.pseudonym, identities.c.reference, identities.c.name)


def _is(row: Identity, person: str) -> bool:
    """Whether an identity is called so; compared here, since no two databases fold letters alike."""
    plain = folded(person)
    names = (folded(row.name), row.pseudonym, row.pseudonym.removeprefix(PERSON))
    return bool(plain) and (plain in names or f":{folded(row.reference)}".endswith(f":{plain}"))


def _connected(known: Sequence[Identity], found: dict[str, Identity]) -> dict[str, Identity]:
    """Follow equal full names and no-reply addresses until nothing new is found."""
    found = dict(found)
    todo = list(found.values())
    while todo:
        row = todo.pop()
        wanted = {row.name} if len(row.name.split()) > 1 else set()
        if match := NOREPLY.fullmatch(row.reference):
            wanted.add(match["login"])
        for near in known:
            if near.pseudonym not in found and any(_is(near, word) for word in wanted):
                found[near.pseudonym] = near
                todo.append(near)
    return found


def _computed(ledger: Ledger, person: str) -> Iterator[str]:
    """The pseudonym of an address that the ledger has not seen: it is not to be kept later either."""
    address = person.removeprefix("email:")
    if EMAIL.fullmatch(address):
        yield ledger.pseudonyms.of(f"email:{address}")


def _erase_identities(connection: Connection, pseudonyms: Sequence[str], now: str) -> list[str]:
    """Erase what is known of the pseudonyms; those that were not forgotten before."""
    before = set(connection.execute(select(forgotten.c.pseudonym)).scalars())
    for pseudonym in pseudonyms:
        connection.execute(delete(identities).where(identities.c.pseudonym == pseudonym))
    _never_again(connection, pseudonyms, now)
    return [pseudonym for pseudonym in pseudonyms if pseudonym not in before]


def _erase(connection: Connection, key: Column[str], text: ColumnElement[str], mentions: Mentions, now: str) -> int:
    """Erase the rows whose text mentions somebody; how many."""
    query = select(key, text.label("text")).execution_options(yield_per=PAGE)
    gone = [str(row[0]) for row in connection.execute(query) if mentions.found_in(row.text)]
    for one in gone:
        connection.execute(delete(key.table).where(key == one))
    _never_again(connection, gone, now)
    return len(gone)


def _never_again(connection: Connection, keys: Iterable[str], now: str) -> None:
    rows = [{"pseudonym": key, "forgotten_at": now} for key in keys]
    if rows:
        insert_new(connection, forgotten, rows)


def _event(pseudonym: str, now: str) -> Draft:
    return Draft("watchkeeper", f"{pseudonym}#forgotten", pseudonym, now, PersonForgotten())
