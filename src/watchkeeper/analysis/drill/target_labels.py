"""Fills in the labels that every series of a component has, because of how it is collected."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from msgspec import structs

from watchkeeper.analysis.drill.facts import Alert
from watchkeeper.domain.readiness.drill import JoinStep
from watchkeeper.domain.readiness.monitoring import Scrape

OF_TARGETS = frozenset({"up", "scrape_duration_seconds", "scrape_samples_scraped"})


def target_labels(join: JoinStep | None, scrapes: Sequence[Scrape]) -> dict[str, str]:
    """The `job` and `namespace` of the scrape that a component was joined to; nothing where none was."""
    if join is None or not join.joined:
        return {}
    found = next((scrape for scrape in scrapes if scrape.place in join.places), None)
    return {k: v for k, v in (("namespace", found.namespace), ("job", found.job)) if v} if found else {}


def with_target_labels(alert: Alert, labels: Mapping[str, str], exported: Collection[str]) -> Alert:
    """The alert with labels of its targets that its query keeps, where it reads what the component exports alone.

    A value that the query pins, or that the rule sets, stays.
    """
    read = alert.rule.metrics
    if not read or not all(name in exported or name in OF_TARGETS for name in read):
        return alert
    told = {name: value for name, value in labels.items() if name in alert.not_known and name not in alert.rule.labels}
    if not told:
        return alert
    left = {name: why for name, why in alert.not_known.items() if name not in told}
    return structs.replace(alert, labels={**alert.labels, **told}, not_known=left)
