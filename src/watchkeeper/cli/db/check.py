"""`watchkeeper db check`: says whether the ledger's schema is the one that this version speaks."""

from __future__ import annotations

import click

from watchkeeper.cli.options import database_option, repo_option, target_option


@click.command()
@repo_option
@target_option
@database_option
@click.option("--debug", is_flag=True, help="Show the trace of an internal error.")
def command(repo: str, target: str, database: str, debug: bool) -> int:
    """Compare the schema with this version's. Exit code: 0 the same, 1 another."""
    from watchkeeper.usecases.ledger.schema import check_schema

    del debug
    good, text = check_schema(repo, target, database)
    click.echo(text)
    return 0 if good else 1
