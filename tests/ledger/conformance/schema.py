"""The schema: made, taken up and down with data, and the one that the tables say."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

import watchkeeper.ledger.migrations as folder
from tests.ledger.conformance.store import Store
from tests.ledger.samples import clock, fill, history
from watchkeeper.domain.problems import UsageError
from watchkeeper.ledger.projections.advance import advance
from watchkeeper.ledger.store import Ledger
from watchkeeper.ledger.tables import METADATA
from watchkeeper.ledger.verification import verify
from watchkeeper.ledger.versions import NEWEST, migrate, schema_of


class Schema(Store):
    """Migrations."""

    def test_the_newest_migration_is_the_one_written(self) -> None:
        assert ScriptDirectory(next(iter(folder.__path__))).get_current_head() == NEWEST

    def test_tables_and_migrations_say_the_same(self, ledger: Ledger) -> None:
        fill(ledger)
        with ledger.reading() as connection:
            ours = set(METADATA.tables)
            options = {"compare_type": True, "include_name": lambda name, kind, _: kind != "table" or name in ours}
            assert compare_metadata(MigrationContext.configure(connection, opts=options), METADATA) == []

    def test_down_and_up_again_keeps_the_chain_and_the_people(self, ledger: Ledger) -> None:
        ledger.append(history(), ("git", "abc"))
        head = ledger.head()
        for revision in ("0001", "head"):
            migrate(ledger.engine, revision)
            migrate(ledger.engine, revision)
        assert ledger.head() == head
        assert verify(ledger, [head]).fault is None
        assert ledger.cursor("git") == ""
        assert ledger.append(history(), ("git", "abc")).new == 0
        with ledger.reading() as connection:
            assert connection.execute(text("SELECT count(*) FROM identities")).scalar() == 3

    def test_all_the_way_down_leaves_an_empty_database(self, ledger: Ledger, database: str) -> None:
        fill(ledger)
        advance(ledger)
        migrate(ledger.engine, "base")
        with ledger.reading() as connection:
            assert schema_of(connection) == ""
        with Ledger(database, clock) as anew:
            assert anew.head().seq == 0
            assert verify(anew).fault is None
            advance(anew)
            fill(anew)

    @pytest.mark.parametrize(
        ("stamp", "word"), [("0001", "db upgrade"), ("9999", "upgrade watchkeeper"), ("abc", "upgrade watchkeeper")]
    )
    def test_another_schema_is_refused_and_left_alone(
        self, ledger: Ledger, database: str, stamp: str, word: str
    ) -> None:
        fill(ledger)
        with ledger.engine.begin() as connection:
            connection.execute(text("UPDATE alembic_version SET version_num = :v"), {"v": stamp})
        with pytest.raises(UsageError, match=word):
            Ledger(database, clock)
        with ledger.engine.begin() as connection:
            connection.execute(text("UPDATE alembic_version SET version_num = :v"), {"v": NEWEST})
        assert verify(ledger).rows == 17

    def test_opened_by_many_at_once_it_is_made_once(self, bare: str) -> None:
        def identify(_: int) -> str:
            with Ledger(bare, clock) as ledger:
                return ledger.head().ledger + ledger.pseudonyms.of("email:a@b.c")

        with ThreadPoolExecutor(8) as pool:
            assert len(set(pool.map(identify, range(8)))) == 1
