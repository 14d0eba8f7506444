"""Answers questions to a ledger, and hands its record on."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence

from watchkeeper.domain.ledger import Answer
from watchkeeper.domain.problems import Problem, UnknownSubjectError
from watchkeeper.usecases.extras import need
from watchkeeper.usecases.ledger.location import ledger_of


def ask_ledger(repo: str, target: str, database: str, parquet: str | None, sql: str) -> Answer:
    """The answer of one SELECT over a ledger, or over an export in Parquet.

    Raises:
        UsageError: the query is refused, or an extra is missing.
        UnknownSubjectError: there is no ledger, or no export.
    """
    need("duckdb", "analytics")
    from watchkeeper.ledger.analytics import views

    if parquet is not None:
        if not os.path.isdir(parquet):
            raise UnknownSubjectError(Problem(f"{parquet} is no folder", remedy="name the one that export wrote"))
        with views(parquet) as found:
            return found.query(sql)
    from watchkeeper.ledger.projections.advance import advance

    with ledger_of(repo, target, database) as ledger:
        advance(ledger)
        with views(ledger.url) as found:
            return found.query(sql)


def export_lines(repo: str, target: str, database: str) -> Iterator[bytes]:
    """The events as JSON lines."""
    from watchkeeper.ledger.export import export_events

    with ledger_of(repo, target, database) as ledger:
        yield from export_events(ledger)


def export_parquet(repo: str, target: str, database: str, folder: str) -> Sequence[str]:
    """Every view as a Parquet file; the files written."""
    need("duckdb", "analytics")
    from watchkeeper.ledger.analytics import views
    from watchkeeper.ledger.projections.advance import advance

    with ledger_of(repo, target, database) as ledger:
        advance(ledger)
        with views(ledger.url) as found:
            return found.write_parquet(folder, found.names())
