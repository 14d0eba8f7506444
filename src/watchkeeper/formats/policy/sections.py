"""Takes a section out of a policy's document, so that its faults are told at their places in the whole."""

from __future__ import annotations

from watchkeeper.formats.yaml.document import Document

Paths = str | tuple[str, ...]
"""One path or glob, or several."""


def as_list(paths: Paths) -> tuple[str, ...]:
    """One or several, as several."""
    return (paths,) if isinstance(paths, str) else paths


def section_of(document: Document, key: tuple[str, ...], value: object) -> Document:
    """The section at a key as a document of its own, whose places are those of the whole."""
    length = len(key)
    places = {path[length:]: place for path, place in document.places.items() if path[:length] == key}
    keys = {path[length:]: place for path, place in document.keys.items() if path[:length] == key}
    return Document(document.file, value, places, keys)
