"""Where a YAML file names a person as owner or member, and the file with a successor in that place."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

from watchkeeper.analysis.ownership.leaving import Mention
from watchkeeper.formats.yaml.foreign import Path
from watchkeeper.formats.yaml.scalars import Scalar, find_scalars

PLAIN = re.compile(r"[A-Za-z0-9](?:[\w./-]|[:@+](?=[\w./-]))*")
NOT_TEXT = re.compile(r"(?:true|false|yes|no|on|off|null|y|n|[-+]?[0-9][0-9._eExX:+-]*)", re.IGNORECASE)
UNUSUAL = "&!*|>"
ITEM = re.compile(r"[ \t]*(?:-[ \t]+)+$")
REST = re.compile(r"[ \t]*(?:#.*)?\r?$")


def find_in_yaml(text: str, file: str, names: Iterable[str], is_owner: Callable[[Path], bool]) -> tuple[Mention, ...]:
    """Where a value at one of the owners' paths is one of the names, whatever its case.

    Raises:
        UsageError: it is no YAML, or too large.
    """
    wanted = {name.casefold() for name in names if name}
    scalars = [scalar for scalar in find_scalars(text, file) if is_owner(scalar.path)]
    found = []
    for scalar in scalars:
        if scalar.value.casefold() in wanted:
            others = tuple(dict.fromkeys(s.value for s in _beside(scalar, scalars) if s.value.casefold() not in wanted))
            before = text.rfind("\n", 0, scalar.start) + 1
            line = text.count("\n", 0, scalar.start) + 1
            written = text[scalar.start : scalar.end]
            path = (scalar.document, *scalar.path)
            found.append(Mention(line, scalar.start - before, written, not others, path, others))
    return tuple(found)


def replace_in_yaml(text: str, mentions: Iterable[Mention], successor: Callable[[Mention], str]) -> str:
    """The text with every mention replaced by what `successor` gives for it, "" = nobody is known.

    An item of a list is taken out where the successor stands in the list already, and where nobody is known
    but others stand in it. What is written in an unusual way stays.
    """
    chosen = [(mention, successor(mention)) for mention in mentions]
    for mention, new in sorted(chosen, key=lambda one: (-one[0].line, -one[0].offset)):
        scalars = find_scalars(text, "")
        at = next((s for s in scalars if (s.document, *s.path) == mention.path), None)
        if at is None or text[at.start : at.end] != mention.text or mention.text[0] in UNUSUAL or "\n" in mention.text:
            continue
        others = {scalar.value.casefold() for scalar in _beside(at, scalars)}
        if (new.casefold() in others) if new else (others and not mention.alone):
            text = _without(text, at)
        elif new:
            text = f"{text[: at.start]}{_written(mention.text, new)}{text[at.end :]}"
    return text


def _beside(scalar: Scalar, scalars: Sequence[Scalar]) -> list[Scalar]:
    """The other items of the list that an item stands in."""
    if not scalar.path or not isinstance(scalar.path[-1], int):
        return []
    same = (s for s in scalars if s.document == scalar.document and s.path[:-1] == scalar.path[:-1])
    return [s for s in same if s.path != scalar.path]


def _without(text: str, item: Scalar) -> str:
    """The text without an item of a list: its line, or what stands between the commas."""
    start = text.rfind("\n", 0, item.start) + 1
    end = text.find("\n", item.end)
    end = len(text) if end < 0 else end
    if ITEM.fullmatch(text[start : item.start]):
        if not REST.fullmatch(text[item.end : end]) or text[start : item.start].count("-") > 1:
            return text
        return text[:start] + text[end + 1 :]
    if behind := re.compile(r"\s*,[ \t]*").match(text, item.end):
        return text[: item.start] + text[behind.end() :]
    before = re.search(r"\s*,\s*$", text[: item.start])
    return text[: before.start()] + text[item.end :] if before else text


def _written(old: str, new: str) -> str:
    """The new value in the way in which the old one was written."""
    if old[:1] in {"'", '"'} and not set(new) & {"'", '"', "\\"}:
        return f"{old[0]}{new}{old[0]}"
    if PLAIN.fullmatch(new) and not NOT_TEXT.fullmatch(new):
        return new
    return '"' + new.replace("\\", "\\\\").replace('"', '\\"') + '"'
