"""Works out between which bounds a query's values lie.

Two things are taken for granted, as the conventions of Prometheus have them: what ends in `_total`, `_count`,
`_bucket` or `_created` is not negative, and the rates of which a share is made are those of counters.
"""

from __future__ import annotations

import math
from typing import Any

from watchkeeper.analysis.monitoring.promql import inner, is_scalar

Bounds = tuple[float, float]
"""The lowest and the highest value, both possible; infinities where nothing is known."""
ANY: Bounds = (-math.inf, math.inf)
NOT_NEGATIVE: Bounds = (0.0, math.inf)
UNIT: Bounds = (0.0, 1.0)
ZERO_OR_ONE = frozenset({"up", "probe_success"})
COUNTS = ("_total", "_count", "_bucket", "_created")
OF_COUNTERS = frozenset({"rate", "irate", "increase"})
NOT_BELOW_ZERO = frozenset({
    "changes", "resets", "stddev_over_time", "stdvar_over_time", "time", "timestamp", "abs",
    "sqrt", "exp",
})  # fmt: skip
CALLS: dict[str, Bounds] = {
    **dict.fromkeys(NOT_BELOW_ZERO, NOT_NEGATIVE),
    **dict.fromkeys(("absent", "absent_over_time", "present_over_time"), (1.0, 1.0)),
    # nothing comes of no samples at all, not 0
    "count_over_time": (1.0, math.inf),
    "hour": (0.0, 23.0), "minute": (0.0, 59.0), "month": (1.0, 12.0), "day_of_week": (0.0, 6.0),
    "day_of_month": (1.0, 31.0), "day_of_year": (1.0, 366.0), "days_in_month": (28.0, 31.0), "sgn": (-1.0, 1.0),
}  # fmt: skip
KEEPS = frozenset({
    "avg_over_time", "min_over_time", "max_over_time", "last_over_time", "sort", "sort_desc", "sort_by_label",
    "sort_by_label_desc", "label_replace", "label_join", "first_over_time", "vector", "scalar",
})  # fmt: skip
TURNED = {">": "<", "<": ">", ">=": "<=", "<=": ">=", "==": "==", "!=": "!="}
"""The comparison with its sides exchanged."""
COMPARISONS = frozenset({">", "<", ">=", "<=", "==", "!="})


def possible(operator: str, left: Bounds, right: Bounds) -> bool:
    """Whether a comparison can be true of values within these bounds."""
    (low, high), (least, most) = left, right
    if operator == ">":
        return high > least
    if operator == ">=":
        return high >= least
    if operator == "<":
        return low < most
    if operator == "<=":
        return low <= most
    if operator == "==":
        return low <= most and high >= least
    # what is no number at all differs from every number
    return True


def bounds_of(node: Any) -> Bounds:
    """Between which values an expression lies. Nothing is assumed of a gauge."""
    node = inner(node)
    kind = type(node).__name__
    if kind == "NumberLiteral":
        return (float(node.val), float(node.val))
    if kind == "UnaryExpr":
        low, high = bounds_of(node.expr)
        return (-high, -low)
    if kind in {"VectorSelector", "MatrixSelector"}:
        selector = node if kind == "VectorSelector" else node.vector_selector
        return _metric(str(selector.name or ""))
    if kind == "SubqueryExpr":
        return bounds_of(node.expr)
    if kind == "AggregateExpr":
        known = str(node.op) != "quantile" or _is_part(node.param)
        return _aggregate(str(node.op), bounds_of(node.expr)) if known else ANY
    if kind == "Call":
        return _call(node)
    return _binary(node) if kind == "BinaryExpr" else ANY


def _metric(name: str) -> Bounds:
    if name in ZERO_OR_ONE:
        return UNIT
    return NOT_NEGATIVE if name.endswith(COUNTS) and ":" not in name else ANY


def _aggregate(operator: str, inside: Bounds) -> Bounds:
    if operator in {"avg", "min", "max", "quantile", "topk", "bottomk", "limitk", "limit_ratio"}:
        return inside
    if operator == "sum":
        return (0.0 if inside[0] >= 0 else -math.inf, 0.0 if inside[1] <= 0 else math.inf)
    if operator in {"count", "count_values"}:
        return (1.0, math.inf)
    if operator == "group":
        return (1.0, 1.0)
    return NOT_NEGATIVE if operator in {"stddev", "stdvar"} else ANY


def _is_part(node: Any) -> bool:
    """Whether a quantile is asked for that there is; beyond 0 and 1 the answer is infinite."""
    node = inner(node)
    return type(node).__name__ == "NumberLiteral" and 0 <= float(node.val) <= 1


def _call(node: Any) -> Bounds:
    name, arguments = str(node.func.name), list(node.args)
    if name in CALLS:
        return CALLS[name]
    if name in KEEPS and arguments:
        return bounds_of(arguments[0])
    if name in OF_COUNTERS and bounds_of(arguments[0])[0] >= 0:
        return NOT_NEGATIVE
    if name == "quantile_over_time" and _is_part(arguments[0]):
        return bounds_of(arguments[1])
    if name == "sum_over_time":
        return _aggregate("sum", bounds_of(arguments[0]))
    if name in {"clamp_min", "clamp_max", "clamp"}:
        return _clamp(name, arguments)
    return ANY


def _clamp(name: str, arguments: list[Any]) -> Bounds:
    low, high = bounds_of(arguments[0])
    limits = [bounds_of(argument) for argument in arguments[1:]]
    if name in {"clamp_min", "clamp"}:
        low, high = max(low, limits[0][0]), max(high, limits[0][1])
    if name in {"clamp_max", "clamp"}:
        low, high = min(low, limits[-1][0]), min(high, limits[-1][1])
    return (low, high)


def _binary(node: Any) -> Bounds:
    operator, left, right = str(node.op), bounds_of(node.lhs), bounds_of(node.rhs)
    if operator in COMPARISONS:
        if node.modifier is not None and node.modifier.return_bool:
            return UNIT
        # a number on the left is only compared with; what is kept are the values of the series
        return _kept(TURNED[operator], right, left) if is_scalar(node.lhs) else _kept(operator, left, right)
    if operator in {"and", "unless"}:
        return left
    if operator == "/":
        factor, top = _scaled(node.lhs)
        if is_share(top, node.rhs):
            return _product(UNIT, factor)
    combine = _ARITHMETIC.get(operator)
    low, high = combine(left, right) if combine else ANY
    return (-math.inf if math.isnan(low) else low, math.inf if math.isnan(high) else high)


def _kept(operator: str, values: Bounds, limit: Bounds) -> Bounds:
    """What a comparison leaves of values."""
    low = max(values[0], limit[0]) if operator in {">", ">=", "=="} else values[0]
    high = min(values[1], limit[1]) if operator in {"<", "<=", "=="} else values[1]
    return (low, high) if low <= high else values


def _scaled(node: Any) -> tuple[Bounds, Any]:
    """An expression as a number times the rest: `100 * x`."""
    node = inner(node)
    if type(node).__name__ == "BinaryExpr" and str(node.op) == "*":
        for number, rest in ((node.lhs, node.rhs), (node.rhs, node.lhs)):
            if is_scalar(number):
                return bounds_of(number), rest
    return (1.0, 1.0), node


def is_share(part: Any, whole: Any) -> bool:
    """Whether one is a part of the other: the same expression, with more conditions."""
    wanted, whole = _without_matchers(part), _without_matchers(whole)
    if wanted is None or whole is None or wanted[0] != whole[0]:
        return False
    return all(more >= less for more, less in zip(wanted[1], whole[1], strict=True))


def _without_matchers(node: Any) -> tuple[str, tuple[frozenset[str], ...]] | None:
    """The shape of sums of rates of counters, and the conditions of its selectors; None for any other shape."""
    node = inner(node)
    kind = type(node).__name__
    if kind == "AggregateExpr" and str(node.op) in {"sum", "count"}:
        found = _without_matchers(node.expr)
        by = str(node.modifier.type) + ",".join(sorted(map(str, node.modifier.labels))) if node.modifier else ""
        return (f"{node.op} {by} {found[0]}", found[1]) if found else None
    if kind == "Call" and str(node.func.name) in {"rate", "increase"} and len(node.args) == 1:
        found = _without_matchers(node.args[0])
        return (f"{node.func.name} {found[0]}", found[1]) if found else None
    if kind == "MatrixSelector":
        selector = node.vector_selector
        conditions = frozenset(str(matcher) for matcher in selector.matchers.matchers)
        return f"{selector.name}[{node.range}]{selector.offset}{selector.at}", (conditions,)
    return None


def _sum(left: Bounds, right: Bounds) -> Bounds:
    return (left[0] + right[0], left[1] + right[1])


def _difference(left: Bounds, right: Bounds) -> Bounds:
    return (left[0] - right[1], left[1] - right[0])


def _hull(left: Bounds, right: Bounds) -> Bounds:
    return (min(left[0], right[0]), max(left[1], right[1]))


def _product(left: Bounds, right: Bounds) -> Bounds:
    values = [0.0 if 0 in {a, b} else a * b for a in left for b in right]
    return (min(values), max(values))


def _quotient(left: Bounds, right: Bounds) -> Bounds:
    if right[0] > 0 and not math.isinf(right[0]):
        values = [a / b for a in left for b in right if not (math.isinf(a) and math.isinf(b))]
        return (min(*values, 0.0), max(*values, 0.0)) if math.isinf(right[1]) else (min(values), max(values))
    return NOT_NEGATIVE if left[0] >= 0 and right[0] >= 0 else ANY


def _power(left: Bounds, right: Bounds) -> Bounds:
    """Only of two numbers."""
    if left[0] == left[1] and right[0] == right[1] and abs(left[0]) < 1e9 and 0 <= right[0] < 30:
        return (left[0] ** right[0],) * 2
    return ANY


def _remainder(left: Bounds, right: Bounds) -> Bounds:
    del right
    return NOT_NEGATIVE if left[0] >= 0 else ANY


_ARITHMETIC = {"+": _sum, "-": _difference, "*": _product, "/": _quotient, "%": _remainder, "^": _power, "or": _hull}
