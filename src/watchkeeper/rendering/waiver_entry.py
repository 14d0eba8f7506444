"""Writes a waiver as an entry of `.watchkeeper/waivers.yaml`."""

from __future__ import annotations

from collections.abc import Iterator

from watchkeeper.domain.waivers import Waiver

KEYS = ("rule", "head", "reason", "by", "until", "until_commit", "second", "follow_up", "follow_up_owner", "incident")


def render_entry(waiver: Waiver, indent: int = 2, end: str = "\n") -> str:
    """The entry as YAML lines, its dash in column `indent`."""
    lines = [f"{key}: {value}" for key, value in _pairs(waiver)]
    first, *rest = lines
    return end.join([f"{' ' * indent}- {first}", *(f"{' ' * indent}  {line}" for line in rest)]) + end


def render_flow_entry(waiver: Waiver) -> str:
    """The entry on one line, for a list in brackets."""
    return "{" + ", ".join(f"{key}: {value}" for key, value in _pairs(waiver)) + "}"


def _pairs(waiver: Waiver) -> Iterator[tuple[str, str]]:
    for key in KEYS:
        value = str(getattr(waiver, key))
        if value:
            yield key, _quoted(value)


def _quoted(text: str) -> str:
    """A double-quoted scalar; what does not print is escaped as YAML has it."""
    return '"' + "".join(_letter(char) for char in text) + '"'


def _letter(char: str) -> str:
    if char in '"\\':
        return "\\" + char
    if char.isprintable():
        return char
    return f"\\U{ord(char):08x}"
