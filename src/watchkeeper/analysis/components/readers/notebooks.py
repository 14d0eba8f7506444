"""Finds notebooks: weak, for most are notes; one that a workflow names runs by itself."""

from __future__ import annotations

from collections.abc import Iterator

from watchkeeper.analysis.components.candidate import Piece, name_of
from watchkeeper.analysis.components.ignored_folders import counts


def is_notebook(path: str) -> bool:
    """Whether a file is a notebook outside the folders that do not count."""
    return path.endswith(".ipynb") and counts(path)


def read_notebook(path: str, text: bytes) -> Iterator[Piece]:  # noqa: ARG001 - the name says all
    """The notebook, by its name; its text, often large with results, is not looked into."""
    yield Piece("notebook", name_of(path), "a notebook", weak=True)
