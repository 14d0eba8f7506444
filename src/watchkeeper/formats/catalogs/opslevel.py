"""Reads OpsLevel's `opslevel.yml`: a component (formerly service), or a list of them."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from watchkeeper.domain.catalogs import CatalogEntity, CatalogFile
from watchkeeper.domain.identifiers import slug
from watchkeeper.domain.problems import Problem
from watchkeeper.formats.catalogs.documents import Document, is_filled_in, read_catalog
from watchkeeper.formats.catalogs.tiers import parse_tier

KEYS = ("component", "service", "components", "services")


def parse_opslevel(text: bytes, file: str) -> CatalogFile:
    """The components of a file; owners and systems are OpsLevel's aliases, as written."""
    return read_catalog(text, file, _entities)


def _entities(document: Document) -> Iterator[CatalogEntity | Problem]:
    for key in KEYS:
        listed = isinstance(document.table().get(key), list)
        for at, _ in document.tables(key):
            path: tuple[str | int, ...] = (key, at) if listed else (key,)
            name = document.text(*path, "name") or next(iter(document.texts(*path, "aliases")), "")
            if name and is_filled_in(name):
                yield _entity(document, name, path)


def _entity(document: Document, name: str, path: tuple[str | int, ...]) -> CatalogEntity:
    return CatalogEntity(
        catalog="opslevel",
        kind="component",
        namespace="default",
        name=slug(name),
        place=document.at(*path),
        root=posixpath.dirname(document.file),
        title=name,
        owner=document.text(*path, "owner"),
        owner_at=document.at(*path, "owner") if document.text(*path, "owner") else None,
        tier=parse_tier(document.text(*path, "tier")),
        lifecycle=document.text(*path, "lifecycle"),
        type=document.text(*path, "type"),
        system=document.text(*path, "system"),
    )
