"""Reads the policy's `sources.alerting` and `sources.oncall`: where evidence of readiness stands."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from msgspec import Meta, Struct, convert

from watchkeeper.formats.policy.sections import Paths, as_list, section_of
from watchkeeper.formats.policy.shapes import decode
from watchkeeper.formats.yaml.document import Document


class AlertingSources(Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """Paths or globs of what watches and of what sends alerts on; without any, the tree is looked through.

    `rules` are alert rules of any kind, `prometheus` its configuration, `scrapes` monitors and services,
    `alertmanager` the routing (of Grafana as well), `silences` and `monitors` exports of others.
    `metrics` are lists of names that a running system exports, one a line.
    """

    rules: Paths = ()
    prometheus: Paths = ()
    scrapes: Paths = ()
    dashboards: Paths = ()
    alertmanager: Paths = ()
    silences: Paths = ()
    monitors: Paths = ()
    terraform: Paths = ()
    metrics: Paths = ()

    def paths(self, kind: str) -> tuple[str, ...]:
        """The paths of one kind, as a list."""
        return as_list(getattr(self, kind))


class OnCallSources(Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """Paths or globs of rotas: calendars, exports of pagers, plain rotas, and calendars of leave.

    An export or a feed that is older than `stale_days` proves nothing.
    """

    calendars: Paths = ()
    exports: Paths = ()
    rotas: Paths = ()
    leave: Paths = ()
    stale_days: Annotated[int, Meta(ge=1, le=366)] = 30

    def paths(self, kind: str) -> tuple[str, ...]:
        """The paths of one kind, as a list."""
        return as_list(getattr(self, kind))


SECTIONS: Mapping[str, type[AlertingSources | OnCallSources]] = {
    "alerting": AlertingSources,
    "oncall": OnCallSources,
}


def check_readiness_sources(document: Document) -> None:
    """Check the sections of a policy's document.

    Raises:
        UsageError: one does not fit; all its faults at once.
    """
    sources = document.value.get("sources") if isinstance(document.value, dict) else None
    for name, shape in SECTIONS.items():
        if isinstance(sources, dict) and name in sources:
            decode(section_of(document, ("sources", name), sources[name]), shape)


def alerting_sources(sources: Mapping[str, object]) -> AlertingSources:
    """The section of a policy that was checked; empty when there is none."""
    return convert(sources.get("alerting", {}), AlertingSources)


def on_call_sources(sources: Mapping[str, object]) -> OnCallSources:
    """The section of a policy that was checked; empty when there is none."""
    return convert(sources.get("oncall", {}), OnCallSources)
