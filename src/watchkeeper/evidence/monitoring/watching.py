"""Loads what watches a tree: from the files that the policy names, else from those that look like it."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator

from msgspec import Struct, structs

from watchkeeper.analysis.monitoring.exports import WORTH, exports_in
from watchkeeper.analysis.monitoring.loading import refuse_together
from watchkeeper.analysis.monitoring.promql import read_query
from watchkeeper.analysis.monitoring.symptoms import PROMQL
from watchkeeper.analysis.paths import compile_glob
from watchkeeper.domain.problems import Place, Problem, UsageError
from watchkeeper.domain.readiness.monitoring import AlertRule, Dashboard, Export, Recording, Watching
from watchkeeper.evidence.readiness.files import Files
from watchkeeper.formats.alerts.grafana_dashboards import parse_grafana_dashboard
from watchkeeper.formats.alerts.grafana_rules import parse_grafana_rules
from watchkeeper.formats.alerts.openslo import parse_slos
from watchkeeper.formats.alerts.prometheus_rules import PICKED, parse_prometheus_rules
from watchkeeper.formats.alerts.reading import NOT_RENDERED
from watchkeeper.formats.alerts.recognise import KINDS, Kind, kinds_of
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
            reading.read_named(path, kinds, f"sources.alerting.{key}")
    named = {kind for key, kinds in NAMED.items() if sources.paths(key) for kind in kinds}
    if rest := tuple(kind for kind in KINDS if kind not in named):
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
        if data is not None:
            self._read(path, data, [kind for kind in kinds_of(path, data) if kind in wanted])

    def read_named(self, path: str, wanted: tuple[Kind, ...], key: str) -> None:
        """Read a file that the policy names, whatever its ending; it is told if there is nothing in it."""
        data = self._files.content(path)
        if data is None:
            what = f"is named under {key}, and is too large to be read, or not in this clone"
            self.problems.append(Problem(what, Place(path), "name what can be read"))
            return
        ending = ".json" if data.lstrip()[:1] == b"{" else ".yaml"
        kinds = [kind for kind in kinds_of(f"named{ending}", data) if kind in wanted]
        if not kinds:
            what = f"is named under {key}, and holds nothing of the kind"
            self.problems.append(Problem(what, Place(path), f"correct {key}"))
        self._read(path, data, kinds)

    def _read(self, path: str, data: bytes, kinds: Iterable[Kind]) -> None:
        for kind in kinds:
            if (path, kind) not in self._seen:
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
        """Everything, with the metrics of each rule filled in, and what one fault in a file keeps out."""
        rules, recordings = refuse_together(
            (_read_rule(rule) for part in self._parts for rule in part.rules),
            (_read_recording(one) for part in self._parts for one in part.recordings),
        )
        problems = dict.fromkeys((*self.problems, *(p for part in self._parts for p in part.problems)))
        watching = Watching(
            rules=rules,
            recordings=recordings,
            dashboards=tuple(self._dashboards),
            scrapes=tuple(scrape for part in self._parts for scrape in part.scrapes),
            problems=tuple(_templates_once(problems)),
        )
        return Watched(watching, tuple(self._evaluators), tuple(self._workloads), named)


def _read_rule(rule: AlertRule) -> AlertRule:
    if rule.family not in PROMQL:
        return rule
    query = read_query(rule.query)
    return structs.replace(rule, metrics=rule.metrics or query.metrics, matchers=rule.matchers or query.matchers)


def _read_recording(one: Recording) -> Recording:
    return structs.replace(one, metrics=read_query(one.query).metrics)


def _templates_once(problems: Iterable[Problem]) -> Iterator[Problem]:
    """The problems; templates of charts, of which there may be hundreds, as one."""
    templates: list[Problem] = []
    for problem in problems:
        if problem.message == NOT_RENDERED:
            templates.append(problem)
        else:
            yield problem
    if templates:
        files = len({problem.place.file for problem in templates if problem.place})
        more = f"; so are {files - 1} more files" if files > 1 else ""
        yield structs.replace(templates[0], message=f"{NOT_RENDERED}{more}")


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
    """Whether an evaluator loads a rule's file or resource: yes, no, or None where none is known; and why.

    An evaluator that selects in a way that is not followed neither loads a rule nor leaves it out.
    """
    reasons: list[str] = []
    vague = False
    for evaluator in evaluators:
        if (evaluator.selects is None) != (rule.kind == "") or rule.kind not in {"", PICKED}:
            continue
        loads = _selects(rule, evaluator) if rule.kind else _lists(rule, evaluator)
        if loads:
            return True, f"{'selected' if rule.kind else 'loaded'} by {evaluator.place}"
        if loads is None:
            vague = True
        elif rule.kind or evaluator.rule_files:
            what = "is not selected by" if rule.kind else "is in no rule_files of"
            reasons.append(f"{what} {evaluator.place if rule.kind else evaluator.place.file}")
    return (False, reasons[0]) if reasons and not vague else (None, "")


def _selects(rule: AlertRule, evaluator: Evaluator) -> bool | None:
    labels, wanted = rule.resource or {}, evaluator.selects or {}
    if evaluator.selects_nothing or any(labels.get(name) != value for name, value in wanted.items()):
        return False
    return None if evaluator.vague else True


def _lists(rule: AlertRule, evaluator: Evaluator) -> bool:
    return any(_matches(rule.place.file, evaluator, glob) for glob in evaluator.rule_files)


def _matches(path: str, evaluator: Evaluator, glob: str) -> bool:
    """A glob of `rule_files` means files from the folder of the configuration, or by their last parts elsewhere."""
    if glob.startswith("/"):
        return compile_glob(f"**/{posixpath.basename(glob)}")(path)
    folder = posixpath.dirname(evaluator.place.file)
    return compile_glob(posixpath.normpath(posixpath.join(folder, glob)))(path)
