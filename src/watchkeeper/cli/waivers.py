"""`watchkeeper waivers`: lists the waivers of a target."""

from __future__ import annotations

import click

from watchkeeper.cli.options import as_of_option, output_options, repo_option
from watchkeeper.cli.output import write


@click.command()
@repo_option
@click.option("--target", default="", metavar="REF", help="Look here (default: the default branch).")
@click.option("--last", default=200, show_default=True, type=click.IntRange(0), help="Changes whose messages are read.")
@click.option("--database", default="", metavar="URL", help="Also list what this ledger recorded.")
@as_of_option
@output_options(("terminal", "markdown", "json"))
def command(
    repo: str, target: str, last: int, database: str, now: int,
    style: str, output: str | None, quiet: bool, verbose: bool, debug: bool,
) -> int:  # fmt: skip
    """List the waivers of the target's file and of signed commits: in force, expired, declared only."""
    from watchkeeper.domain.times import utc
    from watchkeeper.rendering.waiver_list import render_waivers
    from watchkeeper.usecases.list_waivers import list_waivers

    del verbose, debug
    facts = None
    if database:
        from watchkeeper.usecases.ledger.gate_facts import read_facts

        facts = read_facts(repo, target, database, now)
    found = list_waivers(repo, target, last, now, facts)
    text = render_waivers(found.target, utc(found.now), found.changes, found.waivers, found.not_evaluated, style)
    write(text, output, quiet=quiet)
    return 0
