"""Erases people: their names, addresses and logins, and texts that mention them; the chain stays whole."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from msgspec import Struct
from sqlalchemy import Column, Connection, delete, func, or_, select, text

from watchkeeper.domain.events.event import Draft
from watchkeeper.domain.events.privacy import PersonForgotten
from watchkeeper.domain.ledger import Forgotten
from watchkeeper.ledger.pseudonyms import PERSON
from watchkeeper.ledger.store import Ledger, insert_new
from watchkeeper.ledger.tables import forgotten, identities, quarantine, texts

EMAIL = re.compile(r"[^@\s]+@[^@\s]+")
NOREPLY = re.compile(r"email:(?:\d+\+)?(?P<login>[^@+]+)@users\.noreply\.(?P<forge>github|gitlab)\.com")
SHORTEST = 3
"""A name or login of fewer letters is not looked for in texts: it would hit everywhere."""


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
    with ledger.writing() as connection:
        found = _matching(connection, person)
        if not exact:
            found = _connected(connection, found)
        rows = list(found.values())
        pseudonyms = sorted({*found, *_computed(ledger, person)})
        words = sorted({word for row in rows for word in (row.name, _value(row.reference))} | {person})
        _erase_identities(connection, pseudonyms, now)
        gone_texts = _erase_mentions(connection, texts.c.text, words)
        gone_records = _erase_mentions(connection, quarantine.c.record, words)
    ledger.append([_event(pseudonym, now) for pseudonym in pseudonyms])
    clean_pages(ledger)
    return Forgotten(tuple(pseudonyms), len(rows), gone_texts, gone_records)


def clean_pages(ledger: Ledger) -> None:
    """Make sure that what was erased is in no file of the database any more."""
    with ledger.reading() as connection:
        sqlite = connection.dialect.name == "sqlite"
        raw = connection.execution_options(isolation_level="AUTOCOMMIT")
        if sqlite:
            cursor = raw.connection.cursor()
            cursor.execute("ROLLBACK")
            cursor.execute("VACUUM")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        else:
            raw.execute(text("VACUUM identities, texts, quarantine, events"))


def _matching(connection: Connection, person: str) -> dict[str, Identity]:
    plain = person.strip().removeprefix("@").casefold()
    query = select(identities.c.pseudonym, identities.c.reference, identities.c.name).where(
        or_(
            identities.c.pseudonym.in_((person, PERSON + person)),
            identities.c.reference.in_((plain, f"email:{plain}")),
            identities.c.reference.like(f"login:%:{_escaped(plain)}", escape="\\"),
            func.lower(identities.c.name) == plain,
        )
    )
    return {row.pseudonym: Identity(*row) for row in connection.execute(query)}


def _connected(connection: Connection, found: dict[str, Identity]) -> dict[str, Identity]:
    """Follow equal full names and no-reply addresses until nothing new is found."""
    todo = list(found.values())
    while todo:
        row = todo.pop()
        wanted = {row.name} if len(row.name.split()) > 1 else set()
        if match := NOREPLY.fullmatch(row.reference):
            wanted.add(match["login"])
        for word in wanted:
            for near in _matching(connection, word).values():
                if near.pseudonym not in found:
                    found[near.pseudonym] = near
                    todo.append(near)
    return found


def _computed(ledger: Ledger, person: str) -> Iterable[str]:
    """The pseudonym of an address that the ledger has not seen: it is not to be kept later either."""
    if EMAIL.fullmatch(person.strip()):
        yield ledger.pseudonyms.of(f"email:{person.strip().casefold()}")


def _erase_identities(connection: Connection, pseudonyms: Sequence[str], now: str) -> None:
    for pseudonym in pseudonyms:
        connection.execute(delete(identities).where(identities.c.pseudonym == pseudonym))
        insert_new(connection, forgotten, [{"pseudonym": pseudonym, "forgotten_at": now}])


def _erase_mentions(connection: Connection, column: Column[str], words: Iterable[str]) -> int:
    gone = 0
    for word in words:
        if len(word) >= SHORTEST:
            mentions = func.lower(column).like(f"%{_escaped(word.casefold())}%", escape="\\")
            gone += connection.execute(delete(column.table).where(mentions)).rowcount
    return gone


def _event(pseudonym: str, now: str) -> Draft:
    return Draft("watchkeeper", f"{pseudonym}#forgotten", pseudonym, now, PersonForgotten())


def _value(reference: str) -> str:
    return reference.rpartition(":")[2]


def _escaped(word: str) -> str:
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
