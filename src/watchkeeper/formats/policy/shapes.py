"""Decodes a document into a struct, and lists every way in which it does not fit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from watchkeeper.domain.problems import Place, Problem, UsageError
from watchkeeper.formats.yaml.document import Document, Path

if TYPE_CHECKING:
    from msgspec import inspect

T = TypeVar("T")


def decode(document: Document, type_: type[T]) -> T:
    """The document as a value of `type_`.

    Raises:
        UsageError: it does not fit; all faults at once, each with file, line, column and the nearest
            key or choice.
    """
    try:
        return msgspec.convert(document.value, type_)
    except msgspec.ValidationError as error:
        from msgspec import inspect

        problems = list(_faults(document.value, inspect.type_info(type_), (), document))
        raise UsageError(*(problems or [Problem(str(error), Place(document.file))])) from None


def nearest(word: str, choices: Iterable[object]) -> str:
    """A remedy that names the choice most like the word, or all of them when none is near."""
    from difflib import get_close_matches

    names = [str(choice) for choice in choices]
    near = get_close_matches(word, names, n=1, cutoff=0.5)
    return f"did you mean {near[0]!r}?" if near else f"known: {', '.join(sorted(names))}"


def _faults(value: Any, shape: inspect.Type, path: Path, document: Document) -> Iterator[Problem]:
    from msgspec import inspect

    if isinstance(shape, inspect.UnionType):
        yield from _union_faults(value, shape, path, document)
    elif isinstance(shape, inspect.StructType) and isinstance(value, dict):
        yield from _struct_faults(value, shape, path, document)
    elif isinstance(shape, inspect.DictType) and isinstance(value, dict):
        yield from _dict_faults(value, shape, path, document)
    elif isinstance(shape, inspect.VarTupleType | inspect.ListType) and isinstance(value, list):
        for at, inner in enumerate(value):
            yield from _faults(inner, shape.item_type, (*path, at), document)
    elif isinstance(shape, inspect.LiteralType) and not isinstance(value, dict | list):
        if value not in shape.values:
            yield Problem(
                f"{_name(path)}: {value!r} is not a choice", document.place(path), nearest(str(value), shape.values)
            )
    elif isinstance(shape, inspect.IntType) and type(value) is int and not _within(value, shape):
        wanted = f"{shape.ge} to {shape.le}"
        yield Problem(f"{_name(path)}: {value} is out of range", document.place(path), f"write a number from {wanted}")
    elif not _fits(value, shape):
        yield Problem(f"{_name(path)}: {_kind(value)} where {_wanted(shape)} is expected", document.place(path))


def _dict_faults(
    value: dict[str | int, Any], shape: inspect.DictType, path: Path, document: Document
) -> Iterator[Problem]:
    from msgspec import inspect

    for key, inner in value.items():
        if isinstance(shape.key_type, inspect.IntType) and not isinstance(key, int):
            yield Problem(f"{key!r} is not a number", document.key_place((*path, key)), "write a number")
        yield from _faults(inner, shape.value_type, (*path, key), document)


def _union_faults(value: Any, shape: inspect.UnionType, path: Path, document: Document) -> Iterator[Problem]:
    """A union fits when one of its members does; else the faults of the member nearest in kind."""
    from msgspec import inspect

    tries = [list(_faults(value, member, path, document)) for member in shape.types]
    if all(tries):
        structured = isinstance(value, dict | list)
        likely = [
            faults
            for faults, member in zip(tries, shape.types, strict=True)
            if isinstance(member, inspect.DictType | inspect.VarTupleType | inspect.StructType) == structured
        ]
        yield from min(likely or tries, key=len)


def _struct_faults(
    value: dict[str | int, Any], shape: inspect.StructType, path: Path, document: Document
) -> Iterator[Problem]:
    fields = {field.encode_name: field for field in shape.fields}
    for key, inner in value.items():
        if key in fields:
            yield from _faults(inner, fields[str(key)].type, (*path, key), document)
        elif shape.forbid_unknown_fields:
            yield Problem(f"unknown key {key!r}", document.key_place((*path, key)), nearest(str(key), fields))
    for name, field in fields.items():
        if field.required and name not in value:
            yield Problem(f"{_name(path)}: the key {name!r} is missing", document.place(path), f"add {name}")


def _within(value: int, shape: inspect.IntType) -> bool:
    return (shape.ge is None or value >= shape.ge) and (shape.le is None or value <= shape.le)


def _fits(value: Any, shape: inspect.Type) -> bool:
    try:
        msgspec.convert(value, _plain(shape))
    except msgspec.ValidationError:
        return False
    return True


def _plain(shape: inspect.Type) -> Any:
    from msgspec import inspect

    known: dict[type[inspect.Type], Any] = {
        inspect.StrType: str, inspect.IntType: int, inspect.FloatType: float, inspect.BoolType: bool,
        inspect.NoneType: None, inspect.AnyType: Any, inspect.DictType: dict[Any, Any],
        inspect.VarTupleType: tuple[Any, ...], inspect.ListType: list[Any], inspect.StructType: dict[str, Any],
        inspect.LiteralType: str,
    }  # fmt: skip
    return known.get(type(shape), Any)


def _wanted(shape: inspect.Type) -> str:
    names = {
        "StrType": "text", "IntType": "a whole number", "FloatType": "a number", "BoolType": "true or false",
        "DictType": "a mapping", "StructType": "a mapping", "VarTupleType": "a list", "ListType": "a list",
        "LiteralType": "a word",
    }  # fmt: skip
    return names.get(type(shape).__name__, "something else")


def _kind(value: Any) -> str:
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list):
        return "a list"
    return "nothing" if value is None else repr(value)


def _name(path: Path) -> str:
    return ".".join(str(part) for part in path) or "the document"
