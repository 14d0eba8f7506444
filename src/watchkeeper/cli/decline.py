"""`watchkeeper decline`: prepares a refusal."""

from __future__ import annotations

import click

from watchkeeper.cli.accept import ROLE, ROLES
from watchkeeper.cli.options import as_of_option, output_options, repo_option
from watchkeeper.cli.output import write
from watchkeeper.domain.ownership.owners import Role


@click.command()
@click.argument("component", metavar="COMPONENT")
@click.option("--role", type=ROLES, default="responder", show_default=True, help=ROLE)
@click.option("--reason", default="", metavar="TEXT", help="Why, if there is anything to say.")
@click.option("--person", default="", metavar="WHO", help="Who declines (default: git's user.email).")
@click.option("--target", default="", metavar="REF", help="Where it has to be merged (default: the default branch).")
@click.option("--write", "write_it", is_flag=True, help="Add it to .watchkeeper/acceptances.yaml in the work tree.")
@repo_option
@as_of_option
@output_options(("terminal", "markdown", "json"))
def command(
    component: str, role: Role, reason: str, person: str, target: str, write_it: bool, repo: str, now: int,
    style: str, output: str | None, quiet: bool, verbose: bool, debug: bool,
) -> int:  # fmt: skip
    """Print a no to answering for a component; it costs nothing and names whom to ask instead."""
    from watchkeeper.domain.ownership.owners import Decline
    from watchkeeper.rendering.agreement import render_answer
    from watchkeeper.usecases.ownership.answer_for_component import Answer, prepare_answer, write_entry

    del verbose, debug
    prepared = prepare_answer(Answer(repo, Decline(component, person, role, "", reason), target, now))
    written = write_entry(repo, prepared.said) if write_it else ""
    text = render_answer(prepared.said, prepared.entry, prepared.steps, prepared.escalation, written, style)
    write(text, output, quiet=quiet)
    return 0
