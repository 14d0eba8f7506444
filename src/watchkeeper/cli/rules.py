"""`watchkeeper rules`: lists the rules."""

from __future__ import annotations

import click

from watchkeeper.cli.options import output_options
from watchkeeper.cli.output import write


@click.command()
@output_options(("terminal", "json", "markdown"))
def command(style: str, output: str | None, quiet: bool, verbose: bool, debug: bool) -> int:
    """List the rules: what each asks and its recommended mode."""
    from watchkeeper.usecases.describe_rules import list_rules

    del verbose, debug
    write(list_rules(style), output, quiet=quiet)
    return 0
