"""Reads service level objectives that raise alerts: OpenSLO, Sloth and Pyrra."""

from __future__ import annotations

from collections.abc import Iterator

from watchkeeper.domain.problems import Problem
from watchkeeper.domain.readiness.monitoring import AlertRule, Watching
from watchkeeper.formats.alerts.reading import MOST_RULES, roots_of, texts
from watchkeeper.formats.yaml.nodes import Node

GENERATED = "the rules that are made of it are not in this tree"
VERSIONS = {
    "SLO": ("openslo/v1", "openslo/v1alpha", "openslo.com/v1", "openslo.com/v2alpha"),
    "PrometheusServiceLevel": ("sloth.slok.dev/v1",),
    "ServiceLevelObjective": ("pyrra.dev/v1alpha1",),
}
SLOTH = "prometheus/v1"
"""The `version` of a file of Sloth that is no resource."""
PROPAGATED = "pyrra.dev/"
"""Pyrra makes labels of its alerts of the labels that begin so."""
QUERIES = frozenset({"query", "error_query", "errorQuery", "errorRatioQuery", "error_ratio_query", "metric"})


def parse_slos(data: bytes, file: str) -> Watching:
    """Each objective that raises alerts, as rules that are resolved, not simulated: they are generated elsewhere.

    An objective without alerting (no alert policies, all of it disabled) is none.
    """
    rules: list[AlertRule] = []
    problems: list[Problem] = []
    for root in roots_of(data, file):
        if isinstance(root, Problem):
            problems.append(root)
            continue
        kind, version = root.text("kind"), root.text("apiVersion")
        if kind in VERSIONS and version not in VERSIONS[kind]:
            what = f"is a {kind} of the version {version[:60]!r}, which is not known, so it is not read"
            place = root.keys.get("apiVersion") or root.place
            problems.append(Problem(what, place, f"write it as {VERSIONS[kind][0]}"))
        elif kind == "SLO":
            rules += _openslo(root)
        elif kind == "ServiceLevelObjective":
            rules += _pyrra(root)
        elif kind == "PrometheusServiceLevel" or root.text("version") == SLOTH:
            rules += _sloth(root.get("spec") or root)
    return Watching(tuple(rules[:MOST_RULES]), problems=tuple(problems))


def _openslo(root: Node) -> Iterator[AlertRule]:
    spec = root.get("spec")
    policies = spec.get("alertPolicies") if spec else None
    if spec is not None and policies is not None and policies.items():
        yield _rule(root, root.text("metadata", "name"), {"service": spec.text("service")}, spec)


def _pyrra(root: Node) -> Iterator[AlertRule]:
    spec, metadata = root.get("spec") or root, root.get("metadata")
    if spec.text("alerting", "disabled") == "true":
        return
    labels = texts(metadata.get("labels")) if metadata else {}
    own = {name.removeprefix(PROPAGATED): value for name, value in labels.items() if name.startswith(PROPAGATED)}
    name = root.text("metadata", "name")
    yield _rule(root, spec.text("alerting", "name") or "ErrorBudgetBurn", {"slo": name, **own}, spec)


def _sloth(spec: Node) -> Iterator[AlertRule]:
    slos = spec.get("slos")
    for slo in slos.items() if slos else []:
        alerting = slo.get("alerting")
        if alerting is None:
            continue
        own = {"sloth_service": spec.text("service"), "sloth_slo": slo.text("name"), **texts(alerting.get("labels"))}
        for severity, keys in (("page", ("page_alert", "pageAlert")), ("ticket", ("ticket_alert", "ticketAlert"))):
            one = next((found for key in keys if (found := alerting.get(key))), None)
            if one is None or one.text("disable") != "true":
                labels = {**own, "sloth_severity": severity, **texts(one.get("labels") if one else None)}
                yield _rule(slo, alerting.text("name") or slo.text("name"), labels, slo)


def _rule(node: Node, name: str, labels: dict[str, str], queried: Node) -> AlertRule:
    own = {key: value for key, value in labels.items() if value}
    return AlertRule(name, "openslo", _query(queried), node.place, labels=own, not_simulated=GENERATED)


def _query(node: Node) -> str:
    """The first query below a node, wherever its tool keeps it."""
    waiting = [node]
    while waiting:
        one = waiting.pop()
        for key, value in one.entries().items():
            if key in QUERIES and isinstance(value.value, str):
                return value.value
        waiting += reversed([*one.entries().values(), *one.items()])
    return ""
