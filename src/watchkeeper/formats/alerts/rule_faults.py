"""Finds what makes Prometheus refuse a group of rules or a rule, by the rules of its own files; queries aside."""

from __future__ import annotations

from collections.abc import Iterator

from watchkeeper.domain.problems import Place, Problem
from watchkeeper.formats.alerts.reading import texts
from watchkeeper.formats.alerts.templates import template_fault
from watchkeeper.formats.routes.durations import parse_duration
from watchkeeper.formats.yaml.nodes import Node

OF_A_GROUP = frozenset({
    "name", "interval", "query_offset", "limit", "rules", "labels",
    # Thanos, Mimir and Cortex
    "partial_response_strategy", "source_tenants", "evaluation_delay", "align_evaluation_time_on_interval",
    "align_execution_time_on_interval",
    # VictoriaMetrics
    "concurrency", "type", "tenant", "params", "headers", "notifier_headers", "debug", "eval_offset", "eval_delay",
    "eval_alignment", "extra_filter_labels",
})  # fmt: skip
OF_A_RULE = frozenset({
    "record", "alert", "expr", "for", "keep_firing_for", "labels", "annotations", "debug", "update_entries_limit",
})  # fmt: skip
OF_ALERTS = ("for", "keep_firing_for", "annotations")
"""What only an alert may have."""


def faults_of_group(group: Node, other: Place | None) -> Iterator[Problem]:
    """What is wrong with a group itself; `other` is where one of the same name stands before."""
    name = group.text("name")
    if not name:
        yield Problem("a group has no name", group.place, "name it")
    elif other is not None:
        yield Problem(f"the group {name} is there twice (first at {other})", group.place, "give it another name")
    yield from _strange(group, OF_A_GROUP, f"the group {name}")
    yield from _lengths(group, ("interval", "query_offset"), f"the group {name}")


def faults_of_rule(rule: Node, group: str) -> Iterator[Problem]:
    """What is wrong with a rule, but for its query: that needs a parser of its language."""
    alert, record = rule.text("alert"), rule.text("record")
    what = f"the rule {alert or record}" if alert or record else f"a rule of the group {group}"
    if bool(alert) == bool(record):
        says = "has both alert and record" if alert else "has neither alert nor record"
        yield Problem(f"{what} {says}", rule.place, "name one of them")
        return
    if not rule.text("expr").strip():
        yield Problem(f"{what} has no expr", rule.place, "write its query")
    yield from _strange(rule, OF_A_RULE, what)
    yield from _lengths(rule, ("for", "keep_firing_for"), what)
    if record:
        for key in OF_ALERTS:
            if rule.get(key):
                yield Problem(f"{what} is a recording and has {key}", rule.keys.get(key), "take it away")
    for key in ("labels", "annotations"):
        yield from _words(rule, key, what)


def _strange(node: Node, known: frozenset[str], what: str) -> Iterator[Problem]:
    for key in node.entries():
        if key not in known:
            yield Problem(
                f"{what} has {key[:60]}, which there is not", node.keys.get(key), "take it away, or correct it"
            )


def _lengths(node: Node, keys: tuple[str, ...], what: str) -> Iterator[Problem]:
    for key in keys:
        if text := node.text(key):
            try:
                parse_duration(text)
            except ValueError:
                yield Problem(
                    f"{what} has {key}: {text[:40]}, which is no length of time", node.keys.get(key), "write 5m"
                )


def _words(rule: Node, key: str, what: str) -> Iterator[Problem]:
    said = rule.get(key)
    for name, text in texts(said).items():
        place = said.keys.get(name) if said else None
        if name in {"", "__name__"} and key == "labels":
            yield Problem(f"{what} sets the label {name!r}, which no rule may set", place, "take it away")
        if fault := template_fault(text):
            yield Problem(f"{what}: the template of {name} {fault}", place, "mend the template")
