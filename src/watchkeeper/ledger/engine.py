"""Opens the database of a ledger: SQLite in write-ahead mode, or PostgreSQL."""

from __future__ import annotations

import contextlib
import os
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from watchkeeper.domain.problems import Problem, UsageError

WAIT = 30
"""Seconds to wait for another writer."""
WRITES = "watchkeeper_writes"
OUTSIDE = "watchkeeper_outside"
"""Options of a connection: its transactions lock for writing at once; it opens none."""


def parse_database(database: str) -> URL:
    """The address of a database: a path or `sqlite:///PATH`, or `postgresql://…`.

    Raises:
        UsageError: it is neither.
    """
    if "://" not in database:
        return URL.create("sqlite", database=os.path.abspath(database))
    try:
        url = make_url(database)
    except ArgumentError:
        raise UsageError(_unknown(database)) from None
    kind = url.get_backend_name()
    if kind == "sqlite":
        return url.set(database=os.path.abspath(url.database or ""))
    if kind in {"postgresql", "postgres"}:
        return url.set(drivername="postgresql+psycopg")
    raise UsageError(_unknown(database))


def shown(url: URL) -> str:
    """The address without its password, for messages."""
    return str(url.database) if url.get_backend_name() == "sqlite" else url.render_as_string(hide_password=True)


def open_engine(url: URL) -> Engine:
    """An engine whose transactions lock for writing from their start when they ask for it.

    Raises:
        UsageError: the driver is not installed.
    """
    if url.get_backend_name() == "sqlite":
        return _open_sqlite(url)
    try:
        return create_engine(url, connect_args={"options": f"-c lock_timeout={WAIT * 1000}", "connect_timeout": 10})
    except ModuleNotFoundError:
        remedy = "install it: pip install 'watchkeeper[postgres]'"
        raise UsageError(Problem("PostgreSQL needs the extra [postgres]", remedy=remedy)) from None


def _open_sqlite(url: URL) -> Engine:
    folder = os.path.dirname(str(url.database))
    try:
        os.makedirs(folder, mode=0o700, exist_ok=True)
    except OSError as error:
        problem = Problem(f"cannot make {folder}: {error.strerror}", remedy="name a writable place with --database")
        raise UsageError(problem) from None
    with contextlib.suppress(OSError):
        os.close(os.open(str(url.database), os.O_CREAT | os.O_WRONLY, 0o600))  # it names people: for its owner only
    engine = create_engine(url, connect_args={"timeout": WAIT})
    event.listen(engine, "connect", _set_up)
    event.listen(engine, "begin", _begin)
    return engine


def _set_up(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # transactions are begun below, so that writers lock at once
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    options = connection.get_execution_options()
    if not options.get(OUTSIDE, False):
        connection.exec_driver_sql("BEGIN IMMEDIATE" if options.get(WRITES, False) else "BEGIN")


def _unknown(database: str) -> Problem:
    scheme = database.partition("://")[0]
    return Problem(f"{scheme}:// is no database that is known", remedy="give a path, sqlite:///PATH or postgresql://…")
