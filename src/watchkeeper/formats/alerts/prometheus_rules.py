"""Reads Prometheus rules: alerts and recordings, in files of groups and in PrometheusRule resources."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import structs

from watchkeeper.domain.problems import Place, Problem
from watchkeeper.domain.readiness.monitoring import AlertRule, Recording, Watching
from watchkeeper.formats.alerts.reading import MOST_RULES, roots_of, seconds, texts
from watchkeeper.formats.yaml.nodes import Node

DEFAULT_INTERVAL = 60.0
RESOURCE = "PrometheusRule"


def parse_prometheus_rules(data: bytes, file: str) -> Watching:
    """The rules of a file: one with `groups` at its top, or any number of PrometheusRule resources.

    Queries are kept as written and not judged here. What cannot be read is a problem; the rest counts.
    """
    rules: list[AlertRule] = []
    recordings: list[Recording] = []
    problems: list[Problem] = []
    for root in roots_of(data, file):
        if isinstance(root, Problem):
            problems.append(root)
            continue
        for one in _rules(root):
            if isinstance(one, AlertRule):
                rules.append(one)
            elif isinstance(one, Recording):
                recordings.append(one)
            else:
                problems.append(one)
            if len(rules) + len(recordings) >= MOST_RULES:
                return Watching(tuple(rules), tuple(recordings), problems=(*problems, _too_many(file)))
    return Watching(tuple(rules), tuple(recordings), problems=tuple(problems))


def _too_many(file: str) -> Problem:
    return Problem(f"only the first {MOST_RULES:,} rules are read", Place(file), "split the file")


def _rules(root: Node) -> Iterator[AlertRule | Recording | Problem]:
    for body, resource in _bodies(root):
        names: dict[str, Place] = {}
        groups = body.get("groups")
        for group in groups.items() if groups else []:
            name = group.text("name")
            if not name:
                yield Problem("a group has no name, so the file does not load", group.place, "name it")
            elif name in names:
                what = f"the group {name} is there twice (first at {names[name]}), so the file does not load"
                yield Problem(what, group.place, "give it another name")
            names.setdefault(name, group.place)
            every = seconds(group.text("interval"), DEFAULT_INTERVAL)
            labels = texts(group.get("labels"))
            rules = group.get("rules")
            for rule in rules.items() if rules else []:
                found = _rule(rule, name, every, labels)
                yield structs.replace(found, resource=resource) if isinstance(found, AlertRule) else found


def _bodies(root: Node) -> Iterator[tuple[Node, dict[str, str] | None]]:
    """Where groups stand: at the top, or below `spec` of a resource (with its labels), also of one in a list."""
    if root.text("kind") == "List":
        for item in (root.get("items") or root).items():
            yield from _bodies(item)
    elif root.text("kind") == RESOURCE:
        if spec := root.get("spec"):
            metadata = root.get("metadata")
            yield spec, texts(metadata.get("labels")) if metadata else {}
    elif root.get("groups"):
        yield root, None


def _rule(rule: Node, group: str, every: float, labels: dict[str, str]) -> AlertRule | Recording | Problem:
    alert, record, query = rule.text("alert"), rule.text("record"), rule.text("expr").strip()
    if bool(alert) == bool(record):
        what = "has both alert and record" if alert else "has neither alert nor record"
        return Problem(f"a rule of the group {group} {what}, so the file does not load", rule.place, "name one of them")
    if not query:
        return Problem(f"{alert or record} has no expr, so the file does not load", rule.place, "write its query")
    place = rule.keys.get("alert") or rule.keys.get("record") or rule.place
    own = {**labels, **texts(rule.get("labels"))}
    if record:
        return Recording(record, query, (), own, place)
    return AlertRule(
        name=alert,
        family="prometheus",
        query=query,
        place=place,
        group=group,
        labels=own,
        annotations=texts(rule.get("annotations")),
        wait=seconds(rule.text("for"), 0),
        every=every,
    )
