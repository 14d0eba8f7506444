"""Reads an export of monitors, whichever of the known services it comes from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Literal

from watchkeeper.domain.problems import Place, Problem, UsageError
from watchkeeper.domain.readiness.monitoring import AlertRule
from watchkeeper.formats.calendars.values import parse_json
from watchkeeper.formats.monitors.datadog import parse_monitors
from watchkeeper.formats.monitors.lines import Lines
from watchkeeper.formats.monitors.sentry import sentry_rules
from watchkeeper.formats.monitors.uptime import better_stack_checks, google_checks, pingdom_checks, uptimerobot_checks

Source = Literal["datadog", "sentry", "google", "uptimerobot", "pingdom", "betterstack"]
Find = Callable[[str], Place]
READERS: Mapping[Source, Callable[[object, Find], Iterable[AlertRule]]] = {
    "datadog": parse_monitors,
    "sentry": sentry_rules,
    "google": google_checks,
    "uptimerobot": uptimerobot_checks,
    "pingdom": pingdom_checks,
    "betterstack": better_stack_checks,
}
MARKS: tuple[tuple[Source, tuple[bytes, ...]], ...] = (
    ("google", (b'"uptimeCheckConfigs"',)),
    ("uptimerobot", (b'"friendly_name"', b'"monitors"')),
    ("betterstack", (b'"pronounceable_name"', b'"check_frequency"')),
    ("pingdom", (b'"resolution"', b'"hostname"', b'"checks"')),
    ("pingdom", (b'"resolution"', b'"hostname"', b'"check"')),
    ("sentry", (b'"triggers"', b'"alertThreshold"')),
    ("sentry", (b'"actions"', b'"conditions"', b'"actionMatch"')),
    ("datadog", (b'"query"', b'"message"', b'"type"', b'"options"')),
)
"""The words that all have to be there; the first source whose words are there is the one."""


def source_of(path: str, data: bytes) -> Source | None:
    """Where an export of monitors comes from; None for a file that is none."""
    if not path.endswith(".json") or data.lstrip()[:1] not in {b"{", b"["}:
        return None
    return next((source for source, words in MARKS if all(word in data for word in words)), None)


def parse_exported_monitors(data: bytes, file: str) -> tuple[AlertRule, ...]:
    """The monitors of an export, one rule each. Keys in it become fingerprints.

    Raises:
        UsageError: it is no JSON, larger than 8 MB, or from no service that is known.
    """
    source = source_of(file, data)
    if source is None:
        remedy = "name an export of Datadog, Sentry, Google Cloud, UptimeRobot, Pingdom or Better Stack, as JSON"
        raise UsageError(Problem("is no export of monitors that is known", Place(file), remedy))
    value, lines = parse_json(data, file), Lines(data)
    return tuple(READERS[source](value, lambda name: Place(file, lines.of(name))))
