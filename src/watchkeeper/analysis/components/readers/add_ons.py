"""Finds what others plug in: browser extensions, Slack apps, and actions for the pipelines of others."""

from __future__ import annotations

from collections.abc import Iterator

from watchkeeper.analysis.components.candidate import Piece, folder_of, line_of, name_of
from watchkeeper.analysis.components.ignored_folders import counts

MANIFESTS = ("manifest.json", "manifest.yml", "manifest.yaml")
ACTIONS = ("action.yml", "action.yaml")


def is_add_on(path: str) -> bool:
    """Whether a file is named as the manifest of something that others plug in."""
    return name_of(path) in (*MANIFESTS, *ACTIONS) and counts(path)


def read_add_on(path: str, text: bytes) -> Iterator[Piece]:
    """The extension or app of a manifest; an action is weak, for it runs in the pipelines of those who chose it."""
    name = name_of(path)
    if name in ACTIONS:
        if b"runs:" in text:
            yield Piece("action", name, "an action for pipelines", line=line_of(text, "runs:"), weak=True)
    elif b'"manifest_version"' in text and b'"version"' in text:
        yield Piece("app", name, "a browser extension", folder=_above_public(path))
    elif b"display_information" in text and (b"oauth_config" in text or b"features" in text):
        yield Piece("app", name, "a Slack app", line=line_of(text, "display_information"))


def _above_public(path: str) -> str:
    folder = folder_of(path)
    return folder_of(folder) if name_of(folder) in {"public", "static", "assets"} else folder
