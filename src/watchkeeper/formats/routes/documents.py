"""Reads YAML or JSON into nodes with places, and says so where a text is a template that was not rendered."""

from __future__ import annotations

import re
from typing import Any

import msgspec

from watchkeeper.domain.problems import Place, Problem, UsageError
from watchkeeper.formats.yaml.nodes import Document, Node, Where, parse_nodes

RENDER = "render it first, for example: helm template CHART > rendered.yaml"
_BLOCK = re.compile(r".*[|][-+0-9]{0,2}\s*(?:#.*)?")
_MOST_VALUES = 100_000


def parse_documents(data: bytes, file: str, where: Where | None = None) -> tuple[Document, ...]:
    """All documents of a text.

    Raises:
        UsageError: it is no YAML and no JSON, too large, or a template that was not rendered.
    """
    try:
        return parse_nodes(data, file, where)
    except UsageError as error:
        if data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in {b"{", b"["} and len(data) <= 1 << 20:
            try:
                return (Document(_node(msgspec.json.decode(data), Place(file), [0])),)
            except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
                pass
        raise UsageError(*error.problems, *_template(data, file, error, where)) from None


def nested(node: Node, data: bytes, file: str) -> Where:
    """Places for a text that stands as a block (`|`) inside a file; any other text stands where its value starts."""
    lines = data.decode("utf-8-sig", "replace").split("\n")
    start = node.place.line
    if not 0 < start <= len(lines) or not _BLOCK.fullmatch(lines[start - 1].rstrip("\r")):
        return lambda _line, _column: node.place
    first = next((line for line in lines[start:] if line.strip()), "")
    indent = len(first) - len(first.lstrip(" "))
    return lambda line, column: Place(file, start + line, column + indent)


def refuse_templates(words: list[tuple[str, Place | None]], file: str) -> list[Problem]:
    """Faults for words that decide where alerts go and still hold `{{ … }}`."""
    what = "holds {{ … }}, a template that was not rendered: where alerts go is not known"
    return [Problem(f"{word[:60]!r} {what}", place or Place(file), RENDER) for word, place in words if "{{" in word]


def _template(data: bytes, file: str, error: UsageError, where: Where | None) -> list[Problem]:
    place = error.problems[0].place
    lines = data.decode("utf-8", "replace").split("\n")
    starts = [at for at, line in enumerate(lines, 1) if line.lstrip(" -").startswith("{{") or ": {{" in line]
    if not starts or (place and place.line == 0):
        return []
    at = where(starts[0], 1) if where else Place(file, starts[0])
    return [Problem("holds {{ … }}, a template that was not rendered", at, RENDER)]


def _node(value: Any, place: Place, count: list[int], depth: int = 0) -> Node:
    count[0] += 1
    if count[0] > _MOST_VALUES or depth > 64:
        raise UsageError(Problem("nests deeper than 64 levels, or holds more than 100,000 values", place, "split it"))
    if isinstance(value, dict):
        return Node({key: _node(inner, place, count, depth + 1) for key, inner in value.items()}, place)
    if isinstance(value, list):
        return Node([_node(inner, place, count, depth + 1) for inner in value], place)
    if isinstance(value, bool):
        return Node("true" if value else "false", place)
    return Node(value if value is None else str(value), place, quoted=isinstance(value, str))
