"""Reads the condition of a Grafana alert rule as one comparison, where it is as plain as that."""

from __future__ import annotations

import re
from collections.abc import Mapping

from watchkeeper.formats.yaml.nodes import Node

OPERATORS = {"gt": ">", "lt": "<", "eq": "==", "ne": "!=", "gte": ">=", "lte": "<="}
SAME = frozenset({"last", "mean", "avg", "min", "max", "median", ""})
"""Reductions that leave a series' value what it is when it is steady."""
NOT_PLAIN = "its condition is Grafana's own arithmetic"
_MATH = re.compile(r"\s*\$\{?(\w+)\}?\s*(>=|<=|==|!=|>|<)\s*(-?[0-9.]+(?:[eE][-+]?[0-9]+)?)\s*")


def comparison_of(condition: str, queries: Mapping[str, Node]) -> tuple[str, str]:
    """The comparison that a condition comes down to (`> 5`), and why it does not ("" = it does).

    A threshold, a classic condition or `$B > 5` is followed through reductions to the query that it asks.
    """
    comparison, name, seen = "", condition, set[str]()
    while name in queries and name not in seen:
        seen.add(name)
        model = queries[name].get("model")
        kind = model.text("type") if model else ""
        if model is None or model.text("expr"):
            return (comparison, "") if comparison else ("", NOT_PLAIN)
        if kind == "reduce" and model.text("reducer") in SAME:
            name = _reference(model.text("expression"))
        elif kind in {"threshold", "classic_conditions", "math"} and not comparison:
            comparison, name = _math(model) if kind == "math" else _threshold(model)
        else:
            return "", NOT_PLAIN
    return "", NOT_PLAIN


def _math(model: Node) -> tuple[str, str]:
    found = _MATH.fullmatch(model.text("expression"))
    return (f"{found[2]} {found[3]}", found[1]) if found else ("", "")


def _threshold(model: Node) -> tuple[str, str]:
    """The only comparison of a threshold or a classic condition, and what it asks."""
    conditions = model.get("conditions")
    listed = conditions.items() if conditions else []
    if len(listed) != 1 or listed[0].text("reducer", "type") not in SAME:
        return "", ""
    evaluator, query = listed[0].get("evaluator"), listed[0].get("query")
    operator = OPERATORS.get(evaluator.text("type")) if evaluator else None
    values = _texts(evaluator.get("params")) if evaluator else []
    asked = _texts(query.get("params")) if query else []
    name = _reference(model.text("expression")) or (asked[0] if asked else "")
    return (f"{operator} {values[0]}", name) if operator and values else ("", "")


def _texts(node: Node | None) -> list[str]:
    return [item.value for item in (node.items() if node else []) if isinstance(item.value, str)]


def _reference(text: str) -> str:
    return text.strip().removeprefix("$").strip("{}")
