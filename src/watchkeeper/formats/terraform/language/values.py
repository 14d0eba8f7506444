"""What an attribute comes to: a plain value, a pointer to a resource, or what cannot be known from the files."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator
from typing import TypeAlias

from msgspec import Struct

LINE = "\x00line"
"""The key under which a nested block keeps its line."""
MOST_VALUES = 20_000
MOST_TEXT = 1 << 16
MOST_PARTS = 2_000


class Unresolved(Struct, frozen=True):
    """What the files do not tell; `what` is the expression as written, `why` ends a sentence that begins with it."""

    what: str
    why: str

    def __str__(self) -> str:
        return f"{self.what} {self.why}"


class Pointer(Struct, frozen=True):
    """An attribute of a resource or of a data source that is known only once it exists (`id`, `arn`, a key)."""

    address: str
    attribute: str

    def __str__(self) -> str:
        return f"{self.address}.{self.attribute}"


class Partial(Struct, frozen=True):
    """A text of which parts are not known: texts, pointers, and what is unresolved, in order."""

    parts: tuple[str | Pointer | Unresolved, ...]

    @property
    def shown(self) -> str:
        """The text with `${…}` where a part is not known."""
        return "".join(part if isinstance(part, str) else f"${{{_name(part)}}}" for part in self.parts)


class Whole:
    """A resource as a whole, of which `attribute` tells one."""

    def __init__(self, address: str, attribute: Callable[[str], Value]) -> None:
        self.address, self.attribute = address, attribute


Value: TypeAlias = (
    "str | int | float | bool | list[Value] | dict[str, Value] | Unresolved | Pointer | Partial | Whole | None"
)
Fields: TypeAlias = dict[str, Value]


def _name(part: Pointer | Unresolved) -> str:
    return str(part) if isinstance(part, Pointer) else part.what


def text(value: Value) -> str:
    """The text of a plain value; "" for anything else."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value) if isinstance(value, str | int | float) else ""


def shown(value: Value) -> str:
    """A value's text, with `${…}` for what is not known; "" for lists and mappings."""
    if isinstance(value, Partial):
        return value.shown
    if isinstance(value, Pointer | Unresolved):
        return f"${{{_name(value)}}}"
    return text(value)


def number(value: Value, default: float = 0) -> float:
    """The number of a plain value, also one written as text."""
    try:
        found = float(text(value))
    except ValueError:
        return default
    return found if math.isfinite(found) else default


def truth(value: Value) -> bool | None:
    """Whether a value is true; None where it is no truth value or not known."""
    return {"true": True, "false": False}.get(text(value))


def items(value: Value) -> list[Value]:
    """The items of a list; of a single value itself, of nothing none."""
    if isinstance(value, list):
        return value
    return [] if value is None else [value]


def tables(value: Value) -> list[Fields]:
    """The mappings of a list of blocks, or the one that stands alone."""
    return [item for item in items(value) if isinstance(item, dict)]


def table(value: Value) -> Fields:
    """The mapping, or the first one of a list; an empty one for anything else."""
    return next(iter(tables(value)), {})


def texts(value: Value) -> dict[str, str]:
    """The plain texts of a mapping by key."""
    return {key: text(inner) for key, inner in table(value).items() if key != LINE and text(inner)}


def line_of(fields: Fields, default: int) -> int:
    """The line of a nested block, if it has one."""
    found = fields.get(LINE)
    return found if isinstance(found, int) else default


def walk(value: Value) -> Iterator[Value]:
    """A value and all in it, a bounded number."""
    waiting = [value]
    for _ in range(MOST_VALUES):
        if not waiting:
            return
        one = waiting.pop()
        yield one
        if isinstance(one, list):
            waiting += reversed(one)
        elif isinstance(one, dict):
            waiting += reversed(list(one.values()))
        elif isinstance(one, Partial):
            waiting += reversed(one.parts)


def pointers(value: Value) -> list[Pointer]:
    """Every pointer in a value, in order; a whole resource is pointed to without an attribute."""
    found = (Pointer(one.address, "") if isinstance(one, Whole) else one for one in walk(value))
    return [one for one in found if isinstance(one, Pointer)]


def unresolved(value: Value) -> list[Unresolved]:
    """Everything in a value that the files do not tell, in order."""
    return [one for one in walk(value) if isinstance(one, Unresolved)]


def joined(parts: list[Value]) -> Value:
    """The text that the parts of a template make; a template of one part that is no text is that part."""
    if len(parts) == 1 and not isinstance(parts[0], str | int | float):
        return parts[0]
    found: list[str | Pointer | Unresolved] = []
    for part in parts:
        if isinstance(part, Partial):
            found += part.parts
        elif isinstance(part, Pointer | Unresolved):
            found.append(part)
        elif isinstance(part, list | dict | Whole):
            found.append(Unresolved("a part of a text", "is a list or a mapping"))
        else:
            found.append(text(part))
    if len(found) > MOST_PARTS or sum(len(part) for part in found if isinstance(part, str)) > MOST_TEXT:
        return Unresolved("a text", f"is longer than {MOST_TEXT >> 10} KB")
    if all(isinstance(part, str) for part in found):
        return "".join(str(part) for part in found)
    return Partial(tuple(found))


def is_small(value: Value) -> bool:
    """Whether a value can be gone through as a whole: parts that stand in it many times over make it large."""
    return sum(1 for _ in walk(value)) < MOST_VALUES


def same(left: Value, right: Value) -> bool:
    """Whether two values are equal; `"1"` and `1` are, since a variable's type need not be written."""
    if isinstance(left, list | dict) or isinstance(right, list | dict):
        return is_small(left) and is_small(right) and left == right
    return left == right if left is None or right is None else text(left) == text(right)


def plain(value: Value) -> object:
    """A value as JSON has it; what is not known becomes its `${…}`, and a value that is too large nothing."""
    return _plain(value, 0) if is_small(value) else None


def _plain(value: Value, depth: int) -> object:
    if depth > 60:
        return None
    if isinstance(value, list):
        return [_plain(item, depth + 1) for item in value]
    if isinstance(value, dict):
        return {key: _plain(item, depth + 1) for key, item in value.items() if key != LINE}
    return shown(value) if isinstance(value, Partial | Pointer | Unresolved | Whole) else value


def parsed(written: Value) -> object:
    """The value of a JSON text (`jsonencode` gives the value itself); None for what is none."""
    if isinstance(written, list | dict):
        return plain(written)
    try:
        return json.loads(shown(written)) if isinstance(written, str | Partial) else None
    except (ValueError, RecursionError):
        return None
