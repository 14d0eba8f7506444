"""Works out which labels a query's result carries: those that it keeps, drops, sets, and those nobody can tell."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from msgspec import Struct

from watchkeeper.analysis.monitoring.promql import inner, is_scalar, operator_of

KEEPS_ALL = frozenset({"topk", "bottomk", "limitk", "limit_ratio"})
SETS = frozenset({"and", "unless"})
FILTERS = frozenset({"==", "!=", "<", ">", "<=", ">="})
ABSENT = frozenset({"absent", "absent_over_time"})
FITS_ALL = frozenset({".*", "(.*)"})
MOST_ALTERNATIVES = 8


class LabelSet(Struct, frozen=True):
    """Labels of a result. `known` maps a label to its value, None where it is there with a value not told.

    `closed`: no other label can be there, but for those in `maybe`. Else the series' own labels are kept, but
    for those in `gone`.
    """

    known: dict[str, str | None]
    closed: bool = False
    gone: frozenset[str] = frozenset()
    maybe: frozenset[str] = frozenset()

    def has(self, label: str) -> bool | None:
        """Whether the label is there; None = it depends on the series."""
        if label in self.known:
            return True
        if label in self.maybe:
            return None
        return False if self.closed or label in self.gone else None

    def only(self, labels: Iterable[str]) -> LabelSet:
        """Nothing but these labels, each as far as it is there."""
        wanted = tuple(labels)
        known = {label: self.known[label] for label in wanted if label in self.known}
        return LabelSet(known, closed=True, maybe=frozenset(label for label in wanted if self.has(label) is None))

    def without(self, *labels: str) -> LabelSet:
        """All but these labels."""
        known = {label: value for label, value in self.known.items() if label not in labels}
        return LabelSet(known, self.closed, self.gone | frozenset(labels), self.maybe - frozenset(labels))

    def having(self, label: str, value: str | None) -> LabelSet:
        """The labels with one set to a value, or to one that is not told; an empty value is no label."""
        if value == "":
            return self.without(label)
        known = {**self.known, label: value}
        return LabelSet(known, self.closed, self.gone - {label}, self.maybe - {label})

    def perhaps(self, label: str) -> LabelSet:
        """The labels, one of which may be there or not."""
        known = {name: value for name, value in self.known.items() if name != label}
        return LabelSet(known, self.closed, self.gone - {label}, self.maybe | {label})

    def taking(self, label: str, other: LabelSet, source: str) -> LabelSet:
        """The labels with one as another set has it under some name."""
        has = other.has(source)
        if has is None:
            return self.perhaps(label)
        return self.having(label, other.known[source]) if has else self.without(label)


EMPTY = LabelSet({}, closed=True)
ANYTHING = LabelSet({})


def label_sets(tree: Any) -> tuple[LabelSet, ...]:
    """The labels of each result that a query can have: one, or one for each side of an `or`."""
    return tuple(_sets(tree))


def _few(sets: Iterable[LabelSet]) -> list[LabelSet]:
    """Each alternative once; where there are too many to follow, anything."""
    found: list[LabelSet] = []
    for one in sets:
        if one not in found:
            found.append(one)
    return found if len(found) <= MOST_ALTERNATIVES else [ANYTHING]


def _sets(node: Any) -> list[LabelSet]:
    node = inner(node)
    kind = type(node).__name__
    if kind == "VectorSelector":
        return [_selector(node)]
    if kind == "MatrixSelector":
        return [_selector(node.vector_selector)]
    if kind in {"UnaryExpr", "SubqueryExpr"}:
        return _sets(node.expr)
    if kind == "AggregateExpr":
        return _few(_aggregate(node, one) for one in _sets(node.expr))
    if kind == "Call":
        return _few(_call(node))
    if kind == "BinaryExpr":
        return _few(_binary(node))
    return [EMPTY]


def _selector(node: Any) -> LabelSet:
    known: dict[str, str | None] = {}
    gone = set()
    for matcher in node.matchers.matchers:
        operator, value = operator_of(matcher), str(matcher.value)
        if matcher.name == "__name__":
            continue
        if operator == "=":
            if value:
                known[matcher.name] = value
            else:
                gone.add(matcher.name)
        elif (operator == "!=" and not value) or (operator == "=~" and value in {".+", "..*"}):
            known.setdefault(matcher.name, None)
    return LabelSet(known, closed=False, gone=frozenset(gone))


def _aggregate(node: Any, source: LabelSet) -> LabelSet:
    operator, modifier = str(node.op), node.modifier
    if operator in KEEPS_ALL:
        return source
    labels = [str(label) for label in modifier.labels] if modifier is not None else []
    by = modifier is None or str(modifier.type).rpartition(".")[2] == "By"
    result = source.only(labels) if by else source.without(*labels)
    if operator == "count_values" and node.param is not None:
        return result.having(str(node.param).strip("\"'"), None)
    return result


def _call(node: Any) -> list[LabelSet]:
    name, arguments = str(node.func.name), list(node.args)
    if name in ABSENT:
        return [_absent(arguments[0])] if arguments else [EMPTY]
    if name in {"vector", "time", "scalar", "pi"} or not arguments:
        return [EMPTY]
    if name == "histogram_quantile" and len(arguments) > 1:
        return [one.without("le") for one in _sets(arguments[1])]
    if name in {"label_replace", "label_join"} and len(arguments) > 1:
        words = [_text(argument) for argument in arguments[1:]]
        replaced = _replaced if name == "label_replace" else _joined
        return [result for one in _sets(arguments[0]) for result in replaced(words, one)]
    carrying = next((a for a in arguments if type(inner(a)).__name__ not in {"NumberLiteral", "StringLiteral"}), None)
    return _sets(carrying) if carrying is not None else [EMPTY]


def _absent(argument: Any) -> LabelSet:
    """`absent()` carries what its selector pins, each label once; of anything else nothing."""
    argument = inner(argument)
    kind = type(argument).__name__
    if kind not in {"VectorSelector", "MatrixSelector"}:
        return EMPTY
    selector = argument if kind == "VectorSelector" else argument.vector_selector
    seen: dict[str, list[tuple[str, str]]] = {}
    for matcher in selector.matchers.matchers:
        seen.setdefault(matcher.name, []).append((operator_of(matcher), str(matcher.value)))
    known: dict[str, str | None] = {
        name: pairs[0][1]
        for name, pairs in seen.items()
        if name != "__name__" and len(pairs) == 1 and pairs[0][0] == "=" and pairs[0][1]
    }
    return LabelSet(known, closed=True)


def _replaced(words: list[str], one: LabelSet) -> list[LabelSet]:
    """`label_replace`: with the label set, and as it was where the pattern may not fit."""
    target, put, source, pattern = (*words, "", "", "", "")[:4]
    if "$" not in put:
        replaced = one.having(target, put)
    elif put in {"$1", "${1}"} and pattern == "(.*)":
        replaced = one.taking(target, one, source)
    else:
        replaced = one.perhaps(target)
    return [replaced] if pattern in FITS_ALL else [replaced, one]


def _joined(words: list[str], one: LabelSet) -> list[LabelSet]:
    target, separator, sources = words[0], words[1] if len(words) > 1 else "", words[2:]
    there = (separator and len(sources) > 1) or any(one.has(source) for source in sources)
    return [one.having(target, None) if there else one.perhaps(target)]


def _binary(node: Any) -> list[LabelSet]:
    operator = str(node.op)
    if is_scalar(node.rhs):
        return _sets(node.lhs)
    if is_scalar(node.lhs):
        return _sets(node.rhs)
    if operator in SETS:
        return _sets(node.lhs)
    if operator == "or":
        return [*_sets(node.lhs), *_sets(node.rhs)]
    modifier = node.modifier
    cardinality = str(modifier.card).rpartition(".")[2] if modifier is not None else "OneToOne"
    many, one = (node.rhs, node.lhs) if cardinality == "OneToMany" else (node.lhs, node.rhs)
    if cardinality not in {"ManyToOne", "OneToMany"}:
        return [_matched(source, modifier) for source in _sets(many)]
    labels = [str(label) for label in modifier.group_labels or ()]
    return [_grouped(source, other, labels) for other in _sets(one) for source in _sets(many)]


def _grouped(source: LabelSet, other: LabelSet, labels: list[str]) -> LabelSet:
    """`group_left(x)`: the many side's labels, those that are named taken from the other side."""
    for label in labels:
        source = source.taking(label, other, label)
    return source


def _matched(source: LabelSet, modifier: Any) -> LabelSet:
    matching = modifier.matching if modifier is not None else None
    if matching is None:
        return source
    labels = [str(label) for label in matching.labels]
    if "On" in str(matching.type) or "Include" in str(matching.type):
        return source.only(labels)
    return source.without(*labels)


def _text(node: Any) -> str:
    node = inner(node)
    return str(node.val) if type(node).__name__ == "StringLiteral" else ""
