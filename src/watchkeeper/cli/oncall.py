"""`watchkeeper oncall`: says who is on call at a time, and which hours nobody covers."""

from __future__ import annotations

import click

from watchkeeper.cli.options import as_of_option, output_options, parse_time, people_option, repo_option
from watchkeeper.cli.output import write

AT = "Who is on call at this time (RFC 3339; default: --from, else now)."
FROM = "Look at the time from here (default: --at)."
TO = "… to here (default: 90 days)."


@click.command()
@click.argument("source", metavar="FILE|URL")
@repo_option
@click.option("--at", metavar="TIME", callback=lambda _c, _p, v: parse_time(v) if v else None, help=AT)
@click.option("--from", "start", metavar="TIME", callback=lambda _c, _p, v: parse_time(v) if v else None, help=FROM)
@click.option("--to", "end", metavar="TIME", callback=lambda _c, _p, v: parse_time(v) if v else None, help=TO)
@click.option("--leave", multiple=True, metavar="FILE|URL", help="A calendar of who is away (repeatable).")
@click.option("--zone", default="", metavar="ZONE", help="Local times, and those of a calendar without a zone.")
@people_option
@click.option("--online", is_flag=True, help="Fetch the address that is named.")
@as_of_option
@output_options(("terminal", "markdown", "json"))
def command(
    source: str, repo: str, at: int | None, start: int | None, end: int | None, leave: tuple[str, ...], zone: str,
    people: tuple[str, ...], online: bool, now: int, style: str, output: str | None, quiet: bool, verbose: bool,
    debug: bool,
) -> int:  # fmt: skip
    """Say who is on call by FILE or URL: a calendar, a pager's export, or a plain rota.

    Hours that no known living person covers are gaps; hours of several people count once.
    """
    from watchkeeper.rendering.readiness.duties import render_duties
    from watchkeeper.usecases.read_directory_files import read_directory_files
    from watchkeeper.usecases.readiness.who_is_on_call import AskDuty, who_is_on_call

    del debug
    lists = read_directory_files(people) if people else ()
    answer = who_is_on_call(AskDuty(source, now, at, start, end, repo, lists, leave, zone, online))
    segments = verbose or start is not None or end is not None
    write(render_duties(answer, style, segments=segments), output, quiet=quiet)
    return 0 if answer.tells else 3
