"""Reads an Alertmanager configuration out of a Kubernetes Secret or ConfigMap."""

from __future__ import annotations

import base64
import binascii

from watchkeeper.domain.problems import Place, Problem, UsageError
from watchkeeper.domain.readiness.routing import Routing
from watchkeeper.formats.routes.alertmanager import parse_alertmanager
from watchkeeper.formats.routes.documents import nested
from watchkeeper.formats.yaml.nodes import Document, Node

NAMES = ("alertmanager.yaml", "alertmanager.yml")
PACKED = "alertmanager.yaml.gz"


def holds_configuration(document: Document) -> bool:
    """Whether a document is a Secret or ConfigMap with a configuration of Alertmanager in it."""
    root = document.root
    return root.text("kind") in {"Secret", "ConfigMap"} and _find(root)[0] is not None


def parse_resource(document: Document, data: bytes, file: str) -> Routing:
    """The configuration in a Secret (plain or base64) or ConfigMap; `data` is the whole text of the file.

    Raises:
        UsageError: it is encrypted, compressed, no base64, or Alertmanager would refuse it.
    """
    node, encoded = _find(document.root)
    if node is None or not isinstance(node.value, str):
        problem = Problem("holds no alertmanager.yaml", document.root.place, "name the Secret that does")
        raise UsageError(problem)
    text = node.value
    if document.root.get("sops") or text.startswith("ENC["):
        raise UsageError(Problem("is encrypted (sops)", node.place, "decrypt it first: sops --decrypt FILE"))
    if not encoded:
        return parse_alertmanager(_bytes(text, node), file, nested(node, data, file))
    try:
        decoded = base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        raise UsageError(Problem("is not base64", node.place, "write it as stringData, or encode it")) from None
    if decoded[:2] == b"\x1f\x8b":
        raise UsageError(Problem("is compressed (gzip)", node.place, "unpack it first: base64 -d | gunzip"))
    return parse_alertmanager(decoded, file, lambda _line, _column: node.place)


def _find(root: Node) -> tuple[Node | None, bool]:
    """The value, and whether it is encoded in base64."""
    secret = root.text("kind") == "Secret"
    for part, encoded in (("stringData", False), ("data", secret)):
        values = root.get(part)
        for name in (*NAMES, PACKED):
            if values and (found := values.get(name)):
                return found, encoded
    return None, False


def _bytes(text: str, node: Node) -> bytes:
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError:
        place = Place(node.place.file, node.place.line, node.place.column)
        raise UsageError(Problem("is not UTF-8 text", place, "save the file as UTF-8")) from None
