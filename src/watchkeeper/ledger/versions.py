"""The ledger's schema: made, upgraded, downgraded and checked by Alembic."""

from __future__ import annotations

import os

from sqlalchemy import Connection, Engine, inspect, text

from watchkeeper.domain.problems import Problem, UsageError
from watchkeeper.ledger.engine import WRITES

NEWEST = "0002"
"""The schema that this version writes; a test holds it equal to the newest migration."""
LOCK = 7_237_391


def schema_of(connection: Connection) -> str:
    """The schema version in the database; "" when there is no ledger."""
    if not inspect(connection).has_table("alembic_version"):
        return ""
    return str(connection.execute(text("SELECT version_num FROM alembic_version")).scalar() or "")


def ready(engine: Engine, shown: str) -> None:
    """Make the schema where there is none; refuse one that this version does not speak.

    Raises:
        UsageError: the schema is older (upgrade it) or newer (upgrade watchkeeper).
    """
    with engine.connect() as connection:
        found = schema_of(connection)
    if not found:
        migrate(engine, "head")
    elif found != NEWEST:
        raise UsageError(_mismatch(found, shown))


def _mismatch(found: str, shown: str) -> Problem:
    if found > NEWEST or not found.isdigit():
        remedy = "upgrade watchkeeper; nothing was read or written"
        return Problem(
            f"the ledger {shown} was written by a newer version (schema {found}, this is {NEWEST})", None, remedy
        )
    remedy = "run: watchkeeper db upgrade (nothing is lost)"
    return Problem(f"the ledger {shown} has the older schema {found}, this version writes {NEWEST}", None, remedy)


def migrate(engine: Engine, revision: str) -> None:
    """Bring the schema to a revision (`head`, `base`, `0001`), up or down, in one transaction under a lock."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", os.path.join(os.path.dirname(__file__), "migrations"))
    with engine.connect().execution_options(**{WRITES: True}) as connection, connection.begin():
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
        config.attributes["connection"] = connection
        found = schema_of(connection) or "base"
        if revision == "head" or (revision.isdigit() and (found == "base" or revision > found)):
            command.upgrade(config, revision)
        else:
            command.downgrade(config, revision)
