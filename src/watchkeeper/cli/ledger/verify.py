"""`watchkeeper ledger verify`: proves the chain, or names the first row that was touched."""

from __future__ import annotations

import click

from watchkeeper.cli.options import database_option, output_options, repo_option, target_option
from watchkeeper.cli.output import write
from watchkeeper.cli.progress import progress


@click.command()
@repo_option
@target_option
@database_option
@click.option("--head", "heads", multiple=True, metavar="FILE|note:COMMIT", help="Hold it to this published head.")
@click.option("--publish", metavar="FILE", help="Write the proved head to FILE, to be kept elsewhere.")
@click.option("--publish-note", metavar="COMMIT", help="Write the proved head as a git note on COMMIT.")
@output_options(("terminal", "json"))
def command(
    repo: str, target: str, database: str, heads: tuple[str, ...], publish: str | None, publish_note: str | None,
    style: str, output: str | None, quiet: bool, verbose: bool, debug: bool,
) -> int:  # fmt: skip
    """Prove that no row of the ledger was altered, removed, inserted or moved.

    Exit code: 0 proved, 1 a row was touched (the first is named), 3 no ledger.
    """
    from watchkeeper.rendering.ledger import render_verification
    from watchkeeper.usecases.ledger.verify_ledger import head_text, verify_ledger, write_note

    del verbose, debug
    tell = progress(quiet=quiet)
    proved = verify_ledger(repo, target, database, heads, lambda rows: tell("rows", rows))
    write(render_verification(proved, style), output, quiet=quiet)
    if proved.fault is not None:
        return 1
    if publish:
        write(head_text(proved.head), publish)
    if publish_note:
        click.echo(f"published: {write_note(repo, proved.head, publish_note)}", err=True)
    return 0
