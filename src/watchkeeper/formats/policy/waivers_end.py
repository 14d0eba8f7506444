"""Finds where one more entry goes in the text of `.watchkeeper/waivers.yaml`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal

from msgspec import Struct


class End(Struct, frozen=True):
    """The end of the list: characters from the start of the text, columns before a dash, how it is written.

    `style` is `block` (a dash a line), `flow` (`[…]`, `at` is the bracket) or `none` (no list yet).
    """

    at: int
    indent: int = 2
    style: Literal["block", "flow", "none"] = "block"
    empty: bool = False


def find_end(text: str) -> End:
    """Where an entry is added to a file that `parse_waivers` takes; the text is without a byte order mark."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    events = _inside(iter(yaml.parse(text, Loader=loader)))
    start = next(events, None)
    if start is None:
        return End(len(text), style="none")
    inner = list(events)
    if start.flow_style:
        return End(inner[-1].end_mark.index - 1, style="flow", empty=len(inner) == 1)
    last = [event for event in inner if _is_written(event)][-1].end_mark
    at = last.index if last.column == 0 else text.find("\n", last.index) + 1 or len(text)
    return End(at, indent=start.start_mark.column)


def _inside(events: Iterator[Any]) -> Iterator[Any]:
    """The start of the list below the key `waivers`, what stands in it, and its end."""
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
        key = depth == 1 and kind == "ScalarEvent" and event.value == "waivers"


def _is_written(event: Any) -> bool:
    """Whether an event's end is where its text ends, not where the next thing starts."""
    kind = type(event).__name__
    closed = kind in {"SequenceEndEvent", "MappingEndEvent"} and event.end_mark.index > event.start_mark.index
    return kind in {"ScalarEvent", "AliasEvent"} or closed
