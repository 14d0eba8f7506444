"""`watchkeeper ledger export`: hands the record on, without people."""

from __future__ import annotations

import click

from watchkeeper.cli.options import database_option, repo_option, target_option
from watchkeeper.cli.output import write_stream


@click.command()
@repo_option
@target_option
@database_option
@click.option(
    "--format", "style", type=click.Choice(("jsonl", "parquet")), default="jsonl", show_default=True, help="Format."
)
@click.option("--output", metavar="PATH", help="The file (jsonl) or folder (parquet) to write (jsonl: default stdout).")
@click.option("--debug", is_flag=True, help="Show the trace of an internal error.")
def command(repo: str, target: str, database: str, style: str, output: str | None, debug: bool) -> int:
    """Export every event as JSON lines, or every view as a Parquet file.

    People and free texts are left out; JSON lines can be imported again.
    """
    from watchkeeper.usecases.ledger.ask_ledger import export_lines, export_parquet

    del debug
    if style == "jsonl":
        write_stream(export_lines(repo, target, database), output)
        return 0
    if not output:
        raise click.UsageError("--format parquet needs --output FOLDER")
    for path in export_parquet(repo, target, database, output):
        click.echo(path)
    return 0
