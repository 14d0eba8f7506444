"""`watchkeeper accept`: prepares an acceptance."""

from __future__ import annotations

from typing import get_args

import click

from watchkeeper.cli.options import as_of_option, output_options, repo_option
from watchkeeper.cli.output import write
from watchkeeper.domain.ownership.owners import Role

ROLES = click.Choice(list(get_args(Role)))
ROLE = "accountable: of the team that made it; responder: operates it."


@click.command()
@click.argument("component", metavar="COMPONENT")
@click.option("--role", type=ROLES, default="responder", show_default=True, help=ROLE)
@click.option("--hours", default="best-effort", show_default=True, metavar="TEXT",
              help="24x7, business-hours ZONE, best-effort, or other words.")  # fmt: skip
@click.option("--until", default="", metavar="TIME",
              help="When it ends: RFC 3339, or from now on: 90d (default: as long as the policy lets it).")  # fmt: skip
@click.option("--person", default="", metavar="WHO", help="Who accepts (default: git's user.email).")
@click.option("--target", default="", metavar="REF", help="Where it has to be merged (default: the default branch).")
@click.option("--write", "write_it", is_flag=True, help="Add it to .watchkeeper/acceptances.yaml in the work tree.")
@repo_option
@as_of_option
@output_options(("terminal", "markdown", "json"))
def command(
    component: str, role: Role, hours: str, until: str, person: str, target: str, write_it: bool, repo: str, now: int,
    style: str, output: str | None, quiet: bool, verbose: bool, debug: bool,
) -> int:  # fmt: skip
    """Print a yes to answering for a component, and what has to happen so that it counts."""
    from watchkeeper.domain.ownership.owners import Acceptance
    from watchkeeper.rendering.agreement import render_answer
    from watchkeeper.usecases.ownership.answer_for_component import Answer, prepare_answer, write_entry

    del verbose, debug
    said = Acceptance(component, person, role, hours, "", until)
    prepared = prepare_answer(Answer(repo, said, target, now))
    written = write_entry(repo, prepared.said) if write_it else ""
    text = render_answer(prepared.said, prepared.entry, prepared.steps, prepared.escalation, written, style)
    write(text, output, quiet=quiet)
    return 0
