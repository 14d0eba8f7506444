"""`watchkeeper explain`: prints a rule's page."""

from __future__ import annotations

import click

from watchkeeper.cli.options import output_options
from watchkeeper.cli.output import write


@click.command()
@click.argument("rule")
@output_options(("terminal", "markdown", "json"))
def command(rule: str, style: str, output: str | None, quiet: bool, verbose: bool, debug: bool) -> int:
    """Print the page of a rule: what it checks, why, when it is wrong, what to do."""
    from watchkeeper.usecases.describe_rules import explain_rule

    del verbose, debug
    write(explain_rule(rule, style), output, quiet=quiet)
    return 0
