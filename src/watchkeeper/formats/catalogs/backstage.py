"""Reads Backstage's catalog files (descriptor format, apiVersion backstage.io/v1alpha1 and v1beta1)."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from msgspec.structs import replace

from watchkeeper.domain.catalogs import CatalogEntity, CatalogFile
from watchkeeper.domain.components import OtherName
from watchkeeper.domain.problems import Place, Problem
from watchkeeper.domain.readiness.fingerprints import fingerprint
from watchkeeper.formats.catalogs.documents import Document, is_filled_in, read_catalog
from watchkeeper.formats.catalogs.references import name_fault, namespace_fault, parse_reference
from watchkeeper.formats.catalogs.tiers import parse_tier

VERSIONS = ("backstage.io/v1alpha1", "backstage.io/v1beta1")
KINDS = frozenset({"component", "system", "domain", "resource", "api", "group", "user", "location"})
OWN = "watchkeeper.dev/"
OTHER_NAMES = {
    "watchkeeper.dev/service": "service",
    "watchkeeper.dev/job": "job",
    "watchkeeper.dev/pager": "pager",
    "watchkeeper.dev/rota": "rota",
    "backstage.io/kubernetes-id": "service",
    "backstage.io/kubernetes-label-selector": "service",
    "prometheus.io/service-name": "service",
    "grafana/alert-label-selector": "service",
    "pagerduty.com/service-id": "pager",
    "pagerduty.com/integration-key": "pager-key",
    "opsgenie.com/team": "pager",
}
"""Annotations of the product and of the catalog's plugins, with the kind of name that each gives."""
LOGINS = (("github.com/user-login", "github"), ("gitlab.com/user-login", "gitlab"), ("gitlab.com/user_login", "gitlab"))
SOURCE = "backstage.io/source-location"
BLOB = re.compile(r"url:https?://[^/]+/.+?/(?:-/)?(?:tree|blob)/[^/]+/(.*)")
"""A folder of the repository as forges show it; whether it is this repository's is for the tree to tell."""
MOST_REFERENCES = 5_000
REMEDY = "see Backstage's descriptor format"


def parse_backstage(text: bytes, file: str) -> CatalogFile:
    """The entities of a file, in order, and what could not be read; entities of other kinds are passed over.

    References that do not name their kind or namespace get those that Backstage gives them: owners and
    members of a group's kind, the entity's own namespace. A file that waits to be filled in declares nothing.
    """
    found = read_catalog(text, file, _entity)
    return replace(found, problems=()) if found.problems and _is_template(text) else found


def _is_template(text: bytes) -> bool:
    return not is_filled_in(text[: 1 << 16].decode("utf-8", "replace"))


def _entity(document: Document) -> Iterator[CatalogEntity | Problem]:
    kind, version = document.text("kind").lower(), document.text("apiVersion")
    if not (kind and version):
        yield Problem("has no apiVersion or no kind, so it is no entity", document.at(), REMEDY)
        return
    if version not in VERSIONS or kind not in KINDS:
        return
    name, namespace = document.text("metadata", "name"), document.text("metadata", "namespace") or "default"
    if not is_filled_in(name + namespace + document.text("spec", "owner")):
        return
    if fault := name_fault(name):
        yield Problem(f"the {kind} {fault}", document.at("metadata", "name"), REMEDY)
        return
    if fault := namespace_fault(namespace):
        yield Problem(f"{kind} {name} {fault}", document.at("metadata", "namespace"), REMEDY)
        return
    yield from _Reader(document, kind, namespace, name).read()


class _Reader:
    """Reads one entity; references that cannot be read are told and left out."""

    def __init__(self, document: Document, kind: str, namespace: str, name: str) -> None:
        self._document = document
        self._kind, self._namespace, self._name = kind, namespace, name
        self._problems: list[Problem] = []

    def read(self) -> Iterator[CatalogEntity | Problem]:
        document, text = self._document, self._document.text
        yield CatalogEntity(
            catalog="backstage",
            kind=self._kind,
            namespace=self._namespace.lower(),
            name=self._name.lower(),
            place=document.at("metadata", "name"),
            root=_root(document),
            title=text("metadata", "title") or self._name,
            owner=self._one("owner", "group"),
            owner_at=document.at("spec", "owner") if text("spec", "owner") else None,
            responder=self._annotation("responder"),
            promise=self._annotation("promise"),
            tier=self._tier(),
            lifecycle=text("spec", "lifecycle"),
            type=text("spec", "type"),
            system=self._one("system", "system"),
            depends_on=(*self._many("dependsOn", "component"), *self._many("consumesApis", "api")),
            part_of=self._one("subcomponentOf", "component"),
            members=self._members(),
            member_of=self._many("memberOf", "group"),
            parent=self._one("parent", "group"),
            email=text("spec", "profile", "email"),
            display_name=text("spec", "profile", "displayName"),
            logins=tuple((forge, login) for key, forge in LOGINS if (login := text("metadata", "annotations", key))),
            targets=self._targets(),
            customers=self._annotation("customers"),
            names=tuple(self._names()),
        )
        yield from self._problems

    def _one(self, key: str, kind: str) -> str:
        written = self._document.text("spec", key)
        return self._reference(written, kind, self._document.at("spec", key)) if written else ""

    def _many(self, key: str, kind: str) -> tuple[str, ...]:
        written = self._document.texts("spec", key)[:MOST_REFERENCES]
        found = (self._reference(text, kind, self._document.at("spec", key, at)) for at, text in enumerate(written))
        return tuple(reference for reference in found if reference)

    def _members(self) -> tuple[str, ...]:
        """Users, and the groups below: both are in the group."""
        return (*self._many("members", "user"), *self._many("children", "group")) if self._kind == "group" else ()

    def _reference(self, written: str, kind: str, at: Place) -> str:
        found = parse_reference(written, kind, self._namespace.lower())
        if not found:
            what = f"{self._kind} {self._name}: {written!r} is no reference to an entity"
            self._problems.append(Problem(what, at, "write it as [kind:][namespace/]name"))
        return found

    def _annotation(self, key: str) -> str:
        return self._document.text("metadata", "annotations", f"{OWN}{key}")

    def _tier(self) -> int:
        """The product's own annotation first, then any key that is called a tier."""
        notes = [*self._marked("annotations"), *self._marked("labels")]
        written = (self._annotation("tier"), self._document.text("spec", "tier"), *notes)
        return next((tier for text in written if (tier := parse_tier(text))), 0)

    def _marked(self, where: str) -> list[str]:
        table = self._document.table("metadata", where)
        return [self._document.text("metadata", where, key) for key in table if key.rpartition("/")[2] == "tier"]

    def _names(self) -> Iterator[OtherName]:
        """What other systems call it, by the annotations that their plugins read."""
        for key, kind in OTHER_NAMES.items():
            if text := self._document.text("metadata", "annotations", key):
                value = fingerprint(text) if kind == "pager-key" else text.rpartition("=")[2]
                place = self._document.at("metadata", "annotations", key)
                yield OtherName(kind, value, f"the annotation {key} says so", place)

    def _targets(self) -> tuple[str, ...]:
        """The paths that a location leads to, as the tree has them; addresses elsewhere are not followed."""
        if self._kind != "location":
            return ()
        folder = posixpath.dirname(self._document.file)
        found = []
        for key in ("target", "targets"):
            for at, written in enumerate(self._document.texts("spec", key)[:MOST_REFERENCES]):
                if "://" in written:
                    continue
                path = posixpath.normpath(posixpath.join(folder, written))
                if path.startswith(("../", "/")) or path == "..":
                    what = f"location {self._name}: {written!r} lies outside the repository"
                    self._problems.append(Problem(what, self._document.at("spec", key, at), "name a path inside it"))
                else:
                    found.append(path)
        return tuple(found)


def _root(document: Document) -> str:
    """The folder that an entity speaks of: its source location if that is a folder of a tree, else its file's."""
    own = posixpath.dirname(document.file)
    written = document.text("metadata", "annotations", SOURCE)
    if written.startswith(("dir:", "file:")):
        path = posixpath.normpath(posixpath.join(own, written.partition(":")[2]))
        return own if path.startswith(("../", "/")) or path in {"..", "."} else path
    found = BLOB.fullmatch(written)
    path = posixpath.normpath(found[1]) if found and found[1].strip("/") else own
    return own if path.startswith(("../", "/")) or path in {"..", "."} else path
