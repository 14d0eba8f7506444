"""`watchkeeper ledger quarantine`: lists the records that an import could not read."""

from __future__ import annotations

import click

from watchkeeper.cli.options import database_option, output_options, repo_option, target_option
from watchkeeper.cli.output import write


@click.command()
@repo_option
@target_option
@database_option
@output_options(("terminal", "json"))
def command(
    repo: str, target: str, database: str,
    style: str, output: str | None, quiet: bool, verbose: bool, debug: bool,
) -> int:  # fmt: skip
    """List quarantined records: file, line, what is wrong. `ledger import --replay` reads them again."""
    from watchkeeper.rendering.ledger import render_quarantine
    from watchkeeper.usecases.ledger.import_files import list_quarantine

    del verbose, debug
    write(render_quarantine(list_quarantine(repo, target, database), style), output, quiet=quiet)
    return 0
