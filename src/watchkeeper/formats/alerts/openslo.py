"""Reads service level objectives that raise alerts: OpenSLO, Sloth and Pyrra."""

from __future__ import annotations

from collections.abc import Iterator

from watchkeeper.domain.problems import Problem
from watchkeeper.domain.readiness.monitoring import AlertRule, Watching
from watchkeeper.formats.alerts.reading import roots_of, texts
from watchkeeper.formats.yaml.nodes import Node

GENERATED = "the rules that are made of it are not in this tree"
KINDS = frozenset({"SLO", "PrometheusServiceLevel", "ServiceLevelObjective"})


def parse_slos(data: bytes, file: str) -> Watching:
    """Each objective as a rule that is resolved, not simulated: its alerts are generated elsewhere."""
    rules: list[AlertRule] = []
    problems: list[Problem] = []
    for root in roots_of(data, file):
        if isinstance(root, Problem):
            problems.append(root)
        else:
            rules += _slos(root)
    return Watching(tuple(rules), problems=tuple(problems))


def _slos(root: Node) -> Iterator[AlertRule]:
    kind, version = root.text("kind"), root.text("apiVersion")
    spec = root.get("spec") or root
    if kind == "SLO" and version.startswith("openslo"):
        service = spec.text("service") or spec.text("spec", "service")
        yield _rule(root, root.text("metadata", "name"), service, _queries(spec))
    elif kind == "ServiceLevelObjective":
        name = root.text("metadata", "name")
        yield _rule(root, name, root.text("metadata", "labels", "pyrra.dev/service") or name, _queries(spec))
    elif kind == "PrometheusServiceLevel" or version.startswith("prometheus/"):
        service = spec.text("service")
        slos = spec.get("slos")
        for slo in slos.items() if slos else []:
            alerting = slo.get("alerting")
            name = (alerting.text("name") if alerting else "") or slo.text("name")
            labels = {**texts(spec.get("labels")), **(texts(alerting.get("labels")) if alerting else {})}
            yield _rule(slo, name, service, _queries(slo), labels)


def _rule(node: Node, name: str, service: str, queries: str, labels: dict[str, str] | None = None) -> AlertRule:
    own = {**(labels or {}), **({"service": service} if service else {})}
    return AlertRule(name, "openslo", queries, node.place, labels=own, not_simulated=GENERATED)


def _queries(node: Node) -> str:
    """The first query below a node, wherever its tool keeps it."""
    waiting = [node]
    while waiting:
        one = waiting.pop()
        for key, value in one.entries().items():
            if key in {"query", "error_query", "errorQuery", "metric"} and isinstance(value.value, str):
                return value.value
            waiting.append(value)
        waiting += one.items()
    return ""
