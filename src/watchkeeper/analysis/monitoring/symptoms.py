"""Says what an alert watches for: errors, slowness, traffic, fullness, or that something is not there at all."""

from __future__ import annotations

import re
from typing import Any, Literal, get_args

from watchkeeper.analysis.monitoring.promql import children_of, inner, operator_of, read_query, selectors_of
from watchkeeper.domain.readiness.monitoring import AlertRule

Symptom = Literal["errors", "latency", "traffic", "saturation", "absence", "other"]
SYMPTOMS: tuple[Symptom, ...] = get_args(Symptom)
PROMQL = frozenset({"prometheus", "grafana", "openslo"})
"""Families whose queries are PromQL, as far as they can be read."""
UP = re.compile(r"(?:^|_)up$|^probe_success$|(?:_|^)(?:running|healthy|ready|alive|available|active|has_leader)(?:_|$)")
"""Metrics that tell how much of something is there."""
ABSENT = frozenset({"absent", "absent_over_time"})
_ERRORS = re.compile(
    r"error|fail|exception|5xx|panic|unsuccess|rejected|dead_letter|dlq|crash|restart|unanswered|timeout|dropped|refused"
    r"|unavailable|unreachable|offline|corrupt"
)
_LATENCY = re.compile(r"latency|duration|response_time|_seconds_bucket|apdex|_p9\d")
_SATURATION = re.compile(
    r"cpu|mem|disk|filesystem|queue|backlog|lag|connections|pool|inodes|throttl|quota|heap|saturation|_free|_usage"
)
_LAST = re.compile(r"last_(?:success|run|completion|successful)|_timestamp(?:_seconds)?$|_completion_time|last_scrape")
_TRAFFIC = re.compile(r"requests?_total|_requests|throughput|messages?_total|received|http_server")
_BAD_VALUE = re.compile(r"5\d\d|5\.\.|5xx|5\[|^5$|error|fail|false", re.IGNORECASE)
_OUTCOME_LABELS = frozenset({
    "code", "status", "status_code", "outcome", "result", "http_status_code", "success", "state", "grpc_code",
    "http_response_status_code", "response_code", "response_code_class", "envoy_response_code_class", "code_class",
})  # fmt: skip


def symptoms_of(rule: AlertRule) -> frozenset[Symptom]:
    """What a rule watches for: what its source says, and what its query asks (its words, if it is not PromQL)."""
    said: set[Symptom] = {symptom for symptom in SYMPTOMS if symptom in rule.watches}
    query = read_query(rule.query) if rule.family in PROMQL else None
    if query is None or query.tree is None:
        words = _by_words(f"{rule.name} {rule.query}".lower())
        return frozenset(said | (words - {"other"} if said else words))
    found: set[Symptom] = said
    if _is_absence(query.tree):
        found.add("absence")
    for selector in selectors_of(query.tree):
        for matcher in selector.matchers.matchers:
            value = str(matcher.value)
            if matcher.name in _OUTCOME_LABELS and operator_of(matcher) in {"=", "=~"} and _BAD_VALUE.search(value):
                found.add("errors")
            if (
                matcher.name in _OUTCOME_LABELS
                and operator_of(matcher) in {"!=", "!~"}
                and not _BAD_VALUE.search(value)
            ):
                found.add("errors")
    for metric in query.metrics:
        found |= _by_words(metric.lower()) - {"other"}
    return frozenset(found or {"other"})


def _by_words(text: str) -> frozenset[Symptom]:
    patterns: tuple[tuple[Symptom, re.Pattern[str]], ...] = (
        ("errors", _ERRORS), ("latency", _LATENCY), ("saturation", _SATURATION), ("traffic", _TRAFFIC),
    )  # fmt: skip
    found: set[Symptom] = {symptom for symptom, pattern in patterns if pattern.search(text)}
    if re.search(r"absent|is down|not running|no data|did not run|missing heartbeat", text):
        found.add("absence")
    return frozenset(found or {"other"})


def _is_absence(node: Any) -> bool:
    """Whether a part of the condition is true because something is not there: absent, not up, long ago, none left."""
    node = inner(node)
    kind = type(node).__name__
    if kind == "Call" and str(node.func.name) in ABSENT:
        return True
    if kind == "BinaryExpr":
        operator = str(node.op)
        if operator in {"==", "<", "<="} and _is_low(node):
            return True
        if operator in {">", ">="} and _is_long_ago(node.lhs):
            return True
        if operator == "unless" and _is_gone(node):
            return True
    return any(_is_absence(child) for child in children_of(node))


def _is_low(node: Any) -> bool:
    """`up == 0`, `increase(x) < 1`: nothing of it is left."""
    right = inner(node.rhs)
    if type(right).__name__ != "NumberLiteral" or float(right.val) > 1:
        return False
    names = [str(selector.name or "") for selector in selectors_of(node.lhs)]
    counted = any(name in text for name in ("increase", "rate", "count") for text in _functions(node.lhs))
    return any(UP.search(name) for name in names) or (
        counted and any(_TRAFFIC.search(n) or n.endswith("_total") for n in names)
    )


def _is_gone(node: Any) -> bool:
    """`x offset 1h unless x`: it was there before, and is not any more."""
    before, now = (list(selectors_of(side)) for side in (node.lhs, node.rhs))
    return {one.name for one in before} == {one.name for one in now} and any(one.offset for one in before)


def _is_long_ago(node: Any) -> bool:
    """`time() - last_success`: it has not happened for long."""
    node = inner(node)
    if type(node).__name__ != "BinaryExpr" or str(node.op) != "-":
        return any(_is_long_ago(child) for child in children_of(node))
    if "time" not in _functions(node.lhs):
        return False
    return any(_LAST.search(str(selector.name or "")) for selector in selectors_of(node.rhs))


def _functions(node: Any) -> list[str]:
    node = inner(node)
    own = [str(node.func.name)] if type(node).__name__ == "Call" else []
    return [*own, *(name for child in children_of(node) for name in _functions(child))]
