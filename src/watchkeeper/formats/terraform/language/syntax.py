"""The parts of a configuration as written: blocks with attributes, and the expressions that are their values."""

from __future__ import annotations

from typing import TypeAlias

from msgspec import Struct, field

Scalar: TypeAlias = "str | int | float | bool | None"


class Literal(Struct, frozen=True):
    """A text, number, truth value or null as written."""

    value: Scalar


class Template(Struct, frozen=True):
    """A text with `${…}` in it; each part becomes text."""

    parts: tuple[Expression, ...]


class Name(Struct, frozen=True):
    """The first word of a reference: `var`, `local`, `module`, a type of resources, a loop's variable."""

    text: str


class Access(Struct, frozen=True):
    """What stands below another value: `.key` or `[key]`."""

    of: Expression
    key: Expression


class Splat(Struct, frozen=True):
    """What stands below each item of a list: `[*].a.b`."""

    of: Expression
    keys: tuple[Expression, ...]


class Items(Struct, frozen=True):
    """A list."""

    items: tuple[Expression, ...]


class Table(Struct, frozen=True):
    """A mapping."""

    pairs: tuple[tuple[Expression, Expression], ...]


class Call(Struct, frozen=True):
    """A function with its arguments; `spread` tells that the last one is a list of further ones."""

    name: str
    arguments: tuple[Expression, ...]
    spread: bool = False


class Choice(Struct, frozen=True):
    """`condition ? yes : no`."""

    condition: Expression
    yes: Expression
    no: Expression


class Operation(Struct, frozen=True):
    """Two values, or one (`left` is None), and the sign between or before them."""

    sign: str
    left: Expression | None
    right: Expression


class Loop(Struct, frozen=True):
    """`[for key, item in over : result if condition]`; with `result_key` it makes a mapping."""

    key: str
    item: str
    over: Expression
    result: Expression
    result_key: Expression | None = None
    condition: Expression | None = None


class Opaque(Struct, frozen=True):
    """What is not followed, with the reason as the end of a sentence."""

    why: str


Expression: TypeAlias = (
    "Literal | Template | Name | Access | Splat | Items | Table | Call | Choice | Operation | Loop | Opaque"
)


class Body(Struct, frozen=True):
    """What stands between the braces of a block."""

    attributes: dict[str, Expression] = field(default_factory=dict)
    blocks: tuple[Block, ...] = ()


class Block(Struct, frozen=True):
    """A block with its labels (`resource "a" "b"`) and the line where it begins, from 1."""

    kind: str
    labels: tuple[str, ...]
    body: Body
    line: int


def written(expression: Expression, depth: int = 0) -> str:
    """A reference as people write it, for sentences; "an expression" for what is none, or is long."""
    if depth > 12:
        return "…"
    if isinstance(expression, Name):
        return expression.text
    if isinstance(expression, Access):
        key = expression.key
        if isinstance(key, Literal):
            inner = f".{key.value}" if isinstance(key.value, str) and key.value.isidentifier() else f"[{key.value!r}]"
            return f"{written(expression.of, depth + 1)}{inner}".replace("'", '"')
        return f"{written(expression.of, depth + 1)}[{written(key, depth + 1)}]"
    if isinstance(expression, Splat):
        return f"{written(expression.of, depth + 1)}[*]"
    if isinstance(expression, Call):
        return f"{expression.name}(…)"
    return "an expression"
