"""Answers where an alert goes at an instant by the configuration in a file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from watchkeeper.domain.problems import Problem, UsageError
from watchkeeper.domain.readiness.routed import RoutedAlert
from watchkeeper.usecases.extras import need
from watchkeeper.usecases.files import read_file

MOST_BYTES = 1 << 20


def route_alert(
    file: str, labels: Mapping[str, str], at: int, firing: Sequence[str] = (), silences: str = ""
) -> tuple[RoutedAlert, ...]:
    """What becomes of an alert, one answer a tree of routes in the file (Grafana has one an organisation).

    `at` is seconds since the epoch, `firing` are other alerts that fire then, each as `label=value,…`, and
    `silences` names an export of silences.

    Raises:
        UsageError: the extra [alerting] is not there, or a file or an alert cannot be read.
    """
    need("re2", "alerting")
    from watchkeeper.analysis.alerting.deliver import deliver
    from watchkeeper.formats.routes.silences import parse_silences
    from watchkeeper.formats.routes.sources import parse_routing

    others = [parse_alert(text) for text in firing]
    held = parse_silences(read_file(silences, MOST_BYTES), silences) if silences else ()
    routings = parse_routing([(file, read_file(file, MOST_BYTES))])
    return tuple(
        RoutedAlert(dict(labels), at, routing, deliver(routing, labels, at, others, held)) for routing in routings
    )


def parse_alert(text: str) -> dict[str, str]:
    """The labels of `label=value,…`; values may stand in double quotes.

    Raises:
        UsageError: they are none.
    """
    from watchkeeper.formats.routes.matchers import MatcherError, parse_matchers

    remedy = 'write label=value, several with a comma between them, a value with a comma in "…"'
    try:
        matchers = parse_matchers(text)
    except MatcherError as error:
        raise UsageError(Problem(f"{text[:200]!r} is no alert: {error}", remedy=remedy)) from None
    if not matchers or any(matcher.operator != "=" for matcher in matchers):
        raise UsageError(Problem(f"{text[:200]!r} is no alert", remedy=remedy))
    return {matcher.name: matcher.value for matcher in matchers}
