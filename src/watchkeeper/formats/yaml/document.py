"""Reads one YAML document into plain values and remembers where each stands."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from msgspec import Struct

from watchkeeper.domain.problems import Place, Problem, UsageError

MAX_BYTES = 1 << 20
MAX_DEPTH = 64
MAX_VALUES = 100_000
TAG = "tag:yaml.org,2002:"
INTEGER = re.compile(r"[-+]?[0-9]{1,18}")
FLOAT = re.compile(r"[-+]?(?:\.[0-9]{1,40}|[0-9]{1,40}(?:\.[0-9]{0,40})?)(?:[eE][-+]?[0-9]{1,3})?")
CONSTANTS = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
    "true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False,
}  # fmt: skip

Path = tuple[str | int, ...]


class Document(Struct, frozen=True):
    """A document as plain values (dicts with text or integer keys, lists, scalars) and their places.

    Scalars follow YAML 1.2's core schema: `on`, `off`, `yes` and `no` are text.
    """

    file: str
    value: Any
    places: dict[Path, Place]
    keys: dict[Path, Place]

    def place(self, path: Path) -> Place:
        """Where the value at a path stands; the nearest known place above it otherwise."""
        while path and path not in self.places:
            path = path[:-1]
        return self.places.get(path, Place(self.file))

    def key_place(self, path: Path) -> Place:
        """Where the key of a path stands."""
        return self.keys.get(path) or self.place(path)


def parse_yaml(text: bytes, file: str) -> Document:
    """Read one document.

    Raises:
        UsageError: it is too large, no UTF-8, no YAML, holds several documents, nests too deep, expands
            to too much through aliases, repeats a key, or uses tags or merge keys; all that can be
            told at once, each with its place.
    """
    if len(text) > MAX_BYTES:
        raise UsageError(Problem(f"larger than {MAX_BYTES:,} bytes", Place(file), "split the file"))
    try:
        decoded = text.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = text.count(b"\n", 0, error.start) + 1
        raise UsageError(Problem("is not UTF-8 text", Place(file, line), "save the file as UTF-8")) from None
    builder = _Builder(file, decoded)
    value = builder.document()
    if builder.problems:
        raise UsageError(*builder.problems)
    return Document(file, value, builder.places, builder.keys)


class _Builder:
    """Builds values from the parser's events; every value that an alias repeats is counted again."""

    def __init__(self, file: str, text: str) -> None:
        import yaml

        self.file = file
        self.problems: list[Problem] = []
        self.places: dict[Path, Place] = {}
        self.keys: dict[Path, Place] = {}
        self._anchors: dict[str, tuple[Any, int]] = {}
        self._count = 0
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        self._error = yaml.YAMLError
        self._events: Iterator[Any] = iter(yaml.parse(text, Loader=loader))

    def document(self) -> Any:
        """The one document of the stream; None for an empty stream."""
        self._next()
        event = self._next()
        if type(event).__name__ == "StreamEndEvent":
            return None
        value = self._value(self._next(), (), 0)
        self._next()
        if type(self._next()).__name__ != "StreamEndEvent":
            raise UsageError(Problem("holds more than one document", Place(self.file), "keep the first one"))
        return value

    def _next(self) -> Any:
        try:
            return next(self._events)
        except self._error as error:
            mark = getattr(error, "problem_mark", None)
            place = Place(self.file, mark.line + 1, mark.column + 1) if mark else Place(self.file)
            what = getattr(error, "problem", None) or str(error)
            problem = Problem(f"is not valid YAML: {what}", place, "mend the syntax")
            raise UsageError(*self.problems, problem) from None

    def _value(self, event: Any, path: Path, depth: int) -> Any:
        place = self._place(event)
        self.places[path] = place
        self._count_up(1, place)
        if depth > MAX_DEPTH:
            raise UsageError(Problem(f"nests deeper than {MAX_DEPTH} levels", place, "flatten it"))
        kind = type(event).__name__
        if kind == "AliasEvent":
            return self._alias(event, place)
        before = self._count
        value: Any
        if kind != "ScalarEvent" and event.tag not in {None, "!", TAG + "map", TAG + "seq"}:
            self.problems.append(Problem(f"the tag {event.tag} is not supported", place, "remove it"))
        if kind == "ScalarEvent":
            value = self._scalar(event, place)
        elif kind == "SequenceStartEvent":
            value = self._sequence(path, depth)
        else:
            value = self._mapping(path, depth)
        if event.anchor:
            self._anchors[event.anchor] = (value, self._count - before + 1)
        return value

    def _alias(self, event: Any, place: Place) -> Any:
        value, size = self._anchors.get(event.anchor, (None, 0))
        if not size:
            self.problems.append(Problem(f"alias *{event.anchor} has no anchor before it", place, "write it out"))
        self._count_up(size, place)
        return value

    def _count_up(self, size: int, place: Place) -> None:
        self._count += size
        if self._count > MAX_VALUES:
            message = f"holds more than {MAX_VALUES:,} values once aliases are expanded"
            raise UsageError(Problem(message, place, "write less, or split the file"))

    def _sequence(self, path: Path, depth: int) -> list[Any]:
        values: list[Any] = []
        while type(event := self._next()).__name__ != "SequenceEndEvent":
            values.append(self._value(event, (*path, len(values)), depth + 1))
        return values

    def _mapping(self, path: Path, depth: int) -> dict[str | int, Any]:
        values: dict[str | int, Any] = {}
        while type(event := self._next()).__name__ != "MappingEndEvent":
            place = self._place(event)
            key = self._value(event, (*path, "\0key"), depth + 1)
            inner = self._next()
            if isinstance(key, bool) or not isinstance(key, str | int):
                self.problems.append(Problem("a key has to be text or a number", place, "quote it"))
                key = repr(key)
            if key == "<<":
                self.problems.append(Problem("merge keys (<<) are not supported", place, "write the keys out"))
            if key in values:
                first = self.keys[(*path, key)]
                self.problems.append(Problem(f"the key {key!r} is there twice (first at {first})", place, "keep one"))
            self.keys[(*path, key)] = place
            values[key] = self._value(inner, (*path, key), depth + 1)
        return values

    def _scalar(self, event: Any, place: Place) -> Any:
        text = event.value
        if event.tag in {"!", TAG + "str"} or (event.tag is None and event.style not in {None, ""}):
            return text
        if event.tag is not None and event.tag not in {TAG + t for t in ("int", "float", "bool", "null")}:
            self.problems.append(Problem(f"the tag {event.tag} is not supported", place, "remove it"))
        if text in CONSTANTS:
            return CONSTANTS[text]
        if INTEGER.fullmatch(text):
            return int(text)
        return float(text) if FLOAT.fullmatch(text) else text

    def _place(self, event: Any) -> Place:
        return Place(self.file, event.start_mark.line + 1, event.start_mark.column + 1)
