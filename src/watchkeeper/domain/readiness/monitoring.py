"""What watches a component: alert rules, the dashboards beside them, the metrics that code exports, and scrapes."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct, field

from watchkeeper.domain.problems import Place, Problem
from watchkeeper.domain.readiness.routing import Integration

Family = Literal["prometheus", "grafana", "openslo", "datadog", "cloudwatch", "google", "sentry", "uptime", "other"]
Instrument = Literal["counter", "gauge", "histogram", "summary", "unknown"]


class AlertRule(Struct, frozen=True):
    """One rule that can raise an alert.

    `query` is as written. `metrics` are the names of the metrics that it reads, `matchers` the label values
    that the query itself pins (`job="pay"` → `{"job": "pay"}`), for joining. `labels` and `annotations`
    are as written, templates included. `wait` is how many seconds the condition holds before the alert
    fires (`for`), `every` how often it is looked at. `notifies` are destinations that the rule itself
    names (a contact point, `@pagerduty-pay`, an action's name), `ways` what is known of them. `watches` is what
    the source itself says that it looks for (`absence` of an uptime check). `not_simulated` says why nothing
    can show that it fires or where it goes ("" = it can be simulated).
    `resource` are the labels of the resource around it, by which an operator picks it, and `kind` what that
    resource is; None and "" for a file. `body` is where the groups of its file or resource begin: one fault
    there keeps every rule out. `refused` says what is wrong there, which keeps it out ("" = nothing is seen
    to be).
    """

    name: str
    family: Family
    query: str
    place: Place
    group: str = ""
    metrics: tuple[str, ...] = ()
    matchers: dict[str, str] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)
    annotations: dict[str, str] = field(default_factory=dict)
    wait: float = 0
    every: float = 60
    notifies: tuple[str, ...] = ()
    not_simulated: str = ""
    paused: bool = False
    resource: dict[str, str] | None = None
    ways: tuple[Integration, ...] = ()
    watches: tuple[str, ...] = ()
    kind: str = ""
    body: Place | None = None
    refused: str = ""


class Recording(Struct, frozen=True):
    """A recording rule: it exports `name`, made of the metrics that its query reads.

    `body` and `refused` are as those of an alert.
    """

    name: str
    query: str
    metrics: tuple[str, ...]
    labels: dict[str, str]
    place: Place
    body: Place | None = None
    refused: str = ""


class Dashboard(Struct, frozen=True):
    """A dashboard with the metrics of its panels; `variables` are its templates' names."""

    title: str
    place: Place
    uid: str = ""
    metrics: tuple[str, ...] = ()
    matchers: dict[str, tuple[str, ...]] = field(default_factory=dict)
    panels: int = 0
    unread: tuple[Problem, ...] = ()


class Export(Struct, frozen=True):
    """A metric that code or a manifest exports. `labels` are the label names it has, None = they are not told."""

    name: str
    place: Place
    instrument: Instrument = "unknown"
    labels: tuple[str, ...] | None = None


class Scrape(Struct, frozen=True):
    """One scrape: which `job` label its targets get, and what it selects (label → value; targets as written)."""

    job: str
    place: Place
    selects: dict[str, str] = field(default_factory=dict)
    targets: tuple[str, ...] = ()
    namespace: str = ""


class Watching(Struct, frozen=True):
    """Everything that was read about monitoring in one tree."""

    rules: tuple[AlertRule, ...] = ()
    recordings: tuple[Recording, ...] = ()
    dashboards: tuple[Dashboard, ...] = ()
    exports: tuple[Export, ...] = ()
    scrapes: tuple[Scrape, ...] = ()
    problems: tuple[Problem, ...] = ()
