"""Cuts a stream of YAML documents, so that a broken one hides no other, and reads values with their places."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator

from watchkeeper.domain.catalogs import CatalogEntity, CatalogFile
from watchkeeper.domain.problems import Place, Problem, UsageError
from watchkeeper.formats.yaml.foreign import Foreign, Path, Value, parse_foreign_lines

MOST_BYTES = 4 << 20
MOST_DOCUMENTS = 2_000
MARKER = re.compile(rb"^---(?=\s|$)", re.MULTILINE)
PLACEHOLDER = re.compile(r"\$\{\{|\{\{|<%")
"""What a scaffolder fills in: such a text is a template for other repositories."""


class Document:
    """One document: a value, and the place of each key."""

    def __init__(self, foreign: Foreign, file: str, before: int) -> None:
        self.file = file
        self._foreign = foreign
        self._before = before

    def at(self, *path: str | int) -> Place:
        """Where a value stands, or the nearest thing around it; lines count from 1."""
        steps: Path = path
        return Place(self.file, self._foreign.line(steps) + self._before)

    def table(self, *path: str | int) -> dict[str, Value]:
        """The mapping at a path; an empty one for anything else."""
        found = self._find(path)
        return found if isinstance(found, dict) else {}

    def text(self, *path: str | int) -> str:
        """The text at a path without blanks around it; "" for anything else."""
        found = self._find(path)
        return found.strip() if isinstance(found, str) and found.strip() not in {"null", "~"} else ""

    def texts(self, *path: str | int) -> tuple[str, ...]:
        """The texts of a list, or the one text that stands there."""
        found = self._find(path)
        values = found if isinstance(found, list) else [found]
        return tuple(value.strip() for value in values if isinstance(value, str) and value.strip())

    def tables(self, *path: str | int) -> tuple[tuple[int, dict[str, Value]], ...]:
        """The mappings of a list with their places in it, or the one mapping that stands there."""
        found = self._find(path)
        values = found if isinstance(found, list) else [found]
        return tuple((at, value) for at, value in enumerate(values) if isinstance(value, dict))

    def _find(self, path: Path) -> Value:
        value: Value = self._foreign.value
        for step in path:
            if isinstance(value, dict) and isinstance(step, str):
                value = value.get(step, "")
            elif isinstance(value, list) and isinstance(step, int) and step < len(value):
                value = value[step]
            else:
                return ""
        return value


def read_catalog(text: bytes, file: str, read: Callable[[Document], Iterator[CatalogEntity | Problem]]) -> CatalogFile:
    """What a file declares: `read` gives the entities of one document, and what of it could not be read."""
    found = [one for document in read_documents(text, file) for one in _read(document, read)]
    entities = tuple(one for one in found if isinstance(one, CatalogEntity))
    return CatalogFile(file, entities, tuple(one for one in found if isinstance(one, Problem)))


def _read(
    document: Document | Problem, read: Callable[[Document], Iterator[CatalogEntity | Problem]]
) -> Iterator[CatalogEntity | Problem]:
    if isinstance(document, Problem):
        yield document
    else:
        yield from read(document)


def read_documents(text: bytes, file: str) -> Iterator[Document | Problem]:
    """The documents that hold a mapping, in order; what cannot be read is a problem, and the others still count."""
    if len(text) > MOST_BYTES:
        yield Problem(f"is larger than {MOST_BYTES >> 20} MB, so it is not read", Place(file), "split the file")
        return
    marks = [0, *(found.start() for found in MARKER.finditer(text)), len(text)]
    if len(marks) > MOST_DOCUMENTS:
        yield Problem(f"holds more than {MOST_DOCUMENTS:,} documents", Place(file), "split the file")
        return
    before = 0
    for start, end in itertools.pairwise(marks):
        piece = text[start:end]
        yield from _document(piece, file, before)
        before += piece.count(b"\n")


def _document(piece: bytes, file: str, before: int) -> Iterator[Document | Problem]:
    try:
        found = parse_foreign_lines(piece, file)
    except UsageError as error:
        for problem in error.problems:
            at = problem.place or Place(file)
            yield Problem(problem.message, Place(file, at.line + before if at.line else 0, at.column), problem.remedy)
        return
    if isinstance(found.value, dict):
        yield Document(found, file, before)
    elif found.value:
        yield Problem("is no mapping of keys to values", Place(file, before + 1), "see the catalog's documentation")


def is_filled_in(text: str) -> bool:
    """Whether nothing in a text waits to be filled in by a scaffolder."""
    return PLACEHOLDER.search(text) is None
