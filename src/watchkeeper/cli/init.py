"""`watchkeeper init`: proposes a policy from the repository's own history."""

from __future__ import annotations

import sys
from collections.abc import Callable

import click

from watchkeeper.cli.options import as_of_option, output_options, repo_option
from watchkeeper.cli.output import write
from watchkeeper.cli.progress import progress


@click.command()
@repo_option
@click.option("--target", default="", metavar="REF", help="The branch to replay (default: the default branch).")
@click.option("--replay", "count", default=200, show_default=True, help="How many merged changes to replay.")
@click.option("--write", "write_it", is_flag=True, help="Write .watchkeeper.yaml; without it nothing is written.")
@click.option("--owners", "owners_too", is_flag=True, help="With --write: also write the proposed owners (a policy "
              "that exists stays).")  # fmt: skip
@click.option("--component", "components", multiple=True, metavar="NAME", help="Instead: propose what a component "
              "lacks so that somebody wakes when it breaks; --write writes the files that are new.")  # fmt: skip
@as_of_option
@output_options(("terminal", "markdown", "json"))
def command(
    repo: str, target: str, count: int, write_it: bool, owners_too: bool, components: tuple[str, ...],
    now: int, style: str, output: str | None, quiet: bool, verbose: bool, debug: bool,
) -> int:  # fmt: skip
    """Propose a policy with numbers from this repository's history, and say what it would have held.

    Owners are proposed for files and tools that nobody owns, from who wrote, reviewed and fixed there.
    With --component: alerts, a runbook, a dashboard, a route, a rota, as far as the drill misses them.
    """
    if components:
        if owners_too:
            raise click.UsageError("--owners and --component are two questions: ask one of them.")
        return _scaffold(repo, target, components, now, style, output, quiet=quiet, write_it=write_it)
    from watchkeeper.rendering.proposal import render_proposal
    from watchkeeper.usecases.ownership.propose_owners import propose_for_unowned, write_owners
    from watchkeeper.usecases.propose_policy import propose_policy, write_policy

    del verbose, debug
    if owners_too and not write_it:
        raise click.UsageError("--owners says what --write writes: use both, or neither.")
    proposal = propose_policy(repo, target, count, _progress(count))
    owners = propose_for_unowned(repo, target, now, progress(quiet=quiet))
    write(render_proposal(proposal, owners, style), output, quiet=quiet)
    if write_it:
        written = [*(write_owners(repo, owners) if owners_too else ()), *write_policy(repo, proposal, keep=owners_too)]
        click.echo(f"written: {', '.join(written) or 'nothing'}", err=True)
    return 0


def _scaffold(
    repo: str, target: str, components: tuple[str, ...], now: int, style: str, output: str | None,
    *, quiet: bool, write_it: bool,
) -> int:  # fmt: skip
    from watchkeeper.rendering.readiness.scaffold import render_scaffold
    from watchkeeper.usecases.readiness.drill import Ask
    from watchkeeper.usecases.readiness.scaffold import scaffold, write_pieces

    found = scaffold(Ask(repo, components, target, None, now))
    write("\n".join(render_scaffold(one, style) for one in found), output, quiet=quiet)
    if write_it:
        written = [path for one in found for path in write_pieces(repo, one)]
        click.echo(f"written: {', '.join(written) or 'nothing'}", err=True)
    return 0


def _progress(total: int) -> Callable[[int], None]:
    """Tell progress on standard error, on one line, when it is a terminal."""

    def tell(done: int) -> None:
        if sys.stderr.isatty():
            end = "\n" if done == total else "\r"
            click.echo(f"replayed {done} of {total}{end}", err=True, nl=False)

    return tell
