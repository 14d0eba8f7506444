"""Adds one more entry to a list of a YAML file; every byte that stands there stays."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Literal

from msgspec import Struct

BOM = "\ufeff"


class Entry(Struct, frozen=True):
    """An entry as YAML: `block` writes lines, given columns before the dash and the line end; `flow` is one line."""

    block: Callable[[int, str], str]
    flow: str


class End(Struct, frozen=True):
    """The end of the list: characters from the start of the text, columns before a dash, how it is written.

    `style` is `block` (a dash a line), `flow` (`[…]`, `at` is the bracket) or `none` (no list yet).
    """

    at: int
    indent: int = 2
    style: Literal["block", "flow", "none"] = "block"
    empty: bool = False


def append_entry(old: bytes, key: str, entry: Entry) -> bytes:
    """The text of a file with one more entry in the list below the top-level `key`.

    `old` is blank, or a file that its own parser takes. Whoever calls parses the new text: some ways of
    writing a file take no entry, and give a text that means something else.
    """
    text = old.decode("utf-8", "surrogateescape")
    lead = BOM if text.startswith(BOM) else ""
    return (lead + _extended(text.removeprefix(BOM), key, entry)).encode("utf-8", "surrogateescape")


def is_blank(text: str) -> bool:
    """Whether a file holds nothing but remarks."""
    return all(not line.strip() or line.lstrip().startswith("#") for line in text.removeprefix(BOM).splitlines())


def _extended(text: str, key: str, entry: Entry) -> str:
    line_end = "\r\n" if "\r\n" in text else "\n"
    if is_blank(text):
        gap = "" if not text or text.endswith("\n") else line_end
        return f"{text}{gap}version: 1{line_end}{key}:{line_end}{entry.block(2, line_end)}"
    end = find_end(text, key)
    before, after = text[: end.at], text[end.at :]
    if end.style == "flow":
        comma = "" if end.empty or before.rstrip().endswith(",") else ", "
        return f"{before}{comma}{entry.flow}{after}"
    gap = "" if not before or before.endswith("\n") else line_end
    head = f"{key}:{line_end}" if end.style == "none" else ""
    return f"{before}{gap}{head}{entry.block(end.indent, line_end)}{after}"


def find_end(text: str, key: str) -> End:
    """Where an entry is added to the list of a file that its parser takes; the text is without a byte order mark."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    events = _inside(iter(yaml.parse(text, Loader=loader)), key)
    start = next(events, None)
    if start is None:
        return End(len(text), style="none")
    inner = list(events)
    if start.flow_style:
        return End(inner[-1].end_mark.index - 1, style="flow", empty=len(inner) == 1)
    last = [event for event in inner if _is_written(event)][-1].end_mark
    at = last.index if last.column == 0 else text.find("\n", last.index) + 1 or len(text)
    return End(at, indent=start.start_mark.column)


def _inside(events: Iterator[Any], wanted: str) -> Iterator[Any]:
    """The start of the list below the wanted key, what stands in it, and its end."""
    depth = 0
    found = key = False
    for event in events:
        kind = type(event).__name__
        if kind in {"SequenceStartEvent", "MappingStartEvent"}:
            depth += 1
            found = found or (key and depth == 2)
        if found:
            yield event
        if kind in {"SequenceEndEvent", "MappingEndEvent"}:
            depth -= 1
            if found and depth == 1:
                return
        key = depth == 1 and kind == "ScalarEvent" and event.value == wanted


def _is_written(event: Any) -> bool:
    """Whether an event's end is where its text ends, not where the next thing starts."""
    kind = type(event).__name__
    closed = kind in {"SequenceEndEvent", "MappingEndEvent"} and event.end_mark.index > event.start_mark.index
    return kind in {"ScalarEvent", "AliasEvent"} or closed
