"""Reads YAML that other tools define into values that know their places, all documents of a text."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, TypeAlias

from msgspec import Struct, field

from watchkeeper.domain.problems import Place, Problem, UsageError
from watchkeeper.formats.yaml.foreign import MOST_BYTES, MOST_DEPTH, MOST_VALUES

NULLS = frozenset({"", "~", "null", "Null", "NULL"})

Where: TypeAlias = Callable[[int, int], Place]
"""The place of a line and a column (both from 1); for a text inside another file it tells where it stands there."""


class Node(Struct, frozen=True):
    """A value and its place: a text, None for nothing, a list, or a mapping with the places of its keys.

    Scalars are not interpreted, but for the plain words for nothing; `quoted` tells a text in quotes from a plain one.
    """

    value: str | list[Node] | dict[str, Node] | None
    place: Place
    keys: dict[str, Place] = field(default_factory=dict)
    quoted: bool = False

    def get(self, key: str) -> Node | None:
        """What a mapping has under a key; None for nothing and for what is no mapping."""
        found = self.value.get(key) if isinstance(self.value, dict) else None
        return None if found is None or found.value is None else found

    def text(self, *path: str) -> str:
        """The text at the end of a path of keys; "" where there is none."""
        node: Node | None = self
        for key in path:
            node = node.get(key) if node else None
        return node.value if node and isinstance(node.value, str) else ""

    def items(self) -> list[Node]:
        """What a list holds; nothing for what is no list."""
        return self.value if isinstance(self.value, list) else []

    def entries(self) -> dict[str, Node]:
        """What a mapping holds; nothing for what is no mapping."""
        return self.value if isinstance(self.value, dict) else {}


class Document(Struct, frozen=True):
    """One document; `doubled` are the keys that it says twice (the last one counts), or that are no texts."""

    root: Node
    doubled: tuple[Problem, ...] = ()


def parse_nodes(text: bytes, file: str, where: Where | None = None) -> tuple[Document, ...]:
    """All documents of a text; merge keys are merged, tags are looked through.

    Raises:
        UsageError: it is no YAML or no UTF-8, larger than 1 MB, nested deeper than 64 levels, or
            more than 100,000 values once aliases are expanded.
    """
    place = where or (lambda line, column: Place(file, line, column))
    if len(text) > MOST_BYTES:
        raise UsageError(Problem(f"is larger than {MOST_BYTES:,} bytes", Place(file), "split the file"))
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        return tuple(_Reader(iter(yaml.parse(text.decode("utf-8-sig"), Loader=loader)), place).documents())
    except UnicodeDecodeError:
        raise UsageError(Problem("is not UTF-8 text", Place(file), "save the file as UTF-8")) from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        at = place(mark.line + 1, mark.column + 1) if mark else Place(file)
        what = getattr(error, "problem", "") or "unreadable"
        raise UsageError(Problem(f"is not valid YAML: {what}", at, "mend the syntax")) from None


class _Reader:
    """Builds nodes from the parser's events; what an alias repeats is counted again."""

    def __init__(self, events: Iterator[Any], place: Where) -> None:
        self._events = events
        self._place = place
        self._anchors: dict[str, tuple[Node, int]] = {}
        self._count = 0
        self._doubled: list[Problem] = []

    def documents(self) -> Iterator[Document]:
        for event in self._events:
            if type(event).__name__ == "DocumentStartEvent":
                self._anchors = {}
                self._doubled = []
                root = self._value(next(self._events), 0)
                yield Document(root, tuple(self._doubled))

    def _value(self, event: Any, depth: int) -> Node:
        at = self._place(event.start_mark.line + 1, event.start_mark.column + 1)
        self._count_up(1, at)
        if depth > MOST_DEPTH:
            raise UsageError(Problem(f"nests deeper than {MOST_DEPTH} levels", at, "flatten it"))
        kind = type(event).__name__
        if kind == "AliasEvent":
            node, size = self._anchors.get(event.anchor, (Node(None, at), 1))
            self._count_up(size, at)
            return node
        before = self._count
        if kind == "ScalarEvent":
            quoted = event.style not in {None, ""} or event.tag not in {None, "tag:yaml.org,2002:null"}
            node = Node(None if not quoted and event.value in NULLS else str(event.value), at, quoted=quoted)
        elif kind == "SequenceStartEvent":
            values: list[Node] = []
            while type(inner := next(self._events)).__name__ != "SequenceEndEvent":
                values.append(self._value(inner, depth + 1))
            node = Node(values, at)
        else:
            node = self._mapping(at, depth)
        if event.anchor:
            self._anchors[event.anchor] = (node, self._count - before + 1)
        return node

    def _mapping(self, at: Place, depth: int) -> Node:
        own: dict[str, Node] = {}
        keys: dict[str, Place] = {}
        merged: list[Node] = []
        while type(event := next(self._events)).__name__ != "MappingEndEvent":
            key = self._value(event, depth + 1)
            value = self._value(next(self._events), depth + 1)
            word = key.value if isinstance(key.value, str) else "" if key.value is None else "?"
            if word == "<<" and not key.quoted:
                merged += value.value if isinstance(value.value, list) else [value]
                continue
            if isinstance(key.value, list | dict):
                what = "a key has to be a text; {{ … }} is a template that was not rendered"
                self._doubled.append(Problem(what, key.place, "render it first, or write a text"))
            elif word in own:
                what = f"the key {word!r} is there twice (first at {keys[word]})"
                self._doubled.append(Problem(what, key.place, "keep one"))
            own[word] = value
            keys[word] = key.place
        inherited: dict[str, Node] = {}
        for table in reversed(merged):
            inherited |= table.entries()
            keys = {**table.keys, **keys}
        return Node({**inherited, **own}, at, keys)

    def _count_up(self, size: int, at: Place) -> None:
        self._count += size
        if self._count > MOST_VALUES:
            message = f"holds more than {MOST_VALUES:,} values once aliases are expanded"
            raise UsageError(Problem(message, at, "write less, or split the file"))
