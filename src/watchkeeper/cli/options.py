"""Options that every command shares, and what they mean."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import click

F = TypeVar("F", bound=Callable[..., Any])


def repo_option(function: F) -> F:
    """--repo PATH."""
    text = "The repository (default: the one around the working directory)."
    return click.option("--repo", default=".", metavar="PATH", help=text)(function)


def database_option(function: F) -> F:
    """--database URL."""
    text = "The ledger: a file, sqlite:///FILE or postgresql://… (default: the repository's own)."
    return click.option("--database", default="", metavar="URL", envvar="WATCHKEEPER_DATABASE", help=text)(function)


def target_option(function: F) -> F:
    """--target REF."""
    text = "The branch whose history counts (default: the default branch)."
    return click.option("--target", default="", metavar="REF", help=text)(function)


def people_option(function: F) -> F:
    """--people FILE, repeatable."""
    text = "Also look people and teams up here: a list that nobody wants to commit (repeatable)."
    return click.option("--people", multiple=True, metavar="FILE", help=text)(function)


def output_options(formats: Sequence[str]) -> Callable[[F], F]:
    """--format, --output, --quiet, --verbose, --debug."""

    def add(function: F) -> F:
        debug = click.option("--debug", is_flag=True, help="Show the trace of an internal error.")
        verbose = click.option("--verbose", is_flag=True, help="Say more, also what was only observed.")
        quiet = click.option("--quiet", is_flag=True, help="Print nothing on standard output; the exit code tells.")
        output = click.option("--output", metavar="FILE", help="Write to FILE instead (whole or not at all).")
        style = click.option(
            "--format", "style", type=click.Choice(list(formats)), default=formats[0], show_default=True, help="Format."
        )
        return style(output(quiet(verbose(debug(function)))))

    return add


def page_options(function: F) -> F:
    """--page and all that belongs to it; they arrive together as the argument `page`."""
    from functools import wraps

    names = (
        "page", "confirm", "online", "way", "url", "key_variable", "status_url", "status_key_variable", "wait",
        "at_night", "again",
    )  # fmt: skip

    @wraps(function)
    def gathered(**given: Any) -> Any:
        if given["confirm"] and not given["page"]:
            raise click.UsageError("--confirm belongs to --page")
        return function(page={name: given.pop(name) for name in names}, **given)

    pack: Any = gathered
    for option in reversed(_PAGE_OPTIONS):
        pack = option(pack)
    return pack  # type: ignore[no-any-return] # click's own wrapping keeps the type


_PAGE_OPTIONS = (
    click.option("--page", is_flag=True, help="Show the test page that would be sent down the real path."),
    click.option("--confirm", is_flag=True, help="With --page --online: send it, and wait for the answer."),
    click.option("--online", is_flag=True, help="Use the network; without it nothing is sent."),
    click.option(
        "--via", "way", type=click.Choice(["alertmanager", "pagerduty", "opsgenie", "webhook"]),
        default="alertmanager", show_default=True, help="How the test page is sent.",
    ),
    click.option("--url", default="", metavar="URL", help="Where it is sent (Alertmanager, webhook, another region)."),
    click.option("--key-variable", default="", metavar="NAME", help="The environment variable that holds the key."),
    click.option(
        "--status-url", default="", metavar="URL", help="Who answered is asked here; {id} stands for the test's id."
    ),
    click.option("--status-key-variable", default="", metavar="NAME", help="The variable with the key to ask there."),
    click.option(
        "--wait", type=click.IntRange(1, 3600), default=600, show_default=True, metavar="SECONDS",
        help="How long an answer has time.",
    ),
    click.option("--at-night", is_flag=True, help="Also outside the working hours of whoever is called."),
    click.option("--again", is_flag=True, help="Also if they were sent a test in the last 30 days, and agree."),
)  # fmt: skip


def as_of_option(function: F) -> F:
    """--as-of TIME."""
    text = "Evaluate as of this time (RFC 3339, for example 2026-03-01T00:00:00Z; default: now)."
    return click.option("--as-of", "now", metavar="TIME", callback=lambda _c, _p, v: parse_time(v), help=text)(function)


def parse_time(text: str | None) -> int:
    """Seconds since the epoch for an RFC 3339 time or date; now for None.

    SOURCE_DATE_EPOCH stands in for the clock when it is set, so that a run can be repeated.
    """
    if text is None:
        return int(os.environ.get("SOURCE_DATE_EPOCH") or time.time())
    from datetime import UTC, datetime

    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise click.BadParameter(f"{text!r} is not a time such as 2026-03-01T00:00:00Z") from None
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text) or moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return int(moment.timestamp())
