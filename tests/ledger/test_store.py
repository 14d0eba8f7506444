"""One conformance, every store: SQLite and PostgreSQL do the same."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy.engine import make_url

from tests.ledger.conformance.appending import Appending
from tests.ledger.conformance.forgetting import Forgetting
from tests.ledger.conformance.schema import Schema
from tests.ledger.conformance.tampering import Tampering
from tests.ledger.samples import clock
from watchkeeper.ledger import engine
from watchkeeper.ledger.store import Ledger
from watchkeeper.ledger.versions import migrate


class Conformance(Appending, Tampering, Forgetting, Schema):
    """All that a store has to do; a subclass gives the database."""


def with_schema(database: str) -> str:
    """Make the schema, once for many tests."""
    made = engine.open_engine(engine.parse_database(database))
    migrate(made, "head")
    made.dispose()
    return database


@pytest.fixture(scope="module")
def sqlite_made(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A file to be copied."""
    return with_schema(str(tmp_path_factory.mktemp("made") / "ledger.sqlite"))


@pytest.fixture(scope="module")
def postgresql_made(postgres: Callable[[], str]) -> str:
    """The name of a database to be copied."""
    return make_url(with_schema(postgres())).database or ""


class TestSqlite(Conformance):
    @pytest.fixture
    def database(self, sqlite_made: str, tmp_path: Path) -> str:
        return shutil.copy(sqlite_made, str(tmp_path))

    @pytest.fixture
    def bare(self, tmp_path: Path) -> str:
        return str(tmp_path / "ledger.sqlite")

    @pytest.fixture
    def other(self, tmp_path: Path) -> Iterator[Ledger]:
        with Ledger(str(tmp_path / "other.sqlite"), clock) as ledger:
            yield ledger

    def content(self, ledger: Ledger) -> str:
        """The bytes of all the files of the database too."""
        folder = Path(str(ledger.url.database)).parent
        files = [path.read_bytes() for path in folder.iterdir() if "ledger" in path.name]
        return super().content(ledger) + b"\n".join(files).decode("utf-8", "replace").casefold()


class TestPostgresql(Conformance):
    @pytest.fixture
    def database(self, postgresql_made: str, postgres: Callable[[str], str]) -> str:
        return postgres(postgresql_made)

    @pytest.fixture
    def bare(self, postgres_database: str) -> str:
        return postgres_database

    @pytest.fixture
    def other(self, postgres: Callable[[], str]) -> Iterator[Ledger]:
        with Ledger(postgres(), clock) as ledger:
            yield ledger
