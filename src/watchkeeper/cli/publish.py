"""`watchkeeper publish`: tells a verdict on the pull request."""

from __future__ import annotations

import os

import click

from watchkeeper.cli.options import output_options
from watchkeeper.cli.output import write


@click.command()
@click.argument("verdict", metavar="[VERDICT]", required=False)
@click.option("--event", "event_file", required=True, metavar="FILE", help="The event of the pull request.")
@click.option("--comment", "comment_file", metavar="FILE", help="The comment, as `check --format markdown` wrote it.")
@click.option("--error", "error_file", metavar="FILE", help="Why there is no VERDICT; the check asks for action.")
@click.option("--online", is_flag=True, help="Send (GITHUB_TOKEN or GITLAB_TOKEN); without it only show what would be.")
@click.option("--check/--no-check", default=True, help="Set the check; in GitLab the job's own status may do.")
@click.option("--login", default="github-actions[bot]", show_default=True, help="The account of the token on GitHub.")
@click.option("--details-url", default="", metavar="URL", help="Where the check's details lead to.")
@output_options(("terminal", "json"))
def command(
    *,
    verdict: str | None, event_file: str, comment_file: str | None, error_file: str | None,
    online: bool, check: bool, login: str, details_url: str,
    style: str, output: str | None, quiet: bool, verbose: bool, debug: bool,
) -> int:  # fmt: skip
    """Set the check and the one comment of a pull request; none is left when all is well.

    VERDICT is the file that `check --format json` wrote, with the same event.
    """
    from watchkeeper.usecases.publish_verdict import Request, publish_verdict, render_published

    del verbose, debug
    request = Request(event_file, verdict, comment_file, error_file, online, check, login, details_url)
    write(render_published(publish_verdict(request, os.environ), style), output, quiet=quiet)
    return 0
