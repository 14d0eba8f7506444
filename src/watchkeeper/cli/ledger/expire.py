"""`watchkeeper ledger expire`: ends the keeping of what has had its time."""

from __future__ import annotations

import click

from watchkeeper.cli.options import as_of_option, database_option, output_options, repo_option, target_option
from watchkeeper.cli.output import write


@click.command()
@repo_option
@target_option
@database_option
@click.option("--write", "write_it", is_flag=True, help="Erase; without it nothing is changed.")
@as_of_option
@output_options(("terminal", "json"))
def command(
    repo: str, target: str, database: str, write_it: bool, now: int,
    style: str, output: str | None, quiet: bool, verbose: bool, debug: bool,
) -> int:  # fmt: skip
    """Say which payloads are older than their type is kept for (policy: retention), and erase them with --write.

    The chain keeps their hashes and an event that says they went; `verify` still passes.
    """
    from watchkeeper.rendering.ledger import render_expiry
    from watchkeeper.usecases.ledger.expire_payloads import expire_payloads

    del verbose, debug
    found = expire_payloads(repo, target, database, now, write=write_it)
    write(render_expiry(found, style, written=write_it), output, quiet=quiet)
    return 0
