"""Finds tools that people click together: Apps Script, Retool, n8n, Node-RED, Zapier."""

from __future__ import annotations

from collections.abc import Iterator

from watchkeeper.analysis.components.candidate import Piece, name_of
from watchkeeper.analysis.components.ignored_folders import counts

BY_NAME = {
    "appsscript.json": "a Google Apps Script",
    ".clasp.json": "a Google Apps Script",
    "main.rsx": "a Retool app",
    ".zapierapprc": "a Zapier integration",
}
EXPORTS: tuple[tuple[str, tuple[bytes, ...], str], ...] = (
    ("retool", (b"appState", b"appTemplate"), "a Retool app"),
    ("n8n", (b"n8n-nodes-base.",), "an n8n workflow"),
    ("node-red", (b'"tab"',), "a Node-RED flow"),
    ("nodered", (b'"tab"',), "a Node-RED flow"),
    ("flows.json", (b'"type":"tab"', b'"type": "tab"'), "a Node-RED flow"),
)
"""Word in the path → one of these has to stand in the export, so that it certainly is one."""


def is_low_code(path: str) -> bool:
    """Whether a file is named as such a tool, or is JSON at a place that names its product."""
    name = name_of(path)
    if not (name in BY_NAME or name.endswith((".retool", ".json"))):
        return False
    return (name in BY_NAME or name.endswith(".retool") or bool(_products(path))) and counts(path)


def read_low_code(path: str, text: bytes) -> Iterator[Piece]:
    """The tool: by its name, or by what only an export of the product holds."""
    name = name_of(path)
    if name in BY_NAME:
        yield Piece("low-code", name, BY_NAME[name])
    elif name.endswith(".retool"):
        yield Piece("low-code", name, "a Retool app")
    else:
        for signs, what in _products(path):
            if any(sign in text for sign in signs):
                yield Piece("low-code", name, what)
                return


def _products(path: str) -> list[tuple[tuple[bytes, ...], str]]:
    lower = path.lower()
    return [(signs, what) for word, signs, what in EXPORTS if word in lower]
