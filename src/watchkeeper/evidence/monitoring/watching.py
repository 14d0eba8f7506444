"""Loads what watches a tree: from the files that the policy names, else from those that look like it."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable

from msgspec import Struct, structs

from watchkeeper.analysis.monitoring.exports import WORTH, exports_in
from watchkeeper.analysis.monitoring.promql import read_query
from watchkeeper.analysis.monitoring.symptoms import PROMQL
from watchkeeper.analysis.paths import compile_glob
from watchkeeper.domain.problems import Place, Problem, UsageError
from watchkeeper.domain.readiness.monitoring import AlertRule, Dashboard, Export, Watching
from watchkeeper.evidence.readiness.files import Files
from watchkeeper.formats.alerts.grafana_dashboards import parse_grafana_dashboard
from watchkeeper.formats.alerts.grafana_rules import parse_grafana_rules
from watchkeeper.formats.alerts.openslo import parse_slos
from watchkeeper.formats.alerts.prometheus_rules import parse_prometheus_rules
from watchkeeper.formats.alerts.recognise import Kind, kinds_of
from watchkeeper.formats.alerts.scrapes import Evaluator, Workload, parse_scrapes
from watchkeeper.formats.monitors.reading import parse_exported_monitors, source_of
from watchkeeper.formats.policy.readiness_sources import AlertingSources
from watchkeeper.formats.terraform.reading import Configured

NAMED: dict[str, tuple[Kind, ...]] = {
    "rules": ("rules", "grafana-rules", "slo"),
    "prometheus": ("scrapes",),
    "scrapes": ("scrapes",),
    "dashboards": ("dashboard",),
}
"""What a file may be that the policy names under a key."""
ENDINGS = (".yml", ".yaml", ".rules", ".json")
CODE = (
    ".py", ".go", ".java", ".kt", ".js", ".ts", ".mjs", ".tsx", ".rb", ".rs", ".cs", ".php", ".scala", ".ex", ".exs",
    ".cpp", ".cc", ".c", ".h", ".sh", ".prom",
)  # fmt: skip
MOST_CODE = 3_000
MOST_LISTED = 100_000
_LISTED = re.compile(r"\s*([A-Za-z_:][A-Za-z0-9_:]*)(?:\s|\{|$)")
NOTHING = Configured()


class Watched(Struct, frozen=True):
    """What was read: rules and the like, what evaluates rules, and what runs in clusters."""

    watching: Watching
    evaluators: tuple[Evaluator, ...] = ()
    workloads: tuple[Workload, ...] = ()
    named: bool = False


def load_watching(files: Files, sources: AlertingSources, configured: Configured = NOTHING) -> Watched:
    """Everything about monitoring in a tree. Files that the policy names are read; where it names none, those found.

    `configured` is what Terraform declares, `sources.alerting.monitors` are exports of other services.
    """
    reading = _Reading(files)
    reading.configured(configured)
    reading.monitors(sources)
    for key, kinds in NAMED.items():
        globs = sources.paths(key)
        reading.problems += files.missing(globs, f"sources.alerting.{key}")
        for path in dict.fromkeys(files.matching(globs)):
            reading.read(path, kinds)
    named = {kind for key, kinds in NAMED.items() if sources.paths(key) for kind in kinds}
    every: tuple[Kind, ...] = ("rules", "grafana-rules", "dashboard", "slo", "scrapes")
    if rest := tuple(kind for kind in every if kind not in named):
        for path in files.likely(ENDINGS):
            reading.read(path, rest)
    return reading.result(named=bool(named))


class _Reading:
    """What the files said so far."""

    def __init__(self, files: Files) -> None:
        self._files = files
        self._seen: set[tuple[str, Kind]] = set()
        self.problems: list[Problem] = []
        self._parts: list[Watching] = []
        self._dashboards: list[Dashboard] = []
        self._evaluators: list[Evaluator] = []
        self._workloads: list[Workload] = []

    def read(self, path: str, wanted: Iterable[Kind]) -> None:
        """Read a file as each thing that it may be."""
        data = self._files.content(path)
        if data is None:
            return
        for kind in kinds_of(path, data):
            if kind in wanted and (path, kind) not in self._seen:
                self._seen.add((path, kind))
                self._take(path, data, kind)

    def configured(self, found: Configured) -> None:
        """Take the rules and the dashboards of a configuration."""
        self._parts.append(Watching(rules=found.rules, problems=found.problems))
        for data, place in found.dashboards:
            self._dashboard(place.file, data, place)

    def monitors(self, sources: AlertingSources) -> None:
        """Read the exports of monitors that the policy names, else those that the tree holds."""
        named = sources.paths("monitors")
        self.problems += self._files.missing(named, "sources.alerting.monitors")
        for path in dict.fromkeys(self._files.matching(named) if named else self._files.likely((".json",))):
            data = self._files.content(path)
            if data is None or (not named and source_of(path, data) is None):
                continue
            try:
                self._parts.append(Watching(rules=parse_exported_monitors(data, path)))
            except UsageError as error:
                self.problems += error.problems

    def _take(self, path: str, data: bytes, kind: Kind) -> None:
        if kind == "dashboard":
            self._dashboard(path, data)
        elif kind == "scrapes":
            found = parse_scrapes(data, path)
            self._evaluators += found.evaluators
            self._workloads += found.workloads
            self._parts.append(Watching(scrapes=found.scrapes, problems=found.problems))
        else:
            parse = {"rules": parse_prometheus_rules, "grafana-rules": parse_grafana_rules, "slo": parse_slos}[kind]
            self._parts.append(parse(data, path))

    def _dashboard(self, path: str, data: bytes, place: Place | None = None) -> None:
        found = parse_grafana_dashboard(data, path)
        if isinstance(found, Problem):
            self.problems.append(found)
            return
        queries = [read_query(query) for _, query in found.queries]
        matchers: dict[str, tuple[str, ...]] = {}
        for query in queries:
            for label, value in query.matchers.items():
                matchers[label] = tuple(dict.fromkeys((*matchers.get(label, ()), value)))
        metrics = tuple(dict.fromkeys(name for query in queries for name in query.metrics))
        self._dashboards.append(
            Dashboard(found.title, place or Place(path), found.uid, metrics, matchers, found.panels)
        )

    def result(self, *, named: bool) -> Watched:
        """Everything, with the metrics of each rule filled in."""
        rules = tuple(_read_rule(rule) for part in self._parts for rule in part.rules)
        recordings = tuple(
            structs.replace(one, metrics=read_query(one.query).metrics)
            for part in self._parts
            for one in part.recordings
        )
        watching = Watching(
            rules=rules,
            recordings=recordings,
            dashboards=tuple(self._dashboards),
            scrapes=tuple(scrape for part in self._parts for scrape in part.scrapes),
            problems=(*self.problems, *dict.fromkeys(p for part in self._parts for p in part.problems)),
        )
        return Watched(watching, tuple(self._evaluators), tuple(self._workloads), named)


def _read_rule(rule: AlertRule) -> AlertRule:
    if rule.family not in PROMQL:
        return rule
    query = read_query(rule.query)
    return structs.replace(rule, metrics=rule.metrics or query.metrics, matchers=rule.matchers or query.matchers)


def load_exports(files: Files, roots: Iterable[str], globs: Iterable[str] = ()) -> tuple[Export, ...]:
    """The metrics that the code below some folders exports; "" is the whole tree."""
    folders = tuple(f"{root}/" if root else "" for root in roots)
    fits = [compile_glob(glob) for glob in globs]
    found: list[Export] = []
    read = 0
    for path in files.paths:
        if not path.endswith(CODE) or not (path.startswith(folders) or any(fit(path) for fit in fits)):
            continue
        read += 1
        if read > MOST_CODE:
            break
        data = files.content(path)
        if data and any(word in data for word in WORTH):
            found += exports_in(data, path)
    return tuple(found)


def load_listed(files: Files, globs: Iterable[str]) -> tuple[Export, ...]:
    """The metrics that lists of the policy name: one a line, or what a running system's `/metrics` showed."""
    found: list[Export] = []
    for path in files.matching(globs):
        lines = (files.content(path) or b"").decode("utf-8", "replace").splitlines()[:MOST_LISTED]
        for number, line in enumerate(lines, 1):
            if name := _LISTED.match(line):
                found.append(Export(name[1], Place(path, number), "gauge"))
    return tuple(found)


def loaded_by(rule: AlertRule, evaluators: Iterable[Evaluator]) -> tuple[bool | None, str]:
    """Whether an evaluator loads a rule's file or resource: yes, no, or None where none is known; and why."""
    labels = rule.resource
    reasons = []
    for evaluator in evaluators:
        if labels is not None and evaluator.selects is not None:
            if all(labels.get(name) == value for name, value in evaluator.selects.items()):
                return True, f"selected by {evaluator.place}"
            reasons.append(f"is not selected by {evaluator.place}")
        elif labels is None and evaluator.rule_files:
            if any(_matches(rule.place.file, evaluator, glob) for glob in evaluator.rule_files):
                return True, f"loaded by {evaluator.place.file}"
            reasons.append(f"is in no rule_files of {evaluator.place.file}")
    return (False, reasons[0]) if reasons else (None, "")


def _matches(path: str, evaluator: Evaluator, glob: str) -> bool:
    """A glob of `rule_files` means files from the folder of the configuration, or by their last parts elsewhere."""
    if glob.startswith("/"):
        return compile_glob(f"**/{posixpath.basename(glob)}")(path)
    folder = posixpath.dirname(evaluator.place.file)
    return compile_glob(posixpath.normpath(posixpath.join(folder, glob)))(path)
