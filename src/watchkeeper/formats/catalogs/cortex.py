"""Reads Cortex's descriptors (`cortex.yaml`, `.cortex/**`): OpenAPI documents with `x-cortex-…` keys."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from watchkeeper.domain.catalogs import CatalogEntity, CatalogFile
from watchkeeper.domain.identifiers import slug
from watchkeeper.domain.problems import Problem
from watchkeeper.formats.catalogs.documents import Document, is_filled_in, read_catalog
from watchkeeper.formats.catalogs.tiers import parse_tier

KINDS = {"domain": "domain", "team": "group"}
FOLDER = ".cortex"


def parse_cortex(text: bytes, file: str) -> CatalogFile:
    """The entity of each document that has a tag or a title; a team's members become those of a group."""
    return read_catalog(text, file, _entity)


def _entity(document: Document) -> Iterator[CatalogEntity | Problem]:
    title = document.text("info", "title")
    tag = document.text("info", "x-cortex-tag") or title
    if not tag or not is_filled_in(tag):
        return
    kind = KINDS.get(document.text("info", "x-cortex-type"), "component")
    owners = [_owner(document, at) for at, _ in document.tables("info", "x-cortex-owners")]
    groups = (*document.texts("info", "x-cortex-groups"), *document.texts("info", "x-cortex-service-groups"))
    custom = document.text("info", "x-cortex-custom-metadata", "tier")
    members = [
        document.text("info", "x-cortex-team", "members", at, "email")
        for at, _ in document.tables("info", "x-cortex-team", "members")
    ]
    yield CatalogEntity(
        catalog="cortex",
        kind=kind,
        namespace="default",
        name=slug(tag),
        place=document.at("info", "x-cortex-tag"),
        root=_root(document.file),
        title=title or tag,
        owner=next((owner for owner in owners if owner), ""),
        owner_at=document.at("info", "x-cortex-owners") if owners else None,
        tier=next((tier for text in (custom, *groups) if (tier := parse_tier(text))), 0),
        type=document.text("info", "x-cortex-type") or "service",
        members=tuple(member for member in members if member),
    )


def _owner(document: Document, at: int) -> str:
    """A group by its name, a person by address; a chat channel is nobody."""
    kind = document.text("info", "x-cortex-owners", at, "type").lower()
    key = {"email": "email", "group": "name"}.get(kind, "")
    return document.text("info", "x-cortex-owners", at, key) if key else ""


def _root(file: str) -> str:
    """The folder around the file; descriptors in `.cortex` speak of the folder that holds it."""
    parts = posixpath.dirname(file).split("/")
    return "/".join(parts[: parts.index(FOLDER)] if FOLDER in parts else parts)
