"""Reads Grafana's alert rules: provisioning files (YAML or JSON), exports of the API, its operator's resources."""

from __future__ import annotations

from collections.abc import Iterator

from watchkeeper.domain.problems import Problem
from watchkeeper.domain.readiness.monitoring import AlertRule, Watching
from watchkeeper.formats.alerts.grafana_conditions import NOT_PLAIN, comparison_of
from watchkeeper.formats.alerts.reading import MOST_RULES, roots_of, seconds, texts
from watchkeeper.formats.yaml.nodes import Node

DEFAULT_INTERVAL = 60.0
EXPRESSIONS = frozenset({"__expr__", "-100"})
"""Data sources that are Grafana's own arithmetic, no query."""
PROMETHEUS = frozenset({"prometheus", ""})
"""Types of data sources whose `expr` is PromQL; mostly none is written."""
RESOURCE = "GrafanaAlertRuleGroup"
VERSIONS = ("grafana.integreatly.org/v1beta1", "grafana.integreatly.org/v1alpha1")
FOLDER = "grafana_folder"
"""A label that Grafana sets itself on each alert."""


def parse_grafana_rules(data: bytes, file: str) -> Watching:
    """The rules of a file: `groups` with `rules` that have `data`, a list of such rules, or resources of them.

    The query is that of the first Prometheus data source, with the threshold of its condition where that is
    plain; anything else is kept with the reason why it cannot be simulated.
    """
    rules: list[AlertRule] = []
    problems: list[Problem] = []
    for root in roots_of(data, file):
        if isinstance(root, Problem):
            problems.append(root)
        elif root.text("kind") == RESOURCE and (version := root.text("apiVersion")) not in VERSIONS:
            what = f"is a {RESOURCE} of the version {version[:60]!r}, which is not known, so its rules are not read"
            problems.append(Problem(what, root.keys.get("apiVersion") or root.place, f"write it as {VERSIONS[0]}"))
        else:
            rules += rules_in(root)
    return Watching(tuple(rules[:MOST_RULES]), problems=tuple(problems))


def rules_in(root: Node) -> Iterator[AlertRule]:
    """The rules of a document with `groups`, of one group, or of a resource."""
    if root.text("kind") == RESOURCE:
        groups = [root.get("spec") or root]
    else:
        found = root.get("groups")
        groups = found.items() if found else [root]
    for group in groups:
        every = seconds(group.text("interval"), DEFAULT_INTERVAL)
        listed = group.get("rules")
        for rule in listed.items() if listed else group.items() or [group]:
            if rule.get("data"):
                yield _rule(rule, group, every)


def _rule(rule: Node, group: Node, every: float) -> AlertRule:
    data = rule.get("data")
    queries = {item.text("refId"): item for item in (data.items() if data else [])}
    asked = [item for item in queries.values() if _source(item) not in EXPRESSIONS]
    query = next((text for item in asked if _type(item) in PROMETHEUS and (text := item.text("model", "expr"))), "")
    comparison, why = comparison_of(rule.text("condition"), queries) if query else ("", _why(asked))
    settings = rule.get("notification_settings") or rule.get("notificationSettings")
    receiver = settings.text("receiver") if settings else ""
    folder = group.text("folder") or rule.text("folderTitle")
    return AlertRule(
        name=rule.text("title"),
        family="grafana",
        query=f"({query}) {comparison}" if comparison else query,
        place=rule.keys.get("title") or rule.place,
        group=group.text("name") or rule.text("ruleGroup"),
        labels={**({FOLDER: folder} if folder else {}), **texts(rule.get("labels"))},
        annotations=texts(rule.get("annotations")),
        wait=seconds(rule.text("for"), 0),
        every=every,
        notifies=(receiver,) if receiver else (),
        not_simulated=why if why or len(asked) == 1 else NOT_PLAIN,
        paused=rule.text("isPaused") == "true",
    )


def _source(item: Node) -> str:
    return item.text("datasourceUid") or item.text("model", "datasource", "uid")


def _type(item: Node) -> str:
    return item.text("model", "datasource", "type")


def _why(asked: list[Node]) -> str:
    if not asked:
        return "it asks no data source that is known"
    kind = _type(asked[0]) or asked[0].text("datasourceUid") or "its data source"
    return f"its query is not PromQL ({kind})"
