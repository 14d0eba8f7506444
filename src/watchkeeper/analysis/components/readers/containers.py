"""Finds container images: Dockerfile, Containerfile and their variants."""

from __future__ import annotations

from collections.abc import Iterator

from watchkeeper.analysis.components.candidate import MOST_BYTES, Piece, name_of
from watchkeeper.analysis.components.ignored_folders import counts

NAMES = ("dockerfile", "containerfile")
OTHER_ENDINGS = (".dockerignore", ".md", ".rst", ".txt", ".html", ".sh", ".py", ".go", ".js", ".ts", ".rs", ".cs")


def is_container(path: str) -> bool:
    """Whether a file is named as the recipe of an image: `Dockerfile`, `Dockerfile.api`, `api.Dockerfile`."""
    name = name_of(path).lower()
    if name.startswith(".") or name.endswith(OTHER_ENDINGS) or not counts(path):
        return False
    first, last = name.partition(".")[0], name.rpartition(".")[2]
    return first in NAMES or last in NAMES or first.partition("-")[0] in NAMES


def read_container(path: str, text: bytes) -> Iterator[Piece]:
    """The image of a recipe; a text without a FROM line is no recipe."""
    for number, line in enumerate(text.split(b"\n"), 1):
        words = line.split(None, 1)
        if words and words[0].upper() == b"FROM":
            yield Piece("container", name_of(path), "a container image", line=number)
            return
    if len(text) > MOST_BYTES:
        yield Piece("container", name_of(path), "a container image")
