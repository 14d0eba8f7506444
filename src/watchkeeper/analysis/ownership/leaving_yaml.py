"""Where a YAML file names a person as owner or member, and the file with a successor in that place."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable

from watchkeeper.analysis.ownership.leaving import Mention, Replaced
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
    beside: dict[Path, dict[str, None]] = {}
    for scalar in scalars:
        if _in_list(scalar) and scalar.value.casefold() not in wanted:
            beside.setdefault(_list_of(scalar), {})[scalar.value] = None
    found = []
    line = at = 0
    for scalar in scalars:
        if scalar.value.casefold() in wanted:
            line, at = line + text.count("\n", at, scalar.start), scalar.start
            others = tuple(beside.get(_list_of(scalar), ())) if _in_list(scalar) else ()
            offset = scalar.start - text.rfind("\n", 0, scalar.start) - 1
            written, path = text[scalar.start : scalar.end], (scalar.document, *scalar.path)
            found.append(Mention(line + 1, offset, written, not others, path, others))
    return tuple(found)


def replace_in_yaml(text: str, mentions: Iterable[Mention], successor: Callable[[Mention], str]) -> Replaced:
    """The text with every mention replaced by what `successor` gives for it, "" = nobody is known.

    An item of a list is taken out where the successor stands in the list already, and where nobody is known
    but others stand in it. What is written in an unusual way stays.
    """
    scalars = find_scalars(text, "")
    places = {(scalar.document, *scalar.path): scalar for scalar in scalars}
    lists = Counter((_list_of(s), s.value.casefold()) for s in scalars if _in_list(s))
    kept = []
    for mention in sorted(mentions, key=lambda m: (-m.line, -m.offset)):
        at, new, before = places.get(mention.path), successor(mention), text
        if (
            at
            and text[at.start : at.end] == mention.text
            and mention.text[0] not in UNUSUAL
            and "\n" not in mention.text
        ):
            if (lists[_list_of(at), new.casefold()] if new else not mention.alone) and _in_list(at):
                text = _without(text, at)
            elif new:
                text = f"{text[: at.start]}{_written(mention.text, new)}{text[at.end :]}"
                lists[_list_of(at), new.casefold()] += _in_list(at)
        kept += [mention.line] if text == before else []
    return Replaced(text, tuple(sorted(set(kept))))


def _in_list(scalar: Scalar) -> bool:
    return bool(scalar.path) and isinstance(scalar.path[-1], int)


def _list_of(scalar: Scalar) -> Path:
    """What holds an item: its document, and the path above it."""
    return (scalar.document, *scalar.path[:-1])


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
