"""Read-only SQL over a ledger's views through DuckDB, whatever the store; and their export to Parquet."""

from __future__ import annotations

import os
import shutil
import tempfile
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

import duckdb
from sqlalchemy.engine import URL

from watchkeeper.domain.ledger import Answer
from watchkeeper.domain.problems import Problem, UsageError
from watchkeeper.ledger.engine import shown
from watchkeeper.ledger.views import view_queries

CLOSED: dict[str, str | bool | int | float | list[str]] = {
    "enable_external_access": "false",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "allow_community_extensions": "false",
    "python_enable_replacements": "false",
    "memory_limit": "1GB",
    "max_temp_directory_size": "4GB",
}
OPEN: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
}
SECONDS = 60.0
MOST_ROWS = 200_000
MOST_CHARACTERS = 100_000
"""A query that runs longer, answers with more rows or is longer itself is refused: it would take the machine down."""
STORE = "store"
LESS = "ask for less: add LIMIT or WHERE; `watchkeeper ledger export --format parquet` hands on everything"
WHEELS = {"sqlite": "duckdb_extension_sqlite", "postgresql": "duckdb_extension_postgres"}


@contextmanager
def views(source: URL | str) -> Iterator[Views]:
    """The views of a store, or of a folder of Parquet files, materialised as they are asked for, then deleted."""
    folder = tempfile.mkdtemp(prefix="watchkeeper-")
    try:
        yield Views(source, folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


class Views:
    """Answers queries from copies of the views, in a database that reaches nothing else.

    The store is only ever open in a connection that runs our own statements: the one that runs a
    person's query has neither the store, nor the extension that could open it, nor any file.
    """

    def __init__(self, source: URL | str, folder: str) -> None:
        self._source = source
        self._folder = folder
        self._file = os.path.join(folder, "views.duckdb")
        self._made: set[str] = set()

    def names(self) -> list[str]:
        """The views that there are."""
        if isinstance(self._source, str):
            files = os.listdir(self._source)
            names = (name.removesuffix(".parquet") for name in files if name.endswith(".parquet"))
            return sorted(name for name in names if name.isidentifier())
        return sorted(view_queries(""))

    def query(self, sql: str) -> Answer:
        """The answer of one SELECT.

        Raises:
            UsageError: it is no single SELECT, names something that is no view, fails, or asks for too much.
        """
        self._materialise(self._wanted(sql))
        with self._closed() as connection, _stopped_in_time(connection):
            connection.execute("SET lock_configuration = true")
            try:
                done = connection.execute(sql)
                columns = tuple(str(column[0]) for column in done.description or ())
                rows = done.fetchmany(MOST_ROWS + 1)
            except duckdb.InterruptException:
                raise UsageError(Problem(f"the query took more than {SECONDS:g} seconds", remedy=LESS)) from None
            except duckdb.Error as error:
                raise UsageError(_refused(error, self.names())) from None
        if len(rows) > MOST_ROWS:
            raise UsageError(Problem(f"the query answers with more than {MOST_ROWS} rows", remedy=LESS))
        return Answer(columns, tuple(rows))

    def write_parquet(self, folder: str, names: Sequence[str]) -> list[str]:
        """Write each view to `folder/NAME.parquet`; the files written."""
        os.makedirs(folder, exist_ok=True)
        self._materialise(names)
        written = []
        with duckdb.connect(self._file, config=OPEN) as connection:
            for name in names:
                path = os.path.join(folder, f"{name}.parquet")
                connection.execute(f"COPY \"{name}\" TO '{_quoted(path)}.part' (FORMAT parquet)")
                os.replace(f"{path}.part", path)
                written.append(path)
        return written

    def _wanted(self, sql: str) -> list[str]:
        """The views that a query names."""
        if len(sql) > MOST_CHARACTERS:
            raise UsageError(Problem(f"the query is longer than {MOST_CHARACTERS} characters", remedy="ask for less"))
        with duckdb.connect(":memory:", config=CLOSED) as connection:
            try:
                statements = connection.extract_statements(sql)
                if len(statements) != 1 or statements[0].type != duckdb.StatementType.SELECT:
                    remedy = "write one SELECT (WITH, FROM and VALUES are fine)"
                    raise UsageError(Problem("only a single query that reads is answered", remedy=remedy))
                named = {name.rpartition(".")[2].casefold() for name in connection.get_table_names(sql)}
            except duckdb.Error as error:
                raise UsageError(_refused(error, self.names())) from None
        return [name for name in self.names() if name in named]

    def _materialise(self, names: Sequence[str]) -> None:
        """Copy the views that were not copied yet; each is copied once."""
        missing = [name for name in names if name not in self._made]
        if not missing and os.path.exists(self._file):
            return
        with duckdb.connect(self._file, config=OPEN) as connection:
            try:
                queries = self._attach(connection) if missing else {}
                for name in missing:
                    connection.execute(f'CREATE OR REPLACE TABLE "{name}" AS {queries[name]}')
                    self._made.add(name)
            except duckdb.Error as error:
                raise UsageError(self._unreadable(error)) from None

    def _attach(self, connection: duckdb.DuckDBPyConnection) -> Mapping[str, str]:
        """Open the store for reading; the query of each view over it."""
        if isinstance(self._source, str):
            return {name: self._parquet_query(name) for name in self.names()}
        kind = self._source.get_backend_name()
        _load(connection, kind, self._folder)
        address = str(self._source.database) if kind == "sqlite" else _connection_text(self._source)
        connection.execute(
            f"ATTACH '{_quoted(address)}' AS {STORE} (TYPE {WHEELS[kind].rpartition('_')[2]}, READ_ONLY)"
        )
        return view_queries(f"{STORE}.")

    def _parquet_query(self, name: str) -> str:
        path = _quoted(os.path.join(str(self._source), f"{name}.parquet"))
        return f"SELECT * FROM read_parquet('{path}')"  # noqa: S608 - a path of the user's, quoted

    def _unreadable(self, error: duckdb.Error) -> Problem:
        """What the store said, without its address, which may hold a password."""
        where = self._source if isinstance(self._source, str) else shown(self._source)
        kind = type(error).__name__.removesuffix("Exception")
        remedy = "see that it is a ledger of this version: `watchkeeper db check`"
        return Problem(f"the views of {where} cannot be read ({kind} error)", remedy=remedy)

    def _closed(self) -> duckdb.DuckDBPyConnection:
        return duckdb.connect(self._file, read_only=True, config=CLOSED)


@contextmanager
def _stopped_in_time(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    timer = threading.Timer(SECONDS, connection.interrupt)
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        timer.join()


def _load(connection: duckdb.DuckDBPyConnection, kind: str, folder: str) -> None:
    """Load the extension for a store from its wheel: it is never downloaded."""
    name = WHEELS[kind].rpartition("_")[2]
    module = __import__(WHEELS[kind])
    file = os.path.join(str(module.__path__[0]), "extensions", f"v{duckdb.__version__}", f"{name}.duckdb_extension")
    link = os.path.join(folder, f"{name}_scanner.duckdb_extension")  # the file's name is the name of its entry point
    if not os.path.exists(link):
        os.symlink(file, link)
    connection.execute(f"LOAD '{_quoted(link)}'")


def _connection_text(url: URL) -> str:
    parts = {
        "host": url.host, "port": url.port, "dbname": url.database, "user": url.username, "password": url.password,
        **url.query,
    }  # fmt: skip
    return " ".join(f"{name}='{_escaped(str(value))}'" for name, value in parts.items() if value)


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace("'", "\\'")


def _quoted(text: str) -> str:
    return text.replace("'", "''")


def _refused(error: duckdb.Error, names: Sequence[str]) -> Problem:
    text = str(error).strip().partition("\n\n")[0]
    return Problem(
        f"the query fails: {text}", remedy=f'there are the views {", ".join(names)}; "DESCRIBE NAME" in docs/ledger.md'
    )
