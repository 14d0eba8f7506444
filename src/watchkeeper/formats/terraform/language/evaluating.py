"""Works an expression out, as far as the files tell; a reference is asked of whoever knows the module."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from typing import Any, Protocol

from msgspec import Struct

from watchkeeper.formats.terraform.language.functions import MOST_ITEMS, call
from watchkeeper.formats.terraform.language.syntax import (
    Access,
    Body,
    Call,
    Choice,
    Expression,
    Items,
    Literal,
    Loop,
    Name,
    Opaque,
    Operation,
    Splat,
    Table,
    Template,
    written,
)
from watchkeeper.formats.terraform.language.values import (
    LINE,
    Fields,
    Partial,
    Pointer,
    Unresolved,
    Value,
    Whole,
    items,
    joined,
    number,
    same,
    text,
    truth,
)

MOST_DEPTH = 60
MOST_STEPS = 400_000
OF_TERRAFORM = frozenset({"provider", "providers", "depends_on", "lifecycle", "count", "for_each"})
"""Attributes that speak to Terraform itself."""


class Effort:
    """How much was worked out for one set of files; past the limit everything else is unresolved."""

    def __init__(self) -> None:
        self.steps = 0
        self.depth = 0


class Scope(Protocol):
    """Knows what names mean in one module."""

    effort: Effort

    def find(self, path: tuple[Value, ...]) -> tuple[Value, int]:
        """What a reference comes to, and how many of its words are used up; the rest are keys below it."""
        ...


class Names(Struct, frozen=True):
    """Names that hold here alone: `each`, `count`, a loop's variables."""

    known: Mapping[str, Value]


NOTHING = Names({})


def evaluate(expression: Expression, scope: Scope, names: Names = NOTHING) -> Value:
    """The value of an expression."""
    effort = scope.effort
    effort.steps += 1
    if effort.steps > MOST_STEPS:
        return Unresolved(written(expression), "is not worked out: the configuration is too large")
    if effort.depth > MOST_DEPTH:
        return Unresolved(written(expression), "leads through too many others")
    effort.depth += 1
    try:
        return EVALUATORS[type(expression)](expression, scope, names)
    finally:
        effort.depth -= 1


def evaluate_body(body: Body, scope: Scope, names: Names = NOTHING) -> Fields:
    """The attributes of a block by name, and its inner blocks as lists of mappings under their kind."""
    attributes = body.attributes.items()
    found: Fields = {key: evaluate(value, scope, names) for key, value in attributes if key not in OF_TERRAFORM}
    for block in body.blocks:
        kind, made = block.kind, [names]
        inner = block.body
        if block.kind == "dynamic" and block.labels:
            kind = block.labels[0]
            inner = next((one.body for one in block.body.blocks if one.kind == "content"), Body())
            each = _each(block.body, kind, scope, names)
            if isinstance(each, Unresolved):
                found[kind] = [*items(found.get(kind)), each]
                continue
            made = each
        rows: list[Value] = [{**evaluate_body(inner, scope, one), LINE: block.line} for one in made]
        found[kind] = [*items(found.get(kind)), *rows]
    return found


def _each(body: Body, kind: str, scope: Scope, names: Names) -> list[Names] | Unresolved:
    over = evaluate(body.attributes.get("for_each", Literal(None)), scope, names)
    if isinstance(over, Unresolved | Pointer | Partial):
        what = over.what if isinstance(over, Unresolved) else f"the blocks {kind}"
        return Unresolved(what, over.why if isinstance(over, Unresolved) else "are made of what is not known")
    iterator = body.attributes.get("iterator")
    name = iterator.text if isinstance(iterator, Name) else kind
    return [Names({**names.known, name: {"key": key, "value": value}}) for key, value in pairs_of(over)]


def pairs_of(value: Value) -> list[tuple[Value, Value]]:
    """Keys and values to go over: of a mapping its own, of a list its items (each is its own key)."""
    if isinstance(value, dict):
        found: list[tuple[Value, Value]] = [(key, inner) for key, inner in value.items() if key != LINE]
        return found[:MOST_ITEMS]
    return [(item, item) for item in items(value)][:MOST_ITEMS]


def _reference(expression: Name | Access, scope: Scope, names: Names) -> Value:
    path: list[Value] = []
    at: Expression = expression
    while isinstance(at, Access):
        path.append(evaluate(at.key, scope, names))
        at = at.of
    path.reverse()
    if not isinstance(at, Name):
        return _below(evaluate(at, scope, names), path, written(expression))
    if at.text in names.known:
        return _below(names.known[at.text], path, written(expression))
    found, used = scope.find((at.text, *path))
    return _below(found, path[used - 1 :], written(expression))


def _below(value: Value, keys: list[Value], what: str) -> Value:
    for key in keys:
        if isinstance(value, Unresolved):
            return value
        value = _one_below(value, key, what)
    return value


def _one_below(value: Value, key: Value, what: str) -> Value:
    if isinstance(key, Unresolved):
        return key
    if isinstance(value, dict):
        found = value.get(text(key), Unresolved(what, "is not set in these files"))
        return found if text(key) != LINE else None
    if isinstance(value, list):
        at = number(key, -1)
        inside = at.is_integer() and 0 <= at < len(value)
        return value[int(at)] if inside else Unresolved(what, "is not in the list")
    if isinstance(value, Whole):
        return value.attribute(text(key))
    if isinstance(value, Pointer):
        return Pointer(value.address, f"{value.attribute}.{text(key)}")
    return Unresolved(what, "is not followed")


def _table(expression: Table, scope: Scope, names: Names) -> Value:
    found: Fields = {}
    for key, value in expression.pairs:
        name = evaluate(key, scope, names)
        if text(name):
            found[text(name)] = evaluate(value, scope, names)
    return found


def _call(expression: Call, scope: Scope, names: Names) -> Value:
    if expression.name in {"file", "templatefile"} and expression.arguments:
        where = evaluate(expression.arguments[0], scope, names)
        return Unresolved(f'{expression.name}("{text(where)}")', "is not read")
    arguments = [evaluate(one, scope, names) for one in expression.arguments]
    if expression.spread and arguments:
        arguments = [*arguments[:-1], *items(arguments[-1])]
    return call(expression.name, arguments)


def _splat(expression: Splat, scope: Scope, names: Names) -> Value:
    over = evaluate(expression.of, scope, names)
    if isinstance(over, Unresolved):
        return over
    what = written(expression)
    return [_below(item, [evaluate(k, scope, names) for k in expression.keys], what) for item in items(over)]


def _choice(expression: Choice, scope: Scope, names: Names) -> Value:
    condition = evaluate(expression.condition, scope, names)
    if (holds := truth(condition)) is not None:
        return evaluate(expression.yes if holds else expression.no, scope, names)
    yes, no = evaluate(expression.yes, scope, names), evaluate(expression.no, scope, names)
    if not isinstance(yes, list | dict) and yes == no:
        return yes
    return condition if isinstance(condition, Unresolved) else Unresolved("a choice", "depends on what is not known")


def _operation(expression: Operation, scope: Scope, names: Names) -> Value:
    right = evaluate(expression.right, scope, names)
    left = evaluate(expression.left, scope, names) if expression.left is not None else None
    if expression.left is None:
        return _negated(expression.sign, right)
    if expression.sign in {"&&", "||"}:
        return _logical(expression.sign, left, right)
    vague = next((one for one in (left, right) if isinstance(one, Unresolved | Pointer | Partial)), None)
    if vague is not None:
        return vague if isinstance(vague, Unresolved) else Unresolved("a comparison", "is of what is not known")
    if expression.sign in {"==", "!="}:
        return same(left, right) == (expression.sign == "==")
    return _arithmetic(expression.sign, left, right)


def _negated(sign: str, right: Value) -> Value:
    if sign == "!":
        holds = truth(right)
        if holds is not None:
            return not holds
    elif isinstance(right, int | float) and not isinstance(right, bool):
        return -right
    return right if isinstance(right, Unresolved) else Unresolved("an expression", "is of what is not known")


def _logical(sign: str, left: Value, right: Value) -> Value:
    sides = [truth(left), truth(right)]
    decides = sign == "||"
    if decides in sides:
        return decides
    if None in sides:
        return next(
            (one for one in (left, right) if isinstance(one, Unresolved)), Unresolved("a condition", "is not known")
        )
    return not decides


def _arithmetic(sign: str, left: Value, right: Value) -> Value:
    try:
        found = ARITHMETIC[sign](float(text(left)), float(text(right)))
    except (ValueError, ArithmeticError, KeyError):
        return Unresolved("an expression", "cannot be worked out")
    return int(found) if isinstance(found, float) and found.is_integer() else found


ARITHMETIC: Mapping[str, Callable[[float, float], float | bool]] = {
    "+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv, "%": operator.mod,
    "<": operator.lt, ">": operator.gt, "<=": operator.le, ">=": operator.ge,
}  # fmt: skip


def _loop(expression: Loop, scope: Scope, names: Names) -> Value:
    over = evaluate(expression.over, scope, names)
    if isinstance(over, Unresolved):
        return over
    if not isinstance(over, list | dict):
        return Unresolved(written(expression.over), "is not known, so neither is what a loop makes of it")
    listed = isinstance(over, list)
    rows: list[Value] = []
    mapping: Fields = {}
    for at, (key, value) in enumerate(pairs_of(over)):
        inner = Names(
            {
                **names.known,
                expression.item: value,
                **({expression.key: at if listed else key} if expression.key else {}),
            }
        )
        if expression.condition is not None and truth(evaluate(expression.condition, scope, inner)) is False:
            continue
        result = evaluate(expression.result, scope, inner)
        if expression.result_key is None:
            rows.append(result)
        elif name := text(evaluate(expression.result_key, scope, inner)):
            mapping[name] = result
    return rows if expression.result_key is None else mapping


def _literal(expression: Literal, scope: Scope, names: Names) -> Value:
    del scope, names
    return expression.value


def _opaque(expression: Opaque, scope: Scope, names: Names) -> Value:
    del scope, names
    return Unresolved("it", expression.why)


def _template(expression: Template, scope: Scope, names: Names) -> Value:
    return joined([evaluate(part, scope, names) for part in expression.parts])


def _items(expression: Items, scope: Scope, names: Names) -> Value:
    return [evaluate(item, scope, names) for item in expression.items]


EVALUATORS: Mapping[type, Callable[[Any, Scope, Names], Value]] = {
    Literal: _literal, Opaque: _opaque, Template: _template, Items: _items, Name: _reference, Access: _reference,
    Table: _table, Call: _call, Splat: _splat, Choice: _choice, Operation: _operation, Loop: _loop,
}  # fmt: skip
