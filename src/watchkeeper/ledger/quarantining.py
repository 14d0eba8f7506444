"""Keeps records that could not be read, until they are replayed or their time is up."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete, select

from watchkeeper.domain.ledger import Quarantined
from watchkeeper.ledger.chain import digest
from watchkeeper.ledger.keepable import clean
from watchkeeper.ledger.store import Ledger, forgotten_of, insert_new
from watchkeeper.ledger.tables import quarantine


def keep(ledger: Ledger, bad: Sequence[Quarantined], now: str) -> None:
    """Keep bad records; the same one is kept once, and none that was erased because it named somebody forgotten."""
    rows: list[dict[str, Any]] = [
        {
            "id": _key(one), "format": one.format,
            "file": clean(one.file), "line": one.line, "reason": clean(one.reason),
            "record": clean(one.record.replace("\0", "�")), "repository": clean(one.repository), "kept_at": now,
        }
        for one in bad
    ]  # fmt: skip
    if rows:
        with ledger.writing() as connection:
            gone = forgotten_of(connection, [row["id"] for row in rows])
            if rows := [row for row in rows if row["id"] not in gone]:
                insert_new(connection, quarantine, rows)


def _key(one: Quarantined) -> str:
    """The same record is the same wherever it stands; one that could not even be cut out is known by its place."""
    what = one.record or f"{one.file}:{one.line}"
    return digest(f"{one.format}\0{what}".encode("utf-8", "surrogatepass"))


def load(ledger: Ledger) -> tuple[Quarantined, ...]:
    """All records in quarantine, in the order of files and lines."""
    with ledger.reading() as connection:
        rows = connection.execute(select(quarantine).order_by(quarantine.c.file, quarantine.c.line)).all()
    return tuple(Quarantined(r.format, r.file, r.line, r.reason, r.record, r.repository, r.kept_at, r.id) for r in rows)


def release(ledger: Ledger, ids: Sequence[str]) -> None:
    """Throw records away, because they were read after all."""
    with ledger.writing() as connection:
        for id_ in ids:
            connection.execute(delete(quarantine).where(quarantine.c.id == id_))
