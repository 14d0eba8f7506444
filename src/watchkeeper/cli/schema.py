"""`watchkeeper schema`: prints JSON Schemas for editors."""

from __future__ import annotations

import click

from watchkeeper.cli.options import output_options
from watchkeeper.cli.output import write


@click.command()
@click.argument("name", type=click.Choice(["policy"]))
@output_options(("json",))
def command(name: str, style: str, output: str | None, quiet: bool, verbose: bool, debug: bool) -> int:
    """Print the JSON Schema of the policy file, for editors."""
    from watchkeeper.usecases.describe_rules import policy_schema_text

    del name, style, verbose, debug
    write(policy_schema_text(), output, quiet=quiet)
    return 0
