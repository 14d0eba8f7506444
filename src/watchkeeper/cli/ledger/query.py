"""`watchkeeper ledger query`: read-only SQL over the ledger's views."""

from __future__ import annotations

import click

from watchkeeper.cli.options import database_option, output_options, repo_option, target_option
from watchkeeper.cli.output import write


@click.command()
@click.argument("sql", metavar="SQL")
@repo_option
@target_option
@database_option
@click.option("--parquet", metavar="FOLDER", help="Ask an export in Parquet instead of a ledger.")
@output_options(("terminal", "json", "csv", "markdown"))
def command(
    sql: str, repo: str, target: str, database: str, parquet: str | None,
    style: str, output: str | None, quiet: bool, verbose: bool, debug: bool,
) -> int:  # fmt: skip
    """Answer one SELECT (DuckDB's SQL) over the views: changes, deployments, incidents, failures and others.

    The views name no person and give no figure of fewer than five people.
    """
    from watchkeeper.rendering.ledger import render_answer
    from watchkeeper.usecases.ledger.ask_ledger import ask_ledger

    del verbose, debug
    write(render_answer(ask_ledger(repo, target, database, parquet, sql), style), output, quiet=quiet)
    return 0
