"""`watchkeeper check`: runs the gate on a change."""

from __future__ import annotations

import click

from watchkeeper.cli.options import as_of_option, output_options, people_option, repo_option
from watchkeeper.cli.output import colorful, write

FORMATS = ("terminal", "markdown", "json", "sarif", "github", "gitlab")
EXIT_CODES = {"pass": 0, "warn": 0, "block": 1, "unknown": 3}


@click.command()
@click.argument("range_text", metavar="[RANGE]", default="")
@repo_option
@click.option("--target", default="", metavar="REF", help="Read policy and owners here (default: the default branch).")
@click.option("--policy", "policy_file", metavar="FILE", help="Use this policy file instead of the target's.")
@click.option("--event", "event_file", metavar="FILE", help="The forge's event JSON.")
@click.option("--author", default="", metavar="LOGIN", help="The login of the change's author.")
@people_option
@click.option("--rule", "only", multiple=True, metavar="ID", help="Run only this rule (repeatable).")
@click.option("--record", is_flag=True, help="Keep the verdict in the ledger, and ask it for waivers and incidents.")
@click.option("--database", default="", metavar="URL", help="The ledger to ask (and with --record to keep it in).")
@click.option("--origins", is_flag=True, help="Also print where each key of the policy was written.")
@as_of_option
@output_options(FORMATS)
def command(
    range_text: str, repo: str, target: str, policy_file: str | None, event_file: str | None, author: str,
    people: tuple[str, ...], only: tuple[str, ...], record: bool, database: str, origins: bool, now: int,
    style: str, output: str | None, quiet: bool, verbose: bool, debug: bool,
) -> int:  # fmt: skip
    """Run the gate on a change.

    RANGE is BASE...HEAD, or one commit. Without it: everything since HEAD left the default branch.
    Exit code: 0 pass or warn, 1 block, 3 unknown, 2 wrong usage.
    """
    from watchkeeper.usecases.check_change import Request, check_change, render_report

    del debug  # the frame reads it
    request = Request(repo, range_text, target, policy_file, event_file, author, only, now, origins, people)
    if record or database:
        from watchkeeper.usecases.ledger.recorded_check import recorded_check

        report = recorded_check(request, database, record=record, warn=lambda text: click.echo(text, err=True))
    else:
        report = check_change(request)
    text = render_report(report, style, color=colorful() and not output, verbose=verbose, origins=origins)
    write(text, output, quiet=quiet)
    return EXIT_CODES[report.verdict.decision]
