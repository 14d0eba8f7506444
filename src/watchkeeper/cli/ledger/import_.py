"""`watchkeeper ledger import`: fills the ledger from a git history or from exports of other tools."""

from __future__ import annotations

import click

from watchkeeper.cli.options import database_option, output_options, repo_option, target_option
from watchkeeper.cli.output import write
from watchkeeper.cli.progress import progress


@click.command()
@click.argument("files", nargs=-1, metavar="[FILE]...")
@repo_option
@target_option
@database_option
@click.option(
    "--from", "form", default="", metavar="FORMAT", help="The files' format (default: seen from the content)."
)
@click.option("--replay", is_flag=True, help="Read quarantined records again instead of files.")
@click.option("--no-sizes", is_flag=True, help="Leave out the second pass, which counts effective lines.")
@output_options(("terminal", "json"))
def command(
    files: tuple[str, ...], repo: str, target: str, database: str, form: str, replay: bool, no_sizes: bool,
    style: str, output: str | None, quiet: bool, verbose: bool, debug: bool,
) -> int:  # fmt: skip
    """Import the repository's git history, or FILEs (- for standard input).

    Formats: cdevents, github, gitlab, pagerduty, opsgenie, alertmanager, statuspage, csv, json-lines.
    A second run goes on where the first one ended; a record that cannot be read is kept aside.
    """
    from watchkeeper.rendering.ledger import render_import, render_records
    from watchkeeper.usecases.ledger.import_files import import_files, replay_quarantine
    from watchkeeper.usecases.ledger.import_git import import_git

    del verbose, debug
    tell = progress(quiet=quiet)
    if replay:
        text = render_records(replay_quarantine(repo, target, database, tell), style)
    elif files:
        text = render_records(import_files(repo, target, database, files, form, tell), style)
    else:
        text = render_import(import_git(repo, target, database, tell, sizes=not no_sizes), style)
    write(text, output, quiet=quiet)
    return 0
