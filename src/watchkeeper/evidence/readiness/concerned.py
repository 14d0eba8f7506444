"""Tells whether a change can matter to the drill: it touches what watches, what is sent on, or who is called."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from watchkeeper.analysis.components.ignored_folders import counts
from watchkeeper.analysis.paths import matches
from watchkeeper.evidence.readiness.files import Files
from watchkeeper.formats.alerts.recognise import is_workload, kinds_of
from watchkeeper.formats.calendars.recognise import source_of
from watchkeeper.formats.policy.readiness_sources import (
    AlertingSources,
    OnCallSources,
    alerting_sources,
    on_call_sources,
)
from watchkeeper.formats.routes.recognise import kind_of

CONFIGURED = (".tf", ".tofu", ".tf.json")
ABOUT = (
    b"datadog_monitor", b"cloudwatch_metric_alarm", b"google_monitoring_", b"grafana_", b"pagerduty_", b"opsgenie_",
    b"incident_", b"aws_sns_topic",
)  # fmt: skip
TEXTS = (".yml", ".yaml", ".json", ".rules", ".ics", ".tf", ".tofu")
"""Endings of files that may be about readiness where the policy names none."""


def concerned(paths: Iterable[str], sides: tuple[Files, Files], sources: Mapping[str, Mapping[str, object]]) -> bool:
    """Whether one of the changed paths is a source of readiness on either side of the change."""
    globs = [*_globs(alerting_sources(sources)), *_globs(on_call_sources(sources))]
    return any(
        any(matches(path, glob) for glob in globs) or (_may_count(path) and any(_speaks(path, side) for side in sides))
        for path in paths
    )


def _globs(sources: AlertingSources | OnCallSources) -> Iterator[str]:
    for key in sources.__struct_fields__:
        if key != "stale_days":
            yield from sources.paths(key)


def _may_count(path: str) -> bool:
    return path.endswith(TEXTS) and counts(path, scaffolds=True)


def _speaks(path: str, side: Files) -> bool:
    data = side.content(path)
    if not data:
        return False
    if path.endswith(CONFIGURED):
        return any(word in data for word in ABOUT)
    kinds = set(kinds_of(path, data)) - ({"scrapes"} if is_workload(data) else set())
    return bool(kinds or kind_of(path, data) or source_of(path, data))
