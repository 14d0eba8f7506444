"""Proves that a condition can never be true: by the bounds of its values, or by labels that never meet."""

from __future__ import annotations

import math
from typing import Any

from watchkeeper.analysis.monitoring.bounds import ANY, COMPARISONS, Bounds, bounds_of, possible
from watchkeeper.analysis.monitoring.label_sets import LabelSet, label_sets
from watchkeeper.analysis.monitoring.label_values import matchers_of, picks
from watchkeeper.analysis.monitoring.promql import children_of, inner, is_scalar, read_query

ALWAYS_THERE = frozenset({"absent", "absent_over_time", "vector", "scalar", "time", "pi"})
"""Functions that give something, or nothing, whatever stands in them."""


FIT_ALL = frozenset({".*", "(.*)", "^.*$", ".*?"})
"""Expressions that fit every value, also that of a label that is not there."""


def cannot_fire(text: str) -> str:
    """Why the condition of a query can never be true, as the end of a sentence; "" if nothing proves it."""
    tree = read_query(text).tree
    return _empty(tree) if tree is not None else ""


def _empty(node: Any) -> str:
    """Why an expression never gives anything; "" if nothing proves it."""
    node = inner(node)
    if type(node).__name__ == "BinaryExpr":
        return _binary(node)
    if type(node).__name__ in {"VectorSelector", "MatrixSelector"}:
        return _picks_nothing(node if type(node).__name__ == "VectorSelector" else node.vector_selector)
    if type(node).__name__ == "Call" and str(node.func.name) in ALWAYS_THERE:
        return ""
    return next((why for child in children_of(node) if (why := _empty(child))), "")


def _binary(node: Any) -> str:
    operator = str(node.op)
    left = _empty(node.lhs)
    if operator == "unless":
        return left
    right = _empty(node.rhs)
    if operator == "or":
        return left if right else ""
    if found := left or right or _apart(node):
        return found
    if operator == "and":
        return _contradiction(node)
    if operator not in COMPARISONS or (node.modifier is not None and node.modifier.return_bool):
        return ""
    ours, theirs = bounds_of(node.lhs), bounds_of(node.rhs)
    if possible(operator, ours, theirs):
        return ""
    return f"asks for {_shown(ours)} {operator} {_shown(theirs)}, which is never true"


def _picks_nothing(selector: Any) -> str:
    """Whether the conditions on one label exclude each other, or exclude everything."""
    matchers = matchers_of(selector)
    for matcher in matchers:
        if matcher.operator == "!~" and matcher.value in FIT_ALL:
            return f"asks for {matcher}, which no series has"
        if matcher.operator == "=" and not picks(
            [one for one in matchers if one.name == matcher.name], {matcher.name: matcher.value}
        ):
            both = ", ".join(str(one) for one in matchers if one.name == matcher.name)
            return f"asks for {both}, which no series has"
    return ""


def _apart(node: Any) -> str:
    """Whether the two sides have labels by which they never meet."""
    if is_scalar(node.lhs) or is_scalar(node.rhs):
        return ""
    matching = node.modifier.matching if node.modifier is not None else None
    labels = frozenset(map(str, matching.labels)) if matching is not None else frozenset()
    only = matching is not None and ("On" in str(matching.type) or "Include" in str(matching.type))
    why = ""
    for left in label_sets(node.lhs):
        for right in label_sets(node.rhs):
            names = labels if only else {*left.known, *right.known} - labels
            why = next((said for name in sorted(names) if (said := _clash(name, left, right))), "")
            if not why:
                return ""
    return why


def _clash(label: str, left: LabelSet, right: LabelSet) -> str:
    ours, theirs = _told(label, left), _told(label, right)
    if ours is None or theirs is None or ours == theirs or label == "__name__":
        return ""
    shown = [f'{label}="{value}"' if value else f"no label {label}" for value in (ours, theirs)]
    return f"joins series with {shown[0]} to series with {shown[1]}, which never meet"


def _told(label: str, one: LabelSet) -> str | None:
    """A label's value, "" where it is not there, None where nobody can tell."""
    return one.known.get(label) if one.has(label) else "" if one.has(label) is False else None


def _contradiction(node: Any) -> str:
    """`x > 5 and x < 3`: two conditions on the same series that no value fulfils."""
    if node.modifier is not None and node.modifier.matching is not None:
        return ""
    left, right = inner(node.lhs), inner(node.rhs)
    if not all(_filters(one) for one in (left, right)) or str(inner(left.lhs)) != str(inner(right.lhs)):
        return ""
    ranges = [_range(str(one.op), bounds_of(one.rhs)) for one in (left, right)]
    low, high = max(low for low, _ in ranges), min(high for _, high in ranges)
    return f"asks for more than {low:g} and less than {high:g} at once" if low > high else ""


def _filters(node: Any) -> bool:
    """Whether an expression is a comparison that keeps what fulfils it."""
    if type(node).__name__ != "BinaryExpr" or str(node.op) not in COMPARISONS:
        return False
    modifier = node.modifier
    return modifier is None or not (modifier.return_bool or modifier.matching is not None)


def _range(operator: str, limit: Bounds) -> Bounds:
    if operator in {">", ">="}:
        return (limit[0], math.inf)
    if operator in {"<", "<="}:
        return (-math.inf, limit[1])
    return limit if operator == "==" else ANY


def _shown(bounds: Bounds) -> str:
    low, high = bounds
    if low == high:
        return f"{low:g}"
    if math.isinf(high):
        return f"a value of {low:g} or more" if not math.isinf(low) else "any value"
    return f"a value from {low:g} to {high:g}" if not math.isinf(low) else f"a value of {high:g} or less"
