"""One conformance, every store: SQLite and PostgreSQL do the same."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.ledger.conformance.appending import Appending
from tests.ledger.conformance.forgetting import Forgetting
from tests.ledger.conformance.schema import Schema
from tests.ledger.conformance.tampering import Tampering
from tests.ledger.samples import clock
from watchkeeper.ledger.store import Ledger


class Conformance(Appending, Tampering, Forgetting, Schema):
    """All that a store has to do; a subclass gives the database."""


class TestSqlite(Conformance):
    @pytest.fixture
    def database(self, tmp_path: Path) -> str:
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
    def database(self, postgres_database: str) -> str:
        return postgres_database

    @pytest.fixture
    def other(self, postgres: Callable[[], str]) -> Iterator[Ledger]:
        with Ledger(postgres(), clock) as ledger:
            yield ledger
