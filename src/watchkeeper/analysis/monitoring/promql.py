"""Reads PromQL: the metrics and label values of a query, and its tree for whoever asks more."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from msgspec import Struct, field

MOST_CHARACTERS = 20_000
MOST_OPERATORS = 200
MOST_NESTED = 50
"""A query that holds more is not handed to the parser, which would run out of its stack and take the process along."""
_TOKEN = re.compile(
    r""""(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|`[^`]*`|#[^\n]*"""
    r"|(?P<open>[({\[])|(?P<close>[)}\]])|(?P<operator>[-+*/%^<>=!]+|\b(?:and|or|unless|atan2)\b)",
    re.IGNORECASE,
)
_TEXT = r""""(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|`[^`]*`"""
_NAMED = r"\$\{[A-Za-z_]\w*(?::\w+)?\}|\$[A-Za-z_]\w*|\[\[\w+\]\]"
_IN_TEXT = re.compile(_NAMED)
_RANGE = re.compile(rf"\[\s*(?:{_NAMED})\s*(?=[:\]])")
_STEP = re.compile(rf":\s*(?:{_NAMED})\s*\]")
_VARIABLE = re.compile(rf"(?P<text>{_TEXT})|{_NAMED}")
STANDS_FOR_ANY = ".*"
STAND_IN = "watchkeeper_variable"
"""What stands for a variable that is no text: for a metric, a label or a number that only the dashboard tells."""
_SELECTED = re.compile(r"\b([A-Za-z_:][\w:]*)\s*[{\[]")
"""What looks like a metric in a query that cannot be parsed."""
NOT_READABLE = "is no PromQL that can be read"


class Query(Struct, frozen=True):
    """A query: its tree (of promql-parser), the metrics that it reads, and the label values that it pins.

    `fault` says why it cannot be read ("" = it can): there is no tree then, and metrics are what looks like
    one. `vague` says which names of metrics it does not tell (a regular expression on names, a variable).
    `variables`: variables of a dashboard stood outside its texts, and were looked through.
    """

    tree: Any
    metrics: tuple[str, ...] = ()
    matchers: dict[str, str] = field(default_factory=dict)
    vague: tuple[str, ...] = ()
    fault: str = ""
    variables: bool = False


@lru_cache(maxsize=4096)
def read_query(text: str) -> Query:
    """What a query reads. Dashboard variables are looked through: a range becomes 5m, a value matches anything."""
    if fault := _too_much(text):
        return Query(None, fault=fault)
    plain, variables = _without_variables(text)
    tree, fault = _parse(plain)
    if tree is None and variables:
        tree, second = _parse(plain.replace(STAND_IN, "1"))
        fault = "" if tree is not None else second
    if tree is None:
        named = dict.fromkeys(match[1] for match in _SELECTED.finditer(plain) if match[1] != STAND_IN)
        return Query(None, tuple(named), fault=fault, variables=variables)
    selectors = list(selectors_of(tree))
    names = [name for selector in selectors for name in names_of(selector) if STAND_IN not in name]
    vague = tuple(str(one) for one in selectors if not any(STAND_IN not in name for name in names_of(one)))
    pinned: dict[str, str] = {}
    for selector in selectors:
        for matcher in selector.matchers.matchers:
            value = str(matcher.value)
            if operator_of(matcher) == "=" and matcher.name != "__name__" and value and STANDS_FOR_ANY not in value:
                pinned.setdefault(matcher.name, value)
    return Query(tree, tuple(dict.fromkeys(names)), pinned, vague, "", variables)


def _parse(text: str) -> tuple[Any, str]:
    import promql_parser

    try:
        return promql_parser.parse(text), ""
    except ValueError as error:
        return None, f"{NOT_READABLE}: {str(error)[:200]}"


def _too_much(text: str) -> str:
    """Why a query is not handed to the parser, which follows every operator and bracket one level deeper."""
    if len(text) > MOST_CHARACTERS:
        return f"is longer than {MOST_CHARACTERS:,} characters"
    operators = depth = 0
    for token in _TOKEN.finditer(text):
        operators += len(token["operator"] or "") if (token["operator"] or "a")[0] in "-+" else bool(token["operator"])
        depth += bool(token["open"]) - bool(token["close"])
        if depth > MOST_NESTED:
            return f"nests deeper than {MOST_NESTED} brackets"
        if operators > MOST_OPERATORS:
            return f"holds more than {MOST_OPERATORS} operators"
    return ""


def selectors_of(tree: Any) -> Iterator[Any]:
    """Every vector selector of a tree, from left to right."""
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        kind = type(node).__name__
        if kind == "VectorSelector":
            yield node
        elif kind == "MatrixSelector":
            yield node.vector_selector
        else:
            waiting += reversed(children_of(node))


def children_of(node: Any) -> list[Any]:
    """The expressions inside one."""
    kind = type(node).__name__
    if kind == "BinaryExpr":
        return [node.lhs, node.rhs]
    if kind == "Call":
        return list(node.args)
    if kind == "AggregateExpr":
        return [node.expr, *([node.param] if node.param is not None else [])]
    if kind in {"ParenExpr", "UnaryExpr", "SubqueryExpr"}:
        return [node.expr]
    return []


def names_of(selector: Any) -> Iterator[str]:
    """The metrics of a selector: its name, or those of an equal `__name__`, also of a plain `a|b`."""
    if selector.name:
        yield str(selector.name)
        return
    for matcher in selector.matchers.matchers:
        if matcher.name == "__name__":
            operator, value = operator_of(matcher), str(matcher.value)
            if operator == "=" or (operator == "=~" and re.fullmatch(r"[\w:|]+", value)):
                yield from (name for name in value.split("|") if name)


def operator_of(matcher: Any) -> str:
    """The operator of a matcher as text."""
    return {"Equal": "=", "NotEqual": "!=", "Re": "=~", "NotRe": "!~"}[str(matcher.op).rpartition(".")[2]]


def inner(node: Any) -> Any:
    """An expression without the parentheses around it."""
    while type(node).__name__ == "ParenExpr":
        node = node.expr
    return node


def is_scalar(node: Any) -> bool:
    """Whether an expression is a single number and no series."""
    node = inner(node)
    kind = type(node).__name__
    if kind == "NumberLiteral":
        return True
    if kind == "UnaryExpr":
        return is_scalar(node.expr)
    if kind == "Call":
        return str(node.func.name) in {"time", "scalar", "pi"}
    return kind == "BinaryExpr" and is_scalar(node.lhs) and is_scalar(node.rhs)


def _without_variables(text: str) -> tuple[str, bool]:
    """The text with stand-ins for variables, and whether any stood outside its texts (`$1` in one is none)."""
    if "$" not in text and "[[" not in text:
        return text, False
    ranged = _STEP.sub(":1m]", _RANGE.sub("[5m", text))
    outside = ranged != text

    def stand_in(found: re.Match[str]) -> str:
        nonlocal outside
        if found["text"]:
            return _IN_TEXT.sub(STANDS_FOR_ANY, found["text"])
        outside = True
        return STAND_IN

    return _VARIABLE.sub(stand_in, ranged), outside
