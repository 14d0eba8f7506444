"""Reads an Alertmanager configuration out of the values of a Helm chart (kube-prometheus-stack, prometheus)."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from watchkeeper.domain.problems import Place, Problem, UsageError
from watchkeeper.domain.readiness.routing import Routing
from watchkeeper.formats.routes.alertmanager import parse_alertmanager, read_alertmanager
from watchkeeper.formats.routes.documents import RENDER, nested
from watchkeeper.formats.yaml.nodes import Document, Node

_DEPTH = 3


def holds_values(document: Document) -> bool:
    """Whether a document is a chart's values with a configuration of Alertmanager in it."""
    return _find(document.root) is not None


def parse_values(document: Document, data: bytes, file: str) -> Routing:
    """The configuration in a chart's values; `data` is the whole text of the file.

    Raises:
        UsageError: it is a template, or Alertmanager would refuse it.
    """
    node = _find(document.root)
    if node is None:
        raise UsageError(Problem("holds no alertmanager.config", Place(file), "name the chart's values that do"))
    if isinstance(node.value, str):
        if "{{" in node.value:
            raise UsageError(Problem("is a text that the chart renders as a template", node.place, RENDER))
        routing = parse_alertmanager(node.value.encode("utf-8", "replace"), file, nested(node, data, file))
    else:
        routing = read_alertmanager(Document(node), file)
    what = "a chart adds its own defaults to these values; what is not said here is taken as not set"
    note = Problem(what, node.place, "to be sure, read what is rendered: helm template CHART")
    return msgspec.structs.replace(routing, problems=(*routing.problems, note))


def _find(root: Node) -> Node | None:
    for table in _tables(root, _DEPTH):
        files = table.get("alertmanagerFiles")
        found = files.get("alertmanager.yml") if files else None
        inner = table.get("alertmanager")
        if inner and not found:
            found = inner.get("stringConfig") if inner.text("stringConfig") else inner.get("config")
        if found and (isinstance(found.value, str) or found.get("route")):
            return found
    return None


def _tables(node: Node, depth: int) -> Iterator[Node]:
    yield node
    if depth:
        for inner in node.entries().values():
            yield from _tables(inner, depth - 1)
