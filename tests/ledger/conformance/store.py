"""What a store's tests stand on: a subclass gives the database, nothing else."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.ledger.samples import clock
from watchkeeper.ledger.store import Ledger


class Store:
    """A fresh database for each test, and a ledger in it."""

    @pytest.fixture
    def ledger(self, database: str) -> Iterator[Ledger]:
        with Ledger(database, clock) as ledger:
            yield ledger
