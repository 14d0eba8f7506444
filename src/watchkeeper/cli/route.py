"""`watchkeeper route`: says where an alert goes in a configuration at a time."""

from __future__ import annotations

import click

from watchkeeper.cli.options import output_options, parse_time
from watchkeeper.cli.output import write

AT = "When the alert starts to fire (RFC 3339, for example 2026-03-01T02:00:00+01:00; default: now)."


@click.command()
@click.argument("file", metavar="FILE")
@click.argument("labels", metavar="LABEL=VALUE...", nargs=-1)
@click.option("--at", metavar="TIME", callback=lambda _c, _p, v: parse_time(v), help=AT)
@click.option("--firing", multiple=True, metavar="LABEL=VALUE,…", help="Another alert that fires then (repeatable).")
@click.option("--silences", default="", metavar="FILE", help="An export of silences (amtool silence query -o json).")
@output_options(("terminal", "markdown", "json"))
def command(
    file: str, labels: tuple[str, ...], at: int, firing: tuple[str, ...], silences: str,
    style: str, output: str | None, quiet: bool, verbose: bool, debug: bool,
) -> int:  # fmt: skip
    """Say where the alert with these labels goes in FILE: each route, whether it pages, and what holds it back.

    FILE is a configuration of Alertmanager (also inside a Kubernetes Secret or a chart's values),
    AlertmanagerConfig resources, or Grafana's notification policies. Nothing is sent.
    """
    from watchkeeper.rendering.readiness.routes import render_routes
    from watchkeeper.usecases.readiness.route_alert import route_alert

    del verbose, debug
    answers = route_alert(file, _labels(labels), at, firing, silences)
    write(render_routes(answers, style), output, quiet=quiet)
    return 0


def _labels(words: tuple[str, ...]) -> dict[str, str]:
    found: dict[str, str] = {}
    for word in words:
        name, equals, value = word.partition("=")
        if not equals or not name:
            raise click.UsageError(f"{word!r} is not LABEL=VALUE, for example severity=critical.")
        if name in found:
            raise click.UsageError(f"The label {name!r} is there twice.")
        found[name] = value
    return found
