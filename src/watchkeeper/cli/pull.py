"""`watchkeeper pull`: finds the pull request that an untrusted result file speaks for."""

from __future__ import annotations

import os

import click

from watchkeeper.cli.options import output_options
from watchkeeper.cli.output import write


@click.command()
@click.argument("claim", metavar="[CLAIM]", required=False)
@click.option("--event", "event_file", metavar="FILE", help="The workflow_run event that GitHub sent.")
@click.option("--online", is_flag=True, help="Ask the forge (GITHUB_TOKEN; in GitLab GITLAB_TOKEN or CI_JOB_TOKEN).")
@output_options(("json",))
def command(
    *,
    claim: str | None, event_file: str | None, online: bool,
    style: str, output: str | None, quiet: bool, verbose: bool, debug: bool,
) -> int:  # fmt: skip
    """Write the pull request's event for `check --event`, after checking CLAIM against the forge.

    CLAIM is the result file of an unprivileged run; nothing in it is believed. Without CLAIM the
    merge request comes from the variables of GitLab CI. When the pull request has moved on, the
    command says so, writes no file and exits with 0.
    """
    from watchkeeper.usecases.resolve_pull import Request, resolve_pull

    del style, verbose, debug
    resolved = resolve_pull(Request(claim, event_file, online), os.environ)
    if resolved.superseded:
        click.echo(f"nothing to do: {resolved.superseded}", err=True)
    else:
        write(resolved.event, output, quiet=quiet)
    return 0
