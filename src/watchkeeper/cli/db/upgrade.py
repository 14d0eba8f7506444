"""`watchkeeper db upgrade`: brings the ledger's schema to this version."""

from __future__ import annotations

import click

from watchkeeper.cli.options import database_option, repo_option, target_option


@click.command()
@repo_option
@target_option
@database_option
@click.option("--to", "revision", default="head", show_default=True, help="A revision; an older one goes back down.")
@click.option("--debug", is_flag=True, help="Show the trace of an internal error.")
def command(repo: str, target: str, database: str, revision: str, debug: bool) -> int:
    """Make or upgrade the schema, in one transaction. Events are never touched by an upgrade."""
    from watchkeeper.usecases.ledger.schema import upgrade_schema

    del debug
    click.echo(upgrade_schema(repo, target, database, revision))
    return 0
