"""`watchkeeper components`: lists tools and services, declared or not."""

from __future__ import annotations

import click

from watchkeeper.cli.options import as_of_option, output_options, repo_option
from watchkeeper.cli.output import write


@click.command()
@click.argument("names", metavar="[NAME]…", nargs=-1)
@repo_option
@click.option("--target", default="", metavar="REF", help="Look here (default: the default branch).")
@as_of_option
@output_options(("terminal", "markdown", "json"))
def command(
    names: tuple[str, ...], repo: str, target: str, now: int,
    style: str, output: str | None, quiet: bool, verbose: bool, debug: bool,
) -> int:  # fmt: skip
    """List the tools and services that are declared or found in the tree, with owner, promise and tier.

    NAME is an id, a bare name or a folder; without one all are listed.
    """
    from watchkeeper.rendering.components import render_components
    from watchkeeper.usecases.ownership.list_components import list_components

    del verbose, debug
    found = list_components(repo, target, names, now)
    write(render_components(found.target, found.components, found.problems, style), output, quiet=quiet)
    return 0
