"""Reads what is collected and where alerts are sent: Prometheus configuration and its operator's monitors."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct, field

from watchkeeper.domain.problems import Place, Problem
from watchkeeper.domain.readiness.monitoring import Scrape
from watchkeeper.domain.readiness.relabeling import Relabeling
from watchkeeper.formats.alerts.reading import roots_of, texts
from watchkeeper.formats.yaml.nodes import Node

MONITORS = frozenset({"ServiceMonitor", "PodMonitor", "Probe", "ScrapeConfig"})
OPERATED = frozenset({"Prometheus", "ThanosRuler"})
WORKLOADS = frozenset({"Service", "Deployment", "StatefulSet", "DaemonSet", "CronJob", "Job", "Pod", "Rollout"})


class Evaluator(Struct, frozen=True):
    """What evaluates rules: which files it loads (globs as written, from its own folder), to whom it sends.

    `selects` are the labels that a PrometheusRule needs to be loaded (an operator's `ruleSelector`); None =
    it reads files. `vague` tells that it selects in a way that is not followed (expressions on labels), or what
    a template says. `alertmanagers` are targets as written; empty: it sends nothing anywhere. `relabels`
    are changes to the labels of alerts before they leave.
    """

    place: Place
    rule_files: tuple[str, ...] = ()
    alertmanagers: tuple[str, ...] = ()
    external_labels: dict[str, str] = field(default_factory=dict)
    selects: dict[str, str] | None = None
    selects_nothing: bool = False
    vague: bool = False
    relabels: tuple[Relabeling, ...] = ()


class Workload(Struct, frozen=True):
    """Something in a cluster that can be selected: its kind, name and labels."""

    kind: str
    name: str
    labels: dict[str, str]
    place: Place


class Collected(Struct, frozen=True):
    """What one file says about collecting."""

    scrapes: tuple[Scrape, ...] = ()
    evaluators: tuple[Evaluator, ...] = ()
    workloads: tuple[Workload, ...] = ()
    problems: tuple[Problem, ...] = ()


def parse_scrapes(data: bytes, file: str) -> Collected:
    """The scrapes, evaluators and workloads of a file of any number of documents."""
    scrapes: list[Scrape] = []
    evaluators: list[Evaluator] = []
    workloads: list[Workload] = []
    problems: list[Problem] = []
    for root in roots_of(data, file):
        if isinstance(root, Problem):
            problems.append(root)
            continue
        for node in _items(root):
            kind = node.text("kind")
            if kind in MONITORS:
                scrapes.append(_monitor(node, kind))
            elif kind in OPERATED:
                evaluators.append(_operated(node))
            elif kind in WORKLOADS:
                workloads.append(Workload(kind, node.text("metadata", "name"), _labels(node), node.place))
            elif node.get("scrape_configs") or node.get("rule_files") or (node.get("global") and node.get("alerting")):
                scrapes += _configured(node)
                if node.get("rule_files") or node.get("alerting"):
                    evaluators.append(_evaluator(node))
    return Collected(tuple(scrapes), tuple(evaluators), tuple(workloads), tuple(problems))


def _items(root: Node) -> Iterator[Node]:
    items = root.get("items") if root.text("kind").endswith("List") else None
    yield from items.items() if items else (root,)


def _monitor(node: Node, kind: str) -> Scrape:
    spec = node.get("spec") or node
    selector = spec.get("selector")
    selects = texts(selector.get("matchLabels")) if selector else {}
    static = spec.get("targets")
    targets = tuple(item.value for item in _static(static) if isinstance(item.value, str)) if static else ()
    job = spec.text("jobName") or ("" if kind != "Probe" else node.text("metadata", "name"))
    name = node.text("metadata", "name")
    return Scrape(job or name, node.place, selects, targets, node.text("metadata", "namespace"))


def _static(targets: Node) -> list[Node]:
    static = targets.get("staticConfig")
    inner = static.get("static") if static else None
    return inner.items() if inner else []


def _configured(node: Node) -> Iterator[Scrape]:
    configs = node.get("scrape_configs")
    for config in configs.items() if configs else []:
        static = config.get("static_configs")
        targets: list[str] = []
        for block in static.items() if static else []:
            inner = block.get("targets")
            targets += [item.value for item in (inner.items() if inner else []) if isinstance(item.value, str)]
        yield Scrape(config.text("job_name"), config.place, {}, tuple(targets))


def _evaluator(node: Node) -> Evaluator:
    files = node.get("rule_files")
    alerting = node.get("alerting")
    managers = alerting.get("alertmanagers") if alerting else None
    relabels = alerting.get("alert_relabel_configs") if alerting else None
    place = node.keys.get("alerting") or node.place
    return Evaluator(
        place=place,
        rule_files=tuple(item.value for item in (files.items() if files else []) if isinstance(item.value, str)),
        alertmanagers=tuple(_managers(managers.items() if managers else [])),
        external_labels=texts((node.get("global") or node).get("external_labels")),
        relabels=tuple(_relabeling(step) for step in (relabels.items() if relabels else [])),
    )


def _relabeling(step: Node) -> Relabeling:
    sources = step.get("source_labels")
    plain = Relabeling(step.place)
    said = step.entries()
    return Relabeling(
        step.place,
        step.text("action").lower() or plain.action,
        tuple(item.value for item in (sources.items() if sources else []) if isinstance(item.value, str)),
        step.text("separator") if "separator" in said else plain.separator,
        step.text("target_label"),
        step.text("regex") if "regex" in said else plain.regex,
        step.text("replacement") if "replacement" in said else plain.replacement,
    )


def _managers(blocks: list[Node]) -> Iterator[str]:
    """Targets as written; a discovery counts as one."""
    for block in blocks:
        static = block.get("static_configs")
        if static is None:
            found = next((key for key in block.entries() if key.endswith("_sd_configs")), "")
            if found:
                yield found.removesuffix("_configs")
            continue
        for inner in static.items():
            targets = inner.get("targets")
            yield from (item.value for item in (targets.items() if targets else []) if isinstance(item.value, str))


def _operated(node: Node) -> Evaluator:
    """An operator's resource. Without a `ruleSelector` it loads no rule at all, with an empty one each."""
    spec = node.get("spec") or node
    selector = spec.get("ruleSelector")
    alerting = spec.get("alerting")
    managers = alerting.get("alertmanagers") if alerting else spec.get("alertmanagersUrl")
    names = tuple(item.text("name") or str(item.value) for item in managers.items()) if managers else ()
    if not names and spec.get("alertmanagersConfig"):
        names = ("alertmanagersConfig",)
    expressions = selector.get("matchExpressions") if selector else None
    return Evaluator(
        place=node.place,
        alertmanagers=names,
        external_labels=texts(spec.get("externalLabels") or spec.get("labels")),
        selects=texts(selector.get("matchLabels")) if selector else {},
        selects_nothing=selector is None,
        vague=bool(expressions and expressions.items()),
    )


def _labels(node: Node) -> dict[str, str]:
    metadata = node.get("metadata")
    return texts(metadata.get("labels")) if metadata else {}
