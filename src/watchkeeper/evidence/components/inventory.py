"""Loads the components of one commit's tree: what catalogs and the policy declare, and what runs undeclared."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from msgspec import Struct, structs

from watchkeeper.analysis.components.candidate import MOST_BYTES
from watchkeeper.analysis.components.deployables import root_of
from watchkeeper.analysis.components.inventory import STACKS, WORKFLOWS, Seen, around_module, build_inventory
from watchkeeper.analysis.components.registry import Reader, needs_text, readers_of
from watchkeeper.domain.catalogs import CatalogEntity
from watchkeeper.domain.components import Inventory, Sighting
from watchkeeper.domain.policy import ComponentEntry
from watchkeeper.domain.problems import Place, Problem, UsageError
from watchkeeper.git.listing import Listing
from watchkeeper.git.repository import Repository

INIT = "/__init__.py"
REGULAR = frozenset({0o100644, 0o100755})
MOST_PIECES = 200
"""So many pieces of one file are kept; no person wrote more."""


class Asked(Struct, frozen=True):
    """What is wanted: the policy's components, and (`near`) only what some paths belong to.

    `identify` gives the repository's id, which names what nobody declared.
    """

    identify: Callable[[], str]
    entries: Mapping[str, ComponentEntry] = {}
    near: tuple[str, ...] | None = None


def load_inventory(
    repository: Repository, listing: Listing, asked: Asked, declared: tuple[Iterable[CatalogEntity], Iterable[Problem]]
) -> Inventory:
    """The components of a tree. `declared` are the entities of its catalogs and what was wrong with them.

    A file that cannot be read is a problem; the others still count. Links are not followed.
    """
    entities, faults = declared
    problems = list(faults)
    seen: list[Seen] = []
    wanted = _wanted(asked.near)
    modules: set[str] = set()
    for path, mode, blob in listing.files:
        if path.endswith(INIT):
            modules.add(path.removesuffix(INIT))
        if mode not in REGULAR or not wanted(path):
            continue
        readers = readers_of(path)
        if not readers:
            continue
        data = repository.objects.content(blob, MOST_BYTES + 1) if needs_text(readers) else b""
        if data is None:
            problems.append(Problem("its content is not in this clone", Place(path), "fetch it: git fetch --refetch"))
            continue
        for read in readers:
            seen += _read(path, data, read, problems)
    known = frozenset(modules)
    seen = [structs.replace(s, folder=around_module(s.folder, s.sighting.path, known)) for s in seen]
    return Inventory(build_inventory(entities, asked.entries, seen, asked.identify), tuple(problems))


def _wanted(near: tuple[str, ...] | None) -> Callable[[str], bool]:
    """Whether what a file shows can have to do with the paths: its tool's folder holds one, or it is one."""
    if near is None:
        return lambda _: True
    folders = {folder for path in near for folder in _above(path)}
    paths = frozenset(near)
    # whether a command is the only one below its folder `cmd` decides where it belongs
    return lambda path: path in paths or root_of(path) in folders or path.endswith("/main.go")


def _above(path: str) -> Iterator[str]:
    folder = path.rpartition("/")[0]
    while folder:
        yield folder
        folder = folder.rpartition("/")[0]
    yield ""


def _read(path: str, data: bytes, read: Reader, problems: list[Problem]) -> list[Seen]:
    found: list[Seen] = []
    try:
        for piece in read(path, data):
            name = piece.name if piece.kind in STACKS else ""
            sighting = Sighting(piece.kind, path, piece.detail, piece.line, piece.weak, name)
            found.append(
                Seen(
                    sighting=sighting,
                    folder=piece.folder,
                    text=data if piece.kind in WORKFLOWS else b"",
                    part=piece.part,
                    leads_to=piece.leads_to,
                )
            )
            if len(found) >= MOST_PIECES:
                break
    except UsageError as error:
        problems.extend(error.problems)
    return found
