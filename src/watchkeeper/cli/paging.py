"""The part of `watchkeeper drill` that sends a test page: shows it first, sends it only when told to."""

from __future__ import annotations

import os
from typing import Any

import click

from watchkeeper.cli.output import write
from watchkeeper.domain.problems import Problem, UsageError
from watchkeeper.usecases.readiness.drill import Ask

INTERRUPTED = 130


def run_page(
    ask: Ask, options: dict[str, Any], style: str, output: str | None, *, quiet: bool, check: bool
) -> int:  # fmt: skip
    """Show the test page of one component; with `confirm` send it, and tell who answered.

    Raises:
        UsageError: something is missing or wrong; `confirm` without `online`.
        UnknownSubjectError: something forbids it; nothing was sent.
    """
    from watchkeeper.rendering.readiness.pages import render_outcome, render_plan
    from watchkeeper.usecases.readiness.page import PageAsk, forbidden, plan_page
    from watchkeeper.usecases.readiness.page_ways import host_of, way_of
    from watchkeeper.usecases.readiness.send_page import Pace, send_page

    confirmed, online = options["confirm"], options["online"]
    paging = PageAsk(**{name: value for name, value in options.items() if name not in {"page", "confirm", "online"}})
    if confirmed and not online:
        what = "--confirm sends over the network"
        raise UsageError(Problem(what, remedy="say --online too; nothing uses the network without it"))
    pace = Pace()
    planned = plan_page(ask, paging, host_of(paging), os.environ)
    if not confirmed:
        planned = forbidden(planned, lambda: way_of(paging, os.environ, pace.answer))
        write(render_plan(planned.plan, style, confirmed=False), output, quiet=quiet)
        return 0
    pager = way_of(paging, os.environ, pace.answer)
    text = render_plan(planned.plan, "terminal", confirmed=True)
    click.echo(text, nl=False, err=bool(output) or quiet or style != "terminal")
    outcome = send_page(planned, pager, pace)
    write(render_outcome(outcome, planned.plan, style), output, quiet=quiet)
    if outcome.stopped:
        return INTERRUPTED
    return int(check and not outcome.expected)
