"""Reads parts of foreign documents: texts by key, lengths of time, and what a template leaves unsaid."""

from __future__ import annotations

import re
from collections.abc import Iterator

from watchkeeper.domain.problems import Place, Problem, UsageError
from watchkeeper.formats.routes.durations import parse_duration
from watchkeeper.formats.yaml.nodes import Node, parse_nodes

MOST_RULES = 10_000
_BLOCK = rb"^\s*\{\{-?\s*(?:if|range|with|include|define|template|end|\$|/\*)"
_VALUE = rb"\{\{-?[^}`]*\.(?:Values|Release|Chart)\b"
HELM = re.compile(_BLOCK + rb"|" + _VALUE, re.MULTILINE)
NOT_RENDERED = "is a Helm template: what it says is known only when it is rendered"
RENDER = "render it (helm template) and name the result under sources.alerting"


def roots_of(data: bytes, file: str) -> Iterator[Node | Problem]:
    """The root of each document; a template that is not rendered, and what is no YAML, is a problem."""
    if HELM.search(data):
        yield Problem(NOT_RENDERED, Place(file), RENDER)
        return
    try:
        yield from (document.root for document in parse_nodes(data, file))
    except UsageError as error:
        yield from error.problems


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
