"""One conformance, every store: SQLite and PostgreSQL do the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.ledger.conformance.appending import Appending


class TestSqlite(Appending):
    @pytest.fixture
    def database(self, tmp_path: Path) -> str:
        return str(tmp_path / "ledger.sqlite")


class TestPostgresql(Appending):
    @pytest.fixture
    def database(self, postgres_database: str) -> str:
        return postgres_database
