"""Works out which labels a query's result carries: those that it keeps, drops, sets, and those nobody can tell."""

from __future__ import annotations

from typing import Any

from msgspec import Struct, structs

from watchkeeper.analysis.monitoring.promql import inner, operator_of

KEEPS_ALL = frozenset({"topk", "bottomk", "limitk", "limit_ratio"})
SETS = frozenset({"and", "unless"})
FILTERS = frozenset({"==", "!=", "<", ">", "<=", ">="})
ABSENT = frozenset({"absent", "absent_over_time"})
MOST_ALTERNATIVES = 8


class LabelSet(Struct, frozen=True):
    """Labels of a result. `known` maps a label to its value, None where it is there with a value not told.

    `closed`: no other label can be there. Else the series' own labels are kept, but for those in `gone`.
    """

    known: dict[str, str | None]
    closed: bool = False
    gone: frozenset[str] = frozenset()

    def has(self, label: str) -> bool | None:
        """Whether the label is there; None = it depends on the series."""
        if label in self.known:
            return True
        return False if self.closed or label in self.gone else None


EMPTY = LabelSet({}, closed=True)


def label_sets(tree: Any) -> tuple[LabelSet, ...]:
    """The labels of each result that a query can have: one, or one for each side of an `or`."""
    return tuple(_unique(_sets(tree)))[:MOST_ALTERNATIVES]


def _unique(sets: list[LabelSet]) -> list[LabelSet]:
    found: list[LabelSet] = []
    for one in sets:
        if one not in found:
            found.append(one)
    return found


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
        return [_aggregate(node, one) for one in _sets(node.expr)]
    if kind == "Call":
        return _call(node)
    if kind == "BinaryExpr":
        return _binary(node)
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
    operator = str(node.op)
    if operator in KEEPS_ALL:
        return source
    modifier = node.modifier
    extra: dict[str, str | None] = {}
    if operator == "count_values" and node.param is not None:
        extra = {str(node.param).strip("\"'"): None}
    if modifier is None:
        return LabelSet(extra, closed=True)
    labels = [str(label) for label in modifier.labels]
    if str(modifier.type).rpartition(".")[2] == "By":
        kept = {label: source.known.get(label) for label in labels if source.has(label) is not False}
        return LabelSet({**kept, **extra}, closed=True)
    known = {label: value for label, value in source.known.items() if label not in labels}
    return LabelSet({**known, **extra}, source.closed, source.gone | frozenset(labels))


def _call(node: Any) -> list[LabelSet]:
    name, arguments = str(node.func.name), list(node.args)
    if name in ABSENT:
        return [_absent(arguments[0])] if arguments else [EMPTY]
    if name in {"vector", "time", "scalar", "pi"} or not arguments:
        return [EMPTY]
    if name == "histogram_quantile" and len(arguments) > 1:
        return [_without(one, "le") for one in _sets(arguments[1])]
    if name in {"label_replace", "label_join"} and len(arguments) > 1:
        return [_replaced(name, arguments, one) for one in _sets(arguments[0])]
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


def _replaced(name: str, arguments: list[Any], source: LabelSet) -> LabelSet:
    target = _text(arguments[1])
    value: str | None = None
    if name == "label_replace" and len(arguments) > 2 and "$" not in _text(arguments[2]):
        value = _text(arguments[2])
    if value == "":
        return _without(source, target)
    return structs.replace(source, known={**source.known, target: value}, gone=source.gone - {target})


def _without(source: LabelSet, label: str) -> LabelSet:
    known = {name: value for name, value in source.known.items() if name != label}
    return structs.replace(source, known=known, gone=source.gone | {label})


def _binary(node: Any) -> list[LabelSet]:
    operator = str(node.op)
    if _is_scalar(node.rhs):
        return _sets(node.lhs)
    if _is_scalar(node.lhs):
        return _sets(node.rhs)
    if operator in SETS:
        return _sets(node.lhs)
    if operator == "or":
        return [*_sets(node.lhs), *_sets(node.rhs)]
    modifier = node.modifier
    cardinality = str(modifier.card).rpartition(".")[2] if modifier is not None else "OneToOne"
    many, one = (node.rhs, node.lhs) if cardinality == "OneToMany" else (node.lhs, node.rhs)
    results = []
    for source in _sets(many):
        if cardinality in {"ManyToOne", "OneToMany"}:
            other = _sets(one)[0]
            results.append(_grouped(source, other, [str(label) for label in modifier.group_labels or ()]))
        else:
            results.append(_matched(source, modifier))
    return results


def _grouped(source: LabelSet, other: LabelSet, labels: list[str]) -> LabelSet:
    """`group_left(x)`: the many side's labels, those that are named taken from the other side."""
    known = dict(source.known)
    gone = set(source.gone)
    for label in labels:
        if other.has(label) is False:
            known.pop(label, None)
            gone.add(label)
        else:
            known[label] = other.known.get(label)
            gone.discard(label)
    return LabelSet(known, source.closed, frozenset(gone))


def _matched(source: LabelSet, modifier: Any) -> LabelSet:
    matching = modifier.matching if modifier is not None else None
    if matching is None:
        return source
    labels = [str(label) for label in matching.labels]
    if "On" in str(matching.type) or "Include" in str(matching.type):
        kept = {label: source.known.get(label) for label in labels if source.has(label) is not False}
        return LabelSet(kept, closed=True)
    known = {label: value for label, value in source.known.items() if label not in labels}
    return LabelSet(known, source.closed, source.gone | frozenset(labels))


def _is_scalar(node: Any) -> bool:
    node = inner(node)
    kind = type(node).__name__
    if kind == "NumberLiteral":
        return True
    if kind == "UnaryExpr":
        return _is_scalar(node.expr)
    if kind == "Call":
        return str(node.func.name) in {"time", "scalar", "pi"}
    return kind == "BinaryExpr" and _is_scalar(node.lhs) and _is_scalar(node.rhs)


def _text(node: Any) -> str:
    node = inner(node)
    return str(node.val) if type(node).__name__ == "StringLiteral" else ""
