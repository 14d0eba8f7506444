"""Finds every scalar of a YAML text with its path and its very place, so that one of them can be exchanged."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from msgspec import Struct

from watchkeeper.domain.problems import Place, Problem, UsageError
from watchkeeper.formats.yaml.foreign import MOST_BYTES, MOST_DEPTH, MOST_VALUES, Path

BOM = "\ufeff"


class Scalar(Struct, frozen=True):
    """A text in a YAML stream: the number of its document (from 0), its path, and its place.

    `start` and `end` count characters of the whole text, quotes included. Aliases are not followed.
    """

    document: int
    path: Path
    value: str
    start: int
    end: int


def find_scalars(text: str, file: str) -> tuple[Scalar, ...]:
    """The scalar values of all documents in the order of the text; keys are not among them.

    Raises:
        UsageError: it is no YAML, larger than 1 MB, nested deeper than 64 levels, or more than 100,000 values.
    """
    import yaml

    if len(text) > MOST_BYTES:
        raise UsageError(Problem(f"is larger than {MOST_BYTES:,} bytes", Place(file), "split the file"))
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    skipped = len(BOM) if text.startswith(BOM) else 0
    try:
        events = iter(yaml.parse(text[skipped:], Loader=loader))
        return tuple(_Walker(file, events, skipped).walk())
    except UnicodeEncodeError:
        raise UsageError(Problem("is not UTF-8 text", Place(file), "save the file as UTF-8")) from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = Place(file, mark.line + 1, mark.column + 1) if mark else Place(file)
        what = getattr(error, "problem", "") or "unreadable"
        raise UsageError(Problem(f"is not valid YAML: {what}", place, "mend the syntax")) from None


class _Walker:
    """Walks the parser's events, bounded in depth and number."""

    def __init__(self, file: str, events: Iterator[Any], skipped: int) -> None:
        self._file = file
        self._events = events
        self._skipped = skipped
        self._count = 0
        self._document = -1

    def walk(self) -> Iterator[Scalar]:
        for event in self._events:
            if type(event).__name__ == "DocumentStartEvent":
                self._document += 1
                yield from self._value(next(self._events), ())

    def _value(self, event: Any, path: Path) -> Iterator[Scalar]:
        self._count += 1
        if len(path) > MOST_DEPTH or self._count > MOST_VALUES:
            what = f"nests deeper than {MOST_DEPTH} levels, or holds more than {MOST_VALUES:,} values"
            raise UsageError(Problem(what, Place(self._file, event.start_mark.line + 1), "split the file"))
        kind = type(event).__name__
        if kind == "ScalarEvent":
            start, end = event.start_mark.index + self._skipped, event.end_mark.index + self._skipped
            yield Scalar(self._document, path, str(event.value), start, end)
        elif kind == "SequenceStartEvent":
            at = 0
            while type(inner := next(self._events)).__name__ != "SequenceEndEvent":
                yield from self._value(inner, (*path, at))
                at += 1
        elif kind == "MappingStartEvent":
            while type(inner := next(self._events)).__name__ != "MappingEndEvent":
                key = next(iter(list(self._value(inner, (*path, "?")))), None)
                name = key.value if key is not None and key.path == (*path, "?") else "?"
                yield from self._value(next(self._events), (*path, name))
