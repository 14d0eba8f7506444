"""Reads Atlassian Compass files (`compass.yml`): one component each, its owner an ARI."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from watchkeeper.domain.catalogs import CatalogEntity, CatalogFile
from watchkeeper.domain.identifiers import slug
from watchkeeper.domain.problems import Problem
from watchkeeper.formats.catalogs.documents import Document, is_filled_in, read_catalog
from watchkeeper.formats.catalogs.tiers import parse_tier


def parse_compass(text: bytes, file: str) -> CatalogFile:
    """The component of each document that has a name; `ownerId` is an id of Atlassian's that nothing here resolves."""
    return read_catalog(text, file, _entity)


def _entity(document: Document) -> Iterator[CatalogEntity | Problem]:
    name = document.text("name")
    if not name or not is_filled_in(name):
        return
    yield CatalogEntity(
        catalog="compass",
        kind="component",
        namespace="default",
        name=slug(name),
        place=document.at("name"),
        root=posixpath.dirname(document.file),
        title=name,
        owner=document.text("ownerId"),
        owner_at=document.at("ownerId") if document.text("ownerId") else None,
        tier=parse_tier(document.text("fields", "tier")),
        lifecycle=document.text("fields", "lifecycle"),
        type=document.text("typeId"),
        depends_on=document.texts("relationships", "DEPENDS_ON"),
    )
