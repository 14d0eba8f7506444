"""`watchkeeper ledger record`: keeps one event that a person or a pipeline tells."""

from __future__ import annotations

import click

from watchkeeper.cli.options import as_of_option, database_option, output_options, repo_option, target_option
from watchkeeper.cli.output import write


@click.command()
@click.argument("type_", metavar="TYPE")
@click.argument("subject", metavar="SUBJECT")
@click.argument("fields", nargs=-1, metavar="[FIELD=VALUE]...")
@repo_option
@target_option
@database_option
@click.option("--source", default="manual", show_default=True, help="Who says so: the name of the pipeline or tool.")
@click.option("--source-id", default="", help="The event's id there; the same id again corrects what was said.")
@click.option("--supersedes", default="", metavar="EVENT", help="The id of an event that this one corrects.")
@as_of_option
@output_options(("terminal", "json"))
def command(
    type_: str, subject: str, fields: tuple[str, ...], repo: str, target: str, database: str,
    source: str, source_id: str, supersedes: str, now: int,
    style: str, output: str | None, quiet: bool, verbose: bool, debug: bool,
) -> int:  # fmt: skip
    """Keep one event, for example a deployment at the end of a pipeline.

    watchkeeper ledger record Deployed checkout/1234 service=checkout environment=production commit=HEAD
    """
    from watchkeeper.rendering.ledger import render_recorded
    from watchkeeper.usecases.ledger.record_event import Told, record_event

    del verbose, debug
    told = Told(type_, subject, fields, source, source_id, supersedes, now)
    write(render_recorded(record_event(repo, target, database, told), style), output, quiet=quiet)
    return 0
