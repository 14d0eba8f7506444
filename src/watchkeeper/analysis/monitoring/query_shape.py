"""Tells of an expression what it groups by, what it pins, whether it is one number, and the like."""

from __future__ import annotations

from typing import Any

from watchkeeper.analysis.monitoring.bounds import bounds_of
from watchkeeper.analysis.monitoring.label_values import MADE_UP, matchers_of, picks
from watchkeeper.analysis.monitoring.promql import children_of, inner, is_scalar, selectors_of
from watchkeeper.analysis.monitoring.regex_samples import sample

COPY = "made_up"
"""The label that tells copies of a series apart where the query does not ask for another."""


def pinned(tree: Any) -> dict[str, str]:
    """A value of each label that some selector asks for: the one that it pins, else one that its pattern fits."""
    found: dict[str, str] = {}
    every = [matcher for selector in selectors_of(tree) for matcher in matchers_of(selector)]
    for matcher in sorted(every, key=lambda one: ("=", "=~", "!=", "!~").index(one.operator)):
        value = {"=": matcher.value, "=~": sample(matcher.value)}.get(matcher.operator, MADE_UP)
        if value and matcher.name not in {"__name__", "le"} and picks((matcher,), {matcher.name: value}):
            found.setdefault(matcher.name, value)
    return found


def grouped(node: Any) -> list[str]:
    """The labels that are grouped by, matched on or carried over, by name, in the expression and inside it."""
    node = inner(node)
    modifier = getattr(node, "modifier", None)
    own: list[str] = []
    if modifier is not None and type(node).__name__ == "AggregateExpr" and not is_without(node):
        own += map(str, modifier.labels)
    elif modifier is not None and type(node).__name__ == "BinaryExpr":
        matching = modifier.matching
        if matching is not None and ("On" in str(matching.type) or "Include" in str(matching.type)):
            own += map(str, matching.labels)
        own += map(str, modifier.group_labels or ())
    return [*own, *(label for child in children_of(node) for label in grouped(child))]


def is_without(node: Any) -> bool:
    """Whether an aggregation names the labels that it drops."""
    return node.modifier is not None and str(node.modifier.type).rpartition(".")[2] != "By"


def apart_by(node: Any) -> str:
    """The label by which copies of what is aggregated differ: one by which it is grouped inside, not outside."""
    named = [str(label) for label in node.modifier.labels] if node.modifier is not None else []
    inside = [label for label in grouped(node.expr) if label != "le" and (label in named) == is_without(node)]
    return inside[0] if inside else COPY


def constant(node: Any) -> float | None:
    """The number that an expression is, if it is always the same."""
    node = inner(node)
    if not is_scalar(node) and not _is_call(node, "vector"):
        return None
    low, high = bounds_of(node)
    return low if low == high else None


def is_time(node: Any) -> bool:
    """Whether an expression is the time of the evaluation."""
    node = inner(node)
    if _is_call(node, "vector"):
        node = inner(next(iter(node.args)))
    return _is_call(node, "time")


def sides_of(node: Any) -> list[Any]:
    """The alternatives of an `or`; an expression that is none is one."""
    node = inner(node)
    if type(node).__name__ == "BinaryExpr" and str(node.op) == "or":
        return [*sides_of(node.lhs), *sides_of(node.rhs)]
    return [node]


def most_of(node: Any) -> float:
    """The most that one series of an expression can be; infinite where nothing says so."""
    return bounds_of(node)[1]


def carrying(arguments: list[Any]) -> Any:
    """The argument of a call that is no number and no text."""
    return next(
        (one for one in arguments if type(inner(one)).__name__ not in {"NumberLiteral", "StringLiteral"}), arguments[0]
    )


def range_of(node: Any) -> float:
    """How many seconds a range or a subquery spans; 1 for anything else."""
    length = getattr(inner(node), "range", None)
    return max(float(length.total_seconds()), 1.0) if length is not None else 1.0


def same_series(left: Any, right: Any) -> bool:
    """Whether two expressions read the same selectors."""
    ours, theirs = ({str(one) for one in selectors_of(side)} for side in (left, right))
    return bool(ours) and ours == theirs


def is_aggregate(node: Any) -> bool:
    """Whether an expression is an aggregation, perhaps with numbers added or multiplied."""
    node = inner(node)
    if type(node).__name__ == "BinaryExpr":
        return any(is_aggregate(child) for child in children_of(node))
    return type(node).__name__ == "AggregateExpr"


def _is_call(node: Any, name: str) -> bool:
    return type(node).__name__ == "Call" and str(node.func.name) == name
