"""Reads Grafana's alert rules: provisioning files (YAML or JSON) and exports of the API."""

from __future__ import annotations

from collections.abc import Iterator

from watchkeeper.domain.problems import Problem
from watchkeeper.domain.readiness.monitoring import AlertRule, Watching
from watchkeeper.formats.alerts.reading import roots_of, seconds, texts
from watchkeeper.formats.yaml.nodes import Node

DEFAULT_INTERVAL = 60.0
EXPRESSIONS = frozenset({"__expr__", "-100"})
"""Data sources that are Grafana's own arithmetic, no query."""
OPERATORS = {"gt": ">", "lt": "<", "eq": "==", "ne": "!=", "gte": ">=", "lte": "<="}


def parse_grafana_rules(data: bytes, file: str) -> Watching:
    """The rules of a provisioning file (`groups` with `rules` that have `data`).

    The query is that of the first Prometheus data source, with the threshold of its condition where that is
    plain; anything else is kept with the reason why it cannot be simulated.
    """
    rules: list[AlertRule] = []
    problems: list[Problem] = []
    for root in roots_of(data, file):
        if isinstance(root, Problem):
            problems.append(root)
        else:
            rules += rules_in(root)
    return Watching(tuple(rules), problems=tuple(problems))


def rules_in(root: Node) -> Iterator[AlertRule]:
    """The rules of a document with `groups`."""
    groups = root.get("groups")
    for group in groups.items() if groups else []:
        every = seconds(group.text("interval"), DEFAULT_INTERVAL)
        for rule in (group.get("rules") or group).items():
            if rule.get("data"):
                yield _rule(rule, group.text("name"), every)


def _rule(rule: Node, group: str, every: float) -> AlertRule:
    queries = {item.text("refId"): item for item in (rule.get("data") or rule).items()}
    asked = [item for item in queries.values() if _source(item) not in EXPRESSIONS]
    query = next((text for item in asked if (text := item.text("model", "expr"))), "")
    threshold = _threshold(rule.text("condition"), queries)
    why = "" if query and threshold else _why(asked, query)
    settings = rule.get("notification_settings")
    receiver = settings.text("receiver") if settings else ""
    return AlertRule(
        name=rule.text("title"),
        family="grafana",
        query=f"({query}) {threshold}" if query and threshold else query,
        place=rule.keys.get("title") or rule.place,
        group=group,
        labels=texts(rule.get("labels")),
        annotations=texts(rule.get("annotations")),
        wait=seconds(rule.text("for"), 0),
        every=every,
        notifies=(receiver,) if receiver else (),
        not_simulated=why,
        paused=rule.text("isPaused") == "true",
    )


def _source(item: Node) -> str:
    return item.text("datasourceUid") or item.text("model", "datasource", "uid")


def _why(asked: list[Node], query: str) -> str:
    if not asked:
        return "it asks no data source that is known"
    if not query:
        kind = asked[0].text("model", "datasource", "type") or asked[0].text("datasourceUid") or "its data source"
        return f"its query is not PromQL ({kind})"
    return "its condition is Grafana's own arithmetic"


def _threshold(condition: str, queries: dict[str, Node]) -> str:
    """The comparison of a plain threshold, followed through reductions: `> 5`; "" where it is anything else."""
    name, seen = condition, set[str]()
    while name in queries and name not in seen:
        seen.add(name)
        model = queries[name].get("model")
        if model is None or model.text("type") not in {"threshold", "classic_conditions", "reduce"}:
            return ""
        conditions = model.get("conditions")
        evaluator = (
            next((c.get("evaluator") for c in conditions.items() if c.get("evaluator")), None) if conditions else None
        )
        if model.text("type") != "reduce":
            return _comparison(evaluator)
        name = model.text("expression")
    return ""


def _comparison(evaluator: Node | None) -> str:
    operator = OPERATORS.get(evaluator.text("type")) if evaluator else None
    params = evaluator.get("params") if evaluator else None
    values = [item.value for item in params.items()] if params else []
    return f"{operator} {values[0]}" if operator and values and isinstance(values[0], str) else ""
