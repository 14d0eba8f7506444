"""Reads Prometheus rules: alerts and recordings, in files of groups and in resources of operators."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct, structs

from watchkeeper.domain.problems import Place, Problem
from watchkeeper.domain.readiness.monitoring import AlertRule, Recording, Watching
from watchkeeper.formats.alerts.reading import MOST_RULES, Part, parts_of, seconds, texts
from watchkeeper.formats.alerts.rule_faults import faults_of_group, faults_of_rule
from watchkeeper.formats.yaml.nodes import Node

DEFAULT_INTERVAL = 60.0
PICKED = "PrometheusRule"
"""The resource that an operator picks by its labels; the others are all evaluated."""
RESOURCES = {
    PICKED: ("monitoring.coreos.com/v1", "monitoring.rhobs/v1", "azmonitoring.coreos.com/v1"),
    "AlertingRule": ("monitoring.openshift.io/v1",),
    "Rules": ("monitoring.googleapis.com/v1", "monitoring.googleapis.com/v1alpha1"),
    "ClusterRules": ("monitoring.googleapis.com/v1", "monitoring.googleapis.com/v1alpha1"),
    "GlobalRules": ("monitoring.googleapis.com/v1", "monitoring.googleapis.com/v1alpha1"),
    "VMRule": ("operator.victoriametrics.com/v1beta1",),
}
"""Kinds of resources that hold groups of rules below `spec`, and their versions that are known."""
GRAFANA = "1"
"""The `apiVersion` of a file that Grafana provisions from; its groups are other groups."""


class _Body(Struct, frozen=True):
    """Where groups stand: a file (`kind` is ""), or a resource of a kind with its labels."""

    node: Node
    kind: str = ""
    labels: dict[str, str] | None = None


def parse_prometheus_rules(data: bytes, file: str) -> Watching:
    """The rules of a file: one with `groups` at its top, or any number of resources that hold groups.

    Queries are kept as written and not judged here. What Prometheus refuses is a problem, and every rule of the
    same file or resource says that it is not loaded, because one fault keeps all of them out. Rules that stand
    where nothing known reads them are told as a problem.
    """
    rules: list[AlertRule] = []
    recordings: list[Recording] = []
    problems: list[Problem] = []
    for part in parts_of(data, file):
        if isinstance(part, Problem):
            problems.append(part)
            continue
        bodies = list(_bodies(part.root))
        problems += [one for one in bodies if isinstance(one, Problem)]
        if not bodies:
            problems += _unread(part.root)
        for body in (one for one in bodies if isinstance(one, _Body)):
            found = _read(body, part)
            rules += found.rules
            recordings += found.recordings
            problems += found.problems
        if len(rules) + len(recordings) > MOST_RULES:
            too_many = Problem(f"only the first {MOST_RULES:,} rules are read", Place(file), "split the file")
            return Watching(
                tuple(rules[:MOST_RULES]), tuple(recordings[:MOST_RULES]), problems=(*problems[:MOST_RULES], too_many)
            )
    return Watching(tuple(rules), tuple(recordings), problems=tuple(problems[:MOST_RULES]))


def _read(body: _Body, part: Part) -> Watching:
    faults = [*_faults(body.node)]
    if not body.kind:
        faults = [*part.doubled, *faults]
    if not body.kind and part.number:
        what = "these groups stand behind the first document of their file, and Prometheus reads no further"
        faults = [Problem(what, body.node.place, "put them into a file of their own")]
    first = faults[0] if faults else None
    refused = f"{first.message} ({first.place})" if first else ""
    rules: list[AlertRule] = []
    recordings: list[Recording] = []
    for group in _groups(body.node):
        inherited = texts(group.get("labels"))
        for rule in _items(group.get("rules")):
            labels = {**inherited, **texts(rule.get("labels"))}
            if rule.text("alert") and not rule.text("record"):
                rules.append(structs.replace(_alert(rule, group, labels, body), refused=refused))
            elif rule.text("record") and not rule.text("alert"):
                place = rule.keys.get("record") or rule.place
                query = rule.text("expr").strip()
                recordings.append(Recording(rule.text("record"), query, (), labels, place, body.node.place, refused))
    return Watching(tuple(rules), tuple(recordings), problems=tuple(faults))


def _alert(rule: Node, group: Node, labels: dict[str, str], body: _Body) -> AlertRule:
    return AlertRule(
        name=rule.text("alert"),
        family="prometheus",
        query=rule.text("expr").strip(),
        place=rule.keys.get("alert") or rule.place,
        group=group.text("name"),
        labels=labels,
        annotations=texts(rule.get("annotations")),
        wait=seconds(rule.text("for"), 0),
        every=seconds(group.text("interval"), DEFAULT_INTERVAL),
        resource=body.labels,
        kind=body.kind,
        body=body.node.place,
    )


def _faults(body: Node) -> Iterator[Problem]:
    names: dict[str, Place] = {}
    for group in _groups(body):
        name = group.text("name")
        yield from faults_of_group(group, names.get(name) if name else None)
        names.setdefault(name, group.place)
        for rule in _items(group.get("rules")):
            yield from faults_of_rule(rule, name)


def _bodies(root: Node) -> Iterator[_Body | Problem]:
    """Where groups stand: at the top, or below `spec` of a resource, also of one in a list."""
    kind, version = root.text("kind"), root.text("apiVersion")
    if kind == "List" or (kind.endswith("List") and kind.removesuffix("List") in RESOURCES):
        for item in _items(root.get("items")):
            yield from _bodies(item)
    elif kind in RESOURCES:
        if version not in RESOURCES[kind]:
            what = f"is a {kind} of the version {version[:60]!r}, which is not known, so its rules are not read"
            yield Problem(what, root.keys.get("apiVersion") or root.place, f"write it as {RESOURCES[kind][0]}")
        elif spec := root.get("spec"):
            metadata = root.get("metadata")
            yield _Body(spec, kind, texts(metadata.get("labels")) if metadata else {})
    elif root.get("groups") and not kind and version != GRAFANA:
        yield _Body(root)


def _unread(root: Node) -> Iterator[Problem]:
    """Rules that stand in no place where they are known to be read (values of a chart, a release of one)."""
    if root.text("kind") == "CustomResourceDefinition" or root.text("apiVersion") == GRAFANA:
        return
    waiting, found = [root], list[Node]()
    while waiting:
        node = waiting.pop()
        if node.text("expr") and (node.text("alert") or node.text("record")):
            found.append(node)
        waiting += reversed([*node.items(), *node.entries().values()])
    if found:
        rules = "1 rule" if len(found) == 1 else f"{len(found):,} rules"
        what = f"holds {rules} where no file or resource of rules has them, so they are not read"
        remedy = "render what makes rules of it (helm template), and name the result under sources.alerting.rules"
        yield Problem(what, found[0].place, remedy)


def _groups(body: Node) -> list[Node]:
    return _items(body.get("groups"))


def _items(node: Node | None) -> list[Node]:
    return node.items() if node else []
