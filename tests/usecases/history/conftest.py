"""Imports the history of a test's repository into a ledger beside it, and asks the ledger."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from msgspec import Struct

from tests.conftest import Sandbox
from watchkeeper.analysis.changes.drafts import Place
from watchkeeper.domain.ledger import ImportedHistory
from watchkeeper.git.repository import Repository
from watchkeeper.ledger.store import Ledger
from watchkeeper.usecases.history.import_history import import_history

NOW = "2026-11-23T00:00:00Z"


class Imported(Struct):
    """A ledger with what its last import did."""

    ledger: Ledger
    done: ImportedHistory

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """Rows of a query over the ledger's tables."""
        with self.ledger.reading() as connection:
            return [tuple(row) for row in connection.exec_driver_sql(sql)]

    def changes(self) -> list[tuple[int, str]]:
        """Number and method of each change that is no integration, in the order of merging."""
        wanted = "SELECT number, how FROM changes WHERE NOT integration AND NOT rewritten ORDER BY merged_at, number"
        return [(row[0], row[1]) for row in self.rows(wanted)]

    def reverted(self) -> dict[int, bool]:
        """Numbers of changes that were taken back, with whether that stands."""
        found = self.rows("SELECT c.number, r.standing FROM reverts r JOIN changes c ON c.id = r.change")
        return {row[0]: bool(row[1]) for row in found}


@pytest.fixture
def import_(tmp_path: Path) -> Iterator[Callable[..., Imported]]:
    """Imports a repository; a second call goes on in the same ledger."""
    opened: list[Ledger] = []

    def run(repo: Sandbox, tip: str = "HEAD", *, database: str = "", sizes: bool = False) -> Imported:
        ledger = Ledger(database or str(tmp_path / "ledger.sqlite"), lambda: NOW)
        opened.append(ledger)
        with Repository(str(repo.path)) as repository:
            (found,) = repository.resolve(tip)
            assert found is not None
            place = Place("r", "main")
            done = import_history(repository, ledger, place, found.sha, lambda _what, _done: None, sizes=sizes)
        return Imported(ledger, done)

    yield run
    for ledger in opened:
        ledger.close()
