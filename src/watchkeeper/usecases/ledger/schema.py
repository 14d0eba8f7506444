"""Looks after the schema of a ledger's database."""

from __future__ import annotations

import os

from watchkeeper.domain.problems import Problem, UnknownSubjectError, UsageError
from watchkeeper.git.repository import Repository
from watchkeeper.ledger import engine as engines
from watchkeeper.ledger.problems import explained
from watchkeeper.ledger.versions import NEWEST, migrate, schema_of
from watchkeeper.usecases.ledger.location import locate


def upgrade_schema(repo: str, target: str, database: str, revision: str) -> str:
    """Bring the schema to a revision; what was done, in words.

    Raises:
        UsageError: there is no such revision, or the database refuses.
    """
    if revision != "head" and not (revision.isdigit() and revision <= NEWEST):
        raise UsageError(
            Problem(
                f"there is no schema {revision!r}",
                remedy=f"head, or 0001 to {NEWEST} (delete the database to begin anew)",
            )
        )
    url = engines.parse_database(database or _default(repo, target))
    shown = engines.shown(url)
    engine = engines.open_engine(url)
    with explained(shown):
        with engine.connect() as connection:
            before = schema_of(connection) or "none"
        migrate(engine, revision)
        with engine.connect() as connection:
            after = schema_of(connection) or "none"
    engine.dispose()
    return f"{shown}: schema {before} → {after}" if before != after else f"{shown}: schema {after}, nothing to do"


def check_schema(repo: str, target: str, database: str) -> tuple[bool, str]:
    """Whether the schema is this version's, and that in words.

    Raises:
        UnknownSubjectError: there is no ledger.
    """
    name = database or _default(repo, target)
    url = engines.parse_database(name)
    shown = engines.shown(url)
    if url.get_backend_name() == "sqlite" and not os.path.exists(str(url.database)):
        raise UnknownSubjectError(Problem(f"there is no ledger at {shown}", remedy="watchkeeper db upgrade makes one"))
    engine = engines.open_engine(url)
    with explained(shown), engine.connect() as connection:
        found = schema_of(connection)
    engine.dispose()
    if found == NEWEST:
        return True, f"{shown}: schema {found}, the one of this version"
    if not found:
        return False, f"{shown}: no ledger yet (watchkeeper db upgrade makes one)"
    older = found.isdigit() and found < NEWEST
    remedy = "run watchkeeper db upgrade" if older else "upgrade watchkeeper"
    return False, f"{shown}: schema {found}, this version speaks {NEWEST}: {remedy}"


def _default(repo: str, target: str) -> str:
    with Repository(repo) as repository:
        return locate(repository, target, "").database
