"""`watchkeeper waive`: prepares a waiver."""

from __future__ import annotations

import click

from watchkeeper.cli.options import as_of_option, output_options, repo_option
from watchkeeper.cli.output import write


@click.command()
@click.argument("rule", metavar="RULE")
@click.option("--change", default="HEAD", show_default=True, metavar="REF", help="The head that it is for.")
@click.option("--reason", required=True, metavar="TEXT", help="Why the rule may pass.")
@click.option("--until", required=True, metavar="TIME", help="When it ends: RFC 3339, or from now on: 90m, 8h, 2d.")
@click.option("--second", default="", metavar="WHO", help="The second person, who agrees.")
@click.option("--follow-up", default="", metavar="TEXT", help="What is owed afterwards (with --owner).")
@click.option("--owner", default="", metavar="WHO", help="Who does the follow-up.")
@click.option("--by", default="", metavar="WHO", help="Who grants it (default: git's user.email).")
@click.option("--incident", default="", metavar="ID", help="The incident that makes it necessary.")
@click.option("--target", default="", metavar="REF", help="Where it has to be merged (default: the default branch).")
@click.option("--write", "write_it", is_flag=True, help="Add it to .watchkeeper/waivers.yaml in the work tree.")
@click.option("--database", default="", metavar="URL", help="Also record it in this ledger, as declared.")
@repo_option
@as_of_option
@output_options(("terminal", "markdown", "json"))
def command(
    rule: str, change: str, reason: str, until: str, second: str, follow_up: str, owner: str, by: str, incident: str,
    target: str, write_it: bool, database: str, repo: str, now: int,
    style: str, output: str | None, quiet: bool, verbose: bool, debug: bool,
) -> int:  # fmt: skip
    """Print a waiver for one rule and one head, and what has to happen so that it lifts a block."""
    from watchkeeper.domain.waivers import Waiver
    from watchkeeper.rendering.waiver_list import render_waiver
    from watchkeeper.usecases.grant_waiver import Request, prepare_waiver, write_waiver

    del verbose, debug
    asked = Waiver(rule, change, reason, by, until, "", second, follow_up, owner, incident)
    prepared = prepare_waiver(Request(repo, asked, target, now))
    if database:
        from watchkeeper.usecases.ledger.gate_facts import record_waiver

        record_waiver(repo, target, database, prepared.waiver, now)
    written = write_waiver(repo, prepared.waiver) if write_it else ""
    write(render_waiver(prepared.waiver, prepared.entry, prepared.steps, written, style), output, quiet=quiet)
    return 0
