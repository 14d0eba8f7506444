"""Reads YAML that other tools define (pipelines, manifests): every scalar is text, tags are looked through."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeAlias

from msgspec import Struct

from watchkeeper.domain.problems import Place, Problem, UsageError

MOST_BYTES = 1 << 20
MOST_DEPTH = 64
MOST_VALUES = 100_000

Value: TypeAlias = "str | list[Value] | dict[str, Value]"
Path = tuple[str | int, ...]


class Foreign(Struct, frozen=True):
    """A document with the line (from 1) of each key and each item, by path; what an alias repeats has none."""

    value: Value
    lines: dict[Path, int]

    def line(self, path: Path) -> int:
        """The line at a path, the nearest known one above it otherwise; 1 for the document."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


def parse_foreign(text: bytes, file: str) -> Value:
    """The first document of a text as dicts, lists and texts; "" if there is none.

    Scalars are not interpreted, so `on` stays `on` and a version stays as written. Tags such as
    `!reference` are dropped and their content kept, merge keys are merged, of a repeated key the
    last counts, as the tools that read such files do.

    Raises:
        UsageError: it is no YAML or no UTF-8, larger than 1 MB, nested deeper than 64 levels, or
            more than 100,000 values once aliases are expanded.
    """
    return parse_foreign_lines(text, file).value


def parse_foreign_lines(text: bytes, file: str) -> Foreign:
    """The first document of a text, as `parse_foreign` reads it, with its lines.

    Raises:
        UsageError: as `parse_foreign`.
    """
    if len(text) > MOST_BYTES:
        raise UsageError(Problem(f"is larger than {MOST_BYTES:,} bytes", Place(file), "split the file"))
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        events = iter(yaml.parse(text.decode("utf-8-sig"), Loader=loader))
        reader = _Reader(file, events)
        return Foreign(reader.document(), reader.lines)
    except UnicodeDecodeError:
        raise UsageError(Problem("is not UTF-8 text", Place(file), "save the file as UTF-8")) from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = Place(file, mark.line + 1, mark.column + 1) if mark else Place(file)
        problem = Problem(
            f"is not valid YAML: {getattr(error, 'problem', '') or 'unreadable'}", place, "mend the syntax"
        )
        raise UsageError(problem) from None


class _Reader:
    """Builds values from the parser's events; what an alias repeats is counted again."""

    def __init__(self, file: str, events: Iterator[Any]) -> None:
        self._file = file
        self._events = events
        self._anchors: dict[str, tuple[Value, int]] = {}
        self._count = 0
        self.lines: dict[Path, int] = {}

    def document(self) -> Value:
        for event in self._events:
            if type(event).__name__ == "DocumentStartEvent":
                return self._value(next(self._events), ())
        return ""

    def _value(self, event: Any, path: Path) -> Value:
        self._count_up(1)
        if len(path) > MOST_DEPTH:
            raise UsageError(Problem(f"nests deeper than {MOST_DEPTH} levels", Place(self._file), "flatten it"))
        kind = type(event).__name__
        if kind == "AliasEvent":
            value, size = self._anchors.get(event.anchor, ("", 1))
            self._count_up(size)
            return value
        before = self._count
        value = self._content(event, kind, path)
        if event.anchor:
            self._anchors[event.anchor] = (value, self._count - before + 1)
        return value

    def _content(self, event: Any, kind: str, path: Path) -> Value:
        if kind == "ScalarEvent":
            return str(event.value)
        if kind == "SequenceStartEvent":
            values: list[Value] = []
            while type(inner := next(self._events)).__name__ != "SequenceEndEvent":
                inside = (*path, len(values))
                self.lines[inside] = inner.start_mark.line + 1
                values.append(self._value(inner, inside))
            return values
        own: dict[str, Value] = {}
        merged: dict[str, Value] = {}
        while type(inner := next(self._events)).__name__ != "MappingEndEvent":
            key = self._value(inner, (*path, "?"))
            inside = (*path, key if isinstance(key, str) else "?")
            self.lines[inside] = inner.start_mark.line + 1
            value = self._value(next(self._events), inside)
            if key == "<<":
                for table in reversed(value if isinstance(value, list) else [value]):
                    merged |= table if isinstance(table, dict) else {}
            elif isinstance(key, str):
                own[key] = value
        return {**merged, **own}

    def _count_up(self, size: int) -> None:
        self._count += size
        if self._count > MOST_VALUES:
            message = f"holds more than {MOST_VALUES:,} values once aliases are expanded"
            raise UsageError(Problem(message, Place(self._file), "write less, or split the file"))
