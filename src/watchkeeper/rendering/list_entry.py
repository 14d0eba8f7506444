"""Writes a value as an entry of a YAML list."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct


def render_entry(value: Struct, indent: int = 2, end: str = "\n") -> str:
    """The fields that are not blank, in their order, as YAML lines; the dash in column `indent`."""
    lines = [f"{key}: {text}" for key, text in _pairs(value)]
    first, *rest = lines
    return end.join([f"{' ' * indent}- {first}", *(f"{' ' * indent}  {line}" for line in rest)]) + end


def render_flow_entry(value: Struct) -> str:
    """The same on one line, for a list in brackets."""
    return "{" + ", ".join(f"{key}: {text}" for key, text in _pairs(value)) + "}"


def _pairs(value: Struct) -> Iterator[tuple[str, str]]:
    for key in value.__struct_fields__:
        text = str(getattr(value, key))
        if text:
            yield key, quoted(text)


def quoted(text: str) -> str:
    """A double-quoted scalar; what does not print is escaped as YAML has it."""
    return '"' + "".join(_letter(char) for char in text) + '"'


def _letter(char: str) -> str:
    if char in '"\\':
        return "\\" + char
    if char.isprintable():
        return char
    return f"\\U{ord(char):08x}"
