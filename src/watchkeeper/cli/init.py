"""`watchkeeper init`: proposes a policy from the repository's own history."""

from __future__ import annotations

import sys
from collections.abc import Callable

import click

from watchkeeper.cli.options import output_options, repo_option
from watchkeeper.cli.output import write


@click.command()
@repo_option
@click.option("--target", default="", metavar="REF", help="The branch to replay (default: the default branch).")
@click.option("--replay", "count", default=200, show_default=True, help="How many merged changes to replay.")
@click.option("--write", "write_it", is_flag=True, help="Write .watchkeeper.yaml; without it nothing is written.")
@output_options(("terminal", "markdown", "json"))
def command(
    repo: str, target: str, count: int, write_it: bool,
    style: str, output: str | None, quiet: bool, verbose: bool, debug: bool,
) -> int:  # fmt: skip
    """Propose a policy with numbers from this repository's history, and say what it would have held."""
    from watchkeeper.rendering.proposal import render_proposal
    from watchkeeper.usecases.propose_policy import propose_policy, write_policy

    del verbose, debug
    proposal = propose_policy(repo, target, count, _progress(count))
    write(render_proposal(proposal, style), output, quiet=quiet)
    if write_it:
        click.echo(f"written: {write_policy(repo, proposal)}", err=True)
    return 0


def _progress(total: int) -> Callable[[int], None]:
    """Tell progress on standard error, on one line, when it is a terminal."""

    def tell(done: int) -> None:
        if sys.stderr.isatty():
            end = "\n" if done == total else "\r"
            click.echo(f"replayed {done} of {total}{end}", err=True, nl=False)

    return tell
