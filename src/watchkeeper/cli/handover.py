"""`watchkeeper handover`: hands over everything that a person answers for."""

from __future__ import annotations

from datetime import UTC, date, datetime

import click

from watchkeeper.cli.options import as_of_option, database_option, output_options, repo_option
from watchkeeper.cli.output import write
from watchkeeper.cli.progress import progress


def _day(_context: click.Context, _parameter: click.Parameter, value: str) -> str:
    """A date as typed, "" if none was."""
    if not value:
        return ""
    try:
        return date.fromisoformat(value).isoformat()
    except ValueError:
        raise click.BadParameter(f"{value!r} is not a date such as 2026-03-31") from None


@click.command()
@click.option("--from", "who", required=True, metavar="LOGIN", help="Who leaves: a login, an address or an id.")
@click.option(
    "--to", default="", metavar="LOGIN", help="Who takes everything over (default: proposals for each thing)."
)
@click.option(
    "--on", "on", default="", metavar="DATE", callback=_day, help="The last day, like 2026-03-31 (default: today)."
)
@click.option("--people", multiple=True, metavar="FILE", help="A list of people from outside the repository.")
@click.option("--target", default="", metavar="REF", help="Look here (default: the default branch).")
@click.option("--write", "write_it", is_flag=True, help="Write the patches and entries into the work tree.")
@repo_option
@database_option
@as_of_option
@output_options(("terminal", "markdown", "json"))
def command(
    *, who: str, to: str, on: str, people: tuple[str, ...], target: str, write_it: bool, repo: str, database: str,
    now: int, style: str, output: str | None, quiet: bool, verbose: bool, debug: bool,
) -> int:  # fmt: skip
    """List everything that a person answers for, who could take it over, and the patches for it.

    Paths, teams, tools, packages, rotas, escalation steps, waivers, acceptances; claims, if --database names
    a ledger. Nothing is committed, and nothing is written without --write.
    """
    from watchkeeper.rendering.hand_over import render_plan
    from watchkeeper.usecases.ownership.prepare_hand_over import Leaving, prepare_hand_over
    from watchkeeper.usecases.ownership.write_hand_over import write_hand_over
    from watchkeeper.usecases.read_directory_files import read_directory_files

    del verbose, debug
    day = on or datetime.fromtimestamp(now, UTC).date().isoformat()
    given = read_directory_files(people)
    asked = Leaving(repo, who, to, day, target, now, given, database)
    plan = prepare_hand_over(asked, progress(quiet=quiet))
    written = write_hand_over(repo, plan) if write_it else ()
    write(render_plan(plan, style, written), output, quiet=quiet)
    return 0
