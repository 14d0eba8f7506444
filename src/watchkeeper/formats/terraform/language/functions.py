"""The few functions of configurations whose result the files tell; every other one is left unresolved."""

from __future__ import annotations

import re
from collections.abc import Callable

from watchkeeper.formats.terraform.language.values import (
    LINE,
    Partial,
    Pointer,
    Unresolved,
    Value,
    items,
    joined,
    number,
    text,
)

MOST_ITEMS = 5_000
Function = Callable[[list[Value]], Value]
_VERB = re.compile(r"%(%|[sdvq])")


def call(name: str, arguments: list[Value]) -> Value:
    """What a function gives; `try`, `coalesce` and the like take their first argument that is known."""
    known = FUNCTIONS.get(name)
    if known is None:
        return Unresolved(f"{name}(…)", "is a function that is not computed here")
    if name not in TOLERANT and any(isinstance(one, Unresolved) for one in arguments):
        return next(one for one in arguments if isinstance(one, Unresolved))
    found = known(arguments)
    if isinstance(found, list | dict) and len(found) > MOST_ITEMS:
        return Unresolved(f"{name}(…)", f"has more than {MOST_ITEMS:,} items")
    return found


def _first(arguments: list[Value]) -> Value:
    return arguments[0] if arguments else None


def _coalesce(arguments: list[Value]) -> Value:
    """The first that is neither null nor empty; one that is not known before it leaves all unknown."""
    return next((one for one in arguments if one not in (None, "", [])), None)


def _try(arguments: list[Value]) -> Value:
    return next((one for one in arguments if not isinstance(one, Unresolved)), _first(arguments))


def _concat(arguments: list[Value]) -> Value:
    return [item for one in arguments for item in items(one)][: MOST_ITEMS + 1]


def _flatten(arguments: list[Value]) -> Value:
    found: list[Value] = []
    waiting = list(reversed(items(_first(arguments))))
    for _ in range(4 * MOST_ITEMS):
        if not waiting:
            break
        one = waiting.pop()
        if isinstance(one, list):
            waiting += reversed(one)
        else:
            found.append(one)
    return found


def _distinct(arguments: list[Value]) -> Value:
    found: list[Value] = []
    for one in items(_first(arguments))[:MOST_ITEMS]:
        if isinstance(one, Unresolved | list | dict) or one not in found[-200:]:
            found.append(one)
    return found


def _compact(arguments: list[Value]) -> Value:
    return [one for one in items(_first(arguments)) if one not in (None, "")]


def _merge(arguments: list[Value]) -> Value:
    found: dict[str, Value] = {}
    for one in arguments:
        found |= one if isinstance(one, dict) else {}
    return found


def _join(arguments: list[Value]) -> Value:
    between = text(_first(arguments))
    parts: list[Value] = []
    for one in _flat_lists(arguments[1:])[:MOST_ITEMS]:
        parts += [between, one] if parts else [one]
    return joined(["", *parts])


def _flat_lists(values: list[Value]) -> list[Value]:
    return [item for one in values for item in items(one)]


def _format(arguments: list[Value]) -> Value:
    pattern, rest = text(_first(arguments)), iter(arguments[1:])
    parts: list[Value] = [""]
    at = 0
    for found in _VERB.finditer(pattern):
        parts.append(pattern[at : found.start()])
        given = "%" if found[1] == "%" else next(rest, None)
        parts += ['"', given, '"'] if found[1] == "q" else [given]
        at = found.end()
    return joined([*parts, pattern[at:]])


def _replace(arguments: list[Value]) -> Value:
    if len(arguments) != 3 or any(isinstance(one, Partial | Pointer) for one in arguments):
        return Unresolved("replace(…)", "is of a text that is not known")
    whole, old, new = (text(one) for one in arguments)
    if not old or (len(old) > 1 and old[0] == old[-1] == "/"):
        return Unresolved("replace(…)", "takes a pattern")
    return joined([whole.replace(old, new) if len(whole) * max(len(new), 1) < 1 << 20 else ""])


def _split(arguments: list[Value]) -> Value:
    if len(arguments) != 2 or not text(arguments[0]) or isinstance(arguments[1], Partial | Pointer):
        return Unresolved("split(…)", "is of a text that is not known")
    return list(text(arguments[1]).split(text(arguments[0])))


def _lookup(arguments: list[Value]) -> Value:
    where, key = _first(arguments), text(arguments[1]) if len(arguments) > 1 else ""
    if isinstance(where, dict) and key in where:
        return where[key]
    return arguments[2] if len(arguments) > 2 else Unresolved("lookup(…)", "finds nothing")


def _keys(arguments: list[Value]) -> Value:
    one = _first(arguments)
    if not isinstance(one, dict):
        return Unresolved("keys(…)", "is of no mapping")
    return [key for key in sorted(one) if key != LINE]


def _values(arguments: list[Value]) -> Value:
    one = _first(arguments)
    if not isinstance(one, dict):
        return Unresolved("values(…)", "is of no mapping")
    return [one[key] for key in sorted(one) if key != LINE]


def _length(arguments: list[Value]) -> Value:
    one = _first(arguments)
    return len(one) if isinstance(one, list | dict | str) else Unresolved("length(…)", "is of something not known")


def _element(arguments: list[Value]) -> Value:
    found = items(_first(arguments))
    return found[int(number(arguments[1])) % len(found)] if found and len(arguments) > 1 else None


def _to_set(arguments: list[Value]) -> Value:
    return _distinct(arguments)


def _lower(arguments: list[Value]) -> Value:
    return _over_text(arguments, str.lower)


def _over_text(arguments: list[Value], change: Callable[[str], str]) -> Value:
    one = _first(arguments)
    if isinstance(one, Partial):
        return Partial(tuple(change(part) if isinstance(part, str) else part for part in one.parts))
    return one if isinstance(one, Pointer) else change(text(one))


TOLERANT = frozenset({"try", "compact", "concat", "distinct", "flatten", "join", "format", "merge", "toset", "tolist",
                      "tomap", "jsonencode", "one", "element", "values", "lookup"})  # fmt: skip
"""Functions whose result may hold parts that are not known."""
FUNCTIONS: dict[str, Function] = {
    "try": _try, "coalesce": _coalesce, "coalescelist": _coalesce, "concat": _concat, "flatten": _flatten,
    "distinct": _distinct, "compact": _compact, "merge": _merge, "join": _join, "format": _format,
    "replace": _replace, "split": _split, "lookup": _lookup, "keys": _keys, "values": _values, "length": _length,
    "element": _element, "toset": _to_set, "tolist": _first, "tomap": _first, "tostring": _first,
    "tonumber": _first, "tobool": _first, "sensitive": _first, "nonsensitive": _first, "jsonencode": _first,
    "one": lambda arguments: _first(items(_first(arguments))), "lower": _lower,
    "upper": lambda arguments: _over_text(arguments, str.upper),
    "title": lambda arguments: _over_text(arguments, str.title),
    "trimspace": lambda arguments: _over_text(arguments, str.strip),
    "chomp": lambda arguments: _over_text(arguments, lambda one: one.rstrip("\r\n")),
}  # fmt: skip
