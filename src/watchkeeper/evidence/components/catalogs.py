"""Loads what the catalogs of a tree declare, following their locations inside it."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from watchkeeper.analysis.paths import compile_glob
from watchkeeper.domain.problems import Place, Problem
from watchkeeper.git.listing import Listing
from watchkeeper.git.repository import Repository
from watchkeeper.git.trees import FOLDER, Tree

if TYPE_CHECKING:
    from watchkeeper.domain.catalogs import CatalogEntity, CatalogFile

NAMES = tuple(f"{name}.{end}" for name in ("catalog-info", "opslevel", "cortex", "compass") for end in ("yaml", "yml"))
CORTEX = ".cortex/"
"""Every file in such a folder is a catalog's, too."""
REGULAR = frozenset({0o100644, 0o100755})
MOST_FILES = 5_000
LIMIT = 4 << 20
Catalogs = tuple[tuple["CatalogEntity", ...], tuple[Problem, ...]]


def has_catalogs(listing: Listing) -> bool:
    """Whether a tree has a file that is a catalog by its place."""
    return any(_is_catalog(path) for path, _, _ in listing.files)


def load_catalogs(repository: Repository, listing: Listing, earlier: Listing | None = None) -> Catalogs:
    """The entities of every catalog of a tree, and what was wrong with them.

    A broken file is told, the others count. Of entities with one reference the first counts: those in files
    that an `earlier` tree has stand ahead, then comes the order of depth and path. Files that show how to
    write a catalog (examples, tests, templates) declare nothing. Links are not followed.
    """
    found = [path for path, mode, _ in listing.files if mode in REGULAR and _is_catalog(path)]
    if not found:
        return (), ()
    reading = _Reading(repository, listing)
    reading.read(found)
    return reading.result(frozenset(path for path, _, _ in earlier.files) if earlier else frozenset())


def _is_catalog(path: str) -> bool:
    if path.endswith(NAMES):
        return path.rpartition("/")[2] in NAMES
    return CORTEX in path and path.endswith((".yaml", ".yml"))


class _Reading:
    """The files that were read so far; each is read once, however many locations lead to it."""

    def __init__(self, repository: Repository, listing: Listing) -> None:
        self._repository = repository
        self._listing = listing
        self._tree = Tree(repository.objects, listing.commit)
        self._files: dict[str, CatalogFile] = {}
        self._problems: list[Problem] = []

    def read(self, paths: Iterable[str]) -> None:
        """Read these files, and those that their locations lead to, until nothing is new."""
        waiting = [path for path in paths if _is_meant(path)]
        while waiting:
            following: list[str] = []
            for path in waiting:
                if path in self._files:
                    continue
                if len(self._files) >= MOST_FILES:
                    message = f"only the first {MOST_FILES:,} files of catalogs are read"
                    self._problems.append(Problem(message, Place(path), "gather entities in fewer files"))
                    return
                self._files[path] = self._parsed(path)
                following += self._led_to(self._files[path])
            waiting = following

    def result(self, known: frozenset[str]) -> Catalogs:
        """All entities, one a reference, and all problems."""
        chosen: dict[str, CatalogEntity] = {}
        problems = [*self._problems, *(p for file in self._files.values() for p in file.problems)]
        for path in sorted(self._files, key=lambda path: (path not in known, path.count("/"), path)):
            for entity in self._placed(self._files[path].entities):
                if (first := chosen.setdefault(entity.ref, entity)) is not entity and first.place != entity.place:
                    message = f"{entity.ref} is declared a second time; the one in {first.place} counts"
                    problems.append(Problem(message, entity.place, "give it another name, or remove it"))
        return tuple(chosen.values()), tuple(problems)

    def _parsed(self, path: str) -> CatalogFile:
        from watchkeeper.domain.catalogs import CatalogFile
        from watchkeeper.formats.catalogs.recognise import catalog_of, parse_catalog

        entry = self._tree.entry(path)
        content = self._repository.objects.content(entry[1], LIMIT + 1) if entry else None
        if content is None:
            problem = Problem("its content is not in this clone", Place(path), "fetch it: git fetch --refetch")
            return CatalogFile(path, (), (problem,))
        return parse_catalog(content, path, catalog_of(path))

    def _led_to(self, file: CatalogFile) -> Iterator[str]:
        """The files that the locations of one file lead to."""
        for entity in file.entities:
            for target in entity.targets:
                found = [path for path in self._matching(target) if path != file.file]
                if not found and target != file.file:
                    message = f"location {entity.name} leads to {target}, where no file is"
                    self._problems.append(Problem(message, entity.place, "correct the target, or remove it"))
                yield from found

    def _matching(self, target: str) -> list[str]:
        if any(sign in target for sign in "*?["):
            fits = compile_glob(target)
            return [path for path, mode, _ in self._listing.files if mode in REGULAR and fits(path)]
        entry = self._tree.entry(target)
        return [target] if entry and entry[0] in REGULAR else []

    def _placed(self, entities: Iterable[CatalogEntity]) -> Iterator[CatalogEntity]:
        """Entities with folders that the tree has."""
        from msgspec.structs import replace

        for entity in entities:
            entry = self._tree.entry(entity.root) if entity.root else (FOLDER, "")
            there = entry is not None and entry[0] == FOLDER
            yield entity if there else replace(entity, root=posixpath.dirname(entity.place.file))


def _is_meant(path: str) -> bool:
    from watchkeeper.analysis.components.ignored_folders import counts

    return counts(path)
