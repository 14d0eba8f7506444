"""`watchkeeper drill`: who is woken when a component breaks at 2 a.m."""

from __future__ import annotations

from typing import Any

import click

from watchkeeper.cli.options import (
    as_of_option,
    database_option,
    output_options,
    page_options,
    parse_time,
    people_option,
    repo_option,
)
from watchkeeper.cli.output import colorful, write

AT = "At this time (default: Sunday 02:00, the next holiday, both nights when clocks change)."


@click.command()
@click.argument("components", metavar="[COMPONENT]…", nargs=-1)
@repo_option
@click.option("--target", default="", metavar="REF", help="Read everything here (default: the default branch).")
@click.option("--at", metavar="TIME", callback=lambda _c, _p, v: parse_time(v) if v else None, help=AT)
@click.option("--all", "everything", is_flag=True, help="A table of all components.")
@click.option("--check", is_flag=True, help="Exit with 1 if a link is broken, or not known, that is asked for.")
@people_option
@database_option
@page_options
@as_of_option
@output_options(("terminal", "json", "markdown", "html"))
def command(
    components: tuple[str, ...], repo: str, target: str, at: int | None, everything: bool, check: bool,
    people: tuple[str, ...], database: str, page: dict[str, Any], now: int,
    style: str, output: str | None, quiet: bool, verbose: bool, debug: bool,
) -> int:  # fmt: skip
    """Say who is woken when COMPONENT breaks: every link from the failure to a person awake.

    The first broken link is named, with where it stands and what mends it, and the time until somebody is awake.
    """
    from watchkeeper.rendering.readiness.drills import render_drills
    from watchkeeper.usecases.read_directory_files import read_directory_files
    from watchkeeper.usecases.readiness.drill import Ask, drill

    del debug
    if page["page"]:
        from watchkeeper.cli.paging import run_page

        if at is not None or everything:
            raise click.UsageError("a test page is sent now, and of one component: leave out --at and --all")
        ask = Ask(repo, components, target, None, now, read_directory_files(people) if people else (), database)
        return run_page(ask, page, style, output, quiet=quiet, check=check)
    if not components and not everything:
        raise click.UsageError("name a component, or ask for --all")
    lists = read_directory_files(people) if people else ()
    found = drill(Ask(repo, components, target, at, now, lists, database))
    table = everything or len(found.drills) > 1
    text = render_drills(found.target, found.drills, found.problems, style, table=table,
                         color=colorful() and not output, verbose=verbose)  # fmt: skip
    write(text, output, quiet=quiet)
    broken = any(one.chain.broken for one in found.drills)
    return 1 if check and broken else 0
