"""Tells by its path which catalog a file belongs to."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

from watchkeeper.domain.catalogs import CatalogFile, CatalogKind

NAMES: dict[str, CatalogKind] = {
    "catalog-info.yaml": "backstage", "catalog-info.yml": "backstage",
    "opslevel.yml": "opslevel", "opslevel.yaml": "opslevel",
    "cortex.yaml": "cortex", "cortex.yml": "cortex",
    "compass.yml": "compass", "compass.yaml": "compass",
}  # fmt: skip


def catalog_of(path: str) -> CatalogKind:
    """The catalog of a file that one of the globs matches; Backstage for any other, which a location leads to."""
    found = NAMES.get(path.rpartition("/")[2])
    return found or ("cortex" if ".cortex/" in path else "backstage")


def parse_catalog(text: bytes, file: str, catalog: CatalogKind) -> CatalogFile:
    """What a file declares, read as that catalog's; the reader is loaded when it is needed."""
    module = import_module(f"watchkeeper.formats.catalogs.{catalog}")
    parse: Callable[[bytes, str], CatalogFile] = getattr(module, f"parse_{catalog}")
    return parse(text, file)
