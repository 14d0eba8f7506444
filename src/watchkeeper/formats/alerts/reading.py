"""Reads parts of foreign documents: texts by key, lengths of time, and what a template leaves unsaid."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from watchkeeper.domain.problems import Place, Problem, UsageError
from watchkeeper.formats.routes.documents import nested, parse_documents
from watchkeeper.formats.routes.durations import parse_duration
from watchkeeper.formats.yaml.nodes import Node, Where

MOST_RULES = 10_000
VALUE = re.compile(rb"\{\{-?[^{}`]*[.$](?:Values|Release|Chart|Capabilities|Files)\b|\{\{-?\s*(?:`|\"\{\{)")
"""What only a chart says: its values, and braces that it escapes for whoever reads the result."""
BLOCK = re.compile(rb"(?m)^\s*-?\s*\{\{|:\s*\{\{|\{\{-|-\}\}")
HELD = (".yml", ".yaml", ".rules", ".json")
"""Endings of what a ConfigMap holds that is read like a file."""
NOT_RENDERED = "is a template (of Helm or the like): what it says is known only when it is rendered"
RENDER = "render it (helm template) and name the result under sources.alerting"


class Part(Struct, frozen=True):
    """One document of a file, or of a text that a ConfigMap of it holds; `number` counts from 0 in its text."""

    root: Node
    number: int = 0
    doubled: tuple[Problem, ...] = ()


def parts_of(data: bytes, file: str) -> Iterator[Part | Problem]:
    """Each document, YAML or JSON; a template that is not rendered, and what cannot be read, is a problem.

    Braces that Prometheus fills in (`{{ $labels.job }}`) are no template of a chart. A ConfigMap is followed by
    the documents of the files that it holds.
    """
    for part in _parts(data, file, None):
        yield part
        if isinstance(part, Part) and part.root.text("kind") == "ConfigMap":
            held = part.root.get("data")
            for name, node in held.entries().items() if held else ():
                if isinstance(node.value, str) and name.endswith(HELD):
                    yield from _parts(node.value.encode("utf-8", "surrogatepass"), file, nested(node, data, file))


def _parts(data: bytes, file: str, where: Where | None) -> Iterator[Part | Problem]:
    start = where(1, 1) if where else Place(file)
    if VALUE.search(data):
        yield Problem(NOT_RENDERED, start, RENDER)
        return
    try:
        documents = parse_documents(data, file, where)
    except UsageError as error:
        if BLOCK.search(data) and b"\n" in data:
            yield Problem(NOT_RENDERED, start, RENDER)
        else:
            yield from error.problems
        return
    if any("template" in problem.message for document in documents for problem in document.doubled):
        yield Problem(NOT_RENDERED, start, RENDER)
        return
    for number, document in enumerate(documents):
        yield Part(document.root, number, document.doubled)


def roots_of(data: bytes, file: str) -> Iterator[Node | Problem]:
    """The root of each document, or what keeps it from being read."""
    for one in parts_of(data, file):
        yield one if isinstance(one, Problem) else one.root


def texts(node: Node | None) -> dict[str, str]:
    """A mapping's texts by key."""
    found = node.entries() if node else {}
    return {key: value.value for key, value in found.items() if isinstance(value.value, str)}


def seconds(text: str, default: float) -> float:
    """A length of time (`5m`); the default where nothing, or nothing readable, is written."""
    if not text:
        return default
    try:
        return parse_duration(text)
    except ValueError:
        return default
