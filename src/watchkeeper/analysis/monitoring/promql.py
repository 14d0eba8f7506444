"""Reads PromQL: the metrics and label values of a query, and its tree for whoever asks more."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from msgspec import Struct, field

MOST_CHARACTERS = 20_000
_RANGE = re.compile(r"\[\s*(?:\$\{?[A-Za-z_]\w*(?::\w+)?\}?|\$__\w+)\s*(?=[:\]])")
_STEP = re.compile(r":\s*\$\{?\w+\}?\s*\]")
_VARIABLE = re.compile(r"\$\{\w+(?::\w+)?\}|\$\w+|\[\[\w+\]\]")
_SELECTED = re.compile(r"\b([A-Za-z_:][\w:]*)\s*[{\[]")
"""What looks like a metric in a query that cannot be parsed."""
NOT_READABLE = "is no PromQL that can be read"


class Query(Struct, frozen=True):
    """A query: its tree (of promql-parser), the metrics that it reads, and the label values that it pins.

    `fault` says why it cannot be read ("" = it can): there is no tree then, and metrics are what looks like
    one. `vague` says which names of metrics it does not tell (a regular expression on names). `guessed`:
    variables of a dashboard stood in it, and were replaced.
    """

    tree: Any
    metrics: tuple[str, ...] = ()
    matchers: dict[str, str] = field(default_factory=dict)
    vague: tuple[str, ...] = ()
    fault: str = ""
    guessed: bool = False


@lru_cache(maxsize=4096)
def read_query(text: str) -> Query:
    """What a query reads. Dashboard variables are looked through: a range becomes 5m, a value matches anything."""
    import promql_parser

    if len(text) > MOST_CHARACTERS:
        return Query(None, fault=f"is longer than {MOST_CHARACTERS:,} characters")
    plain = _without_variables(text)
    try:
        tree = promql_parser.parse(plain)
    except ValueError as error:
        named = tuple(dict.fromkeys(match[1] for match in _SELECTED.finditer(plain)))
        return Query(None, named, fault=f"{NOT_READABLE}: {str(error)[:200]}")
    selectors = list(selectors_of(tree))
    names = [name for selector in selectors for name in names_of(selector)]
    vague = tuple(str(selector) for selector in selectors if not list(names_of(selector)))
    pinned: dict[str, str] = {}
    for selector in selectors:
        for matcher in selector.matchers.matchers:
            if operator_of(matcher) == "=" and matcher.name != "__name__" and matcher.value:
                pinned.setdefault(matcher.name, matcher.value)
    return Query(tree, tuple(dict.fromkeys(names)), pinned, vague, "", plain != text)


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


def _without_variables(text: str) -> str:
    if "$" not in text and "[[" not in text:
        return text
    return _VARIABLE.sub(".*", _STEP.sub(":1m]", _RANGE.sub("[5m", text)))
