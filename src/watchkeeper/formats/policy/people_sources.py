"""Reads the policy's `sources.people`: which files of the target list people and teams."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct, convert

from watchkeeper.domain.problems import Problem, UsageError
from watchkeeper.formats.directories.hr_columns import COLUMNS
from watchkeeper.formats.policy.sections import Paths, as_list, section_of
from watchkeeper.formats.policy.shapes import decode, nearest
from watchkeeper.formats.yaml.document import Document

KEY = ("sources", "people")


class PeopleSources(Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """Paths or globs of exports: personnel lists (`hr`), identity providers (`scim`), forges (`teams`).

    `catalog` lets the users and groups of the target's catalogs count.
    `columns` names columns of the personnel lists that have other names than the usual ones.
    """

    hr: Paths = ()
    scim: Paths = ()
    teams: Paths = ()
    columns: dict[str, str] = {}
    catalog: bool = True

    def paths(self, kind: str) -> tuple[str, ...]:
        """The paths of one kind, as a list."""
        return as_list(getattr(self, kind))


def check_people_sources(document: Document) -> None:
    """Check the section of a policy's document.

    Raises:
        UsageError: it does not fit; all faults at once.
    """
    sources = document.value.get("sources") if isinstance(document.value, dict) else None
    if not isinstance(sources, dict) or "people" not in sources:
        return
    found = decode(section_of(document, KEY, sources["people"]), PeopleSources)
    unknown = [
        Problem(f"sources.people.columns: {name!r} is no fact", document.key_place((*KEY, "columns", name)), near)
        for name in found.columns
        if name not in COLUMNS and (near := nearest(name, COLUMNS))
    ]
    if unknown:
        raise UsageError(*unknown)


def people_sources(sources: Mapping[str, object]) -> PeopleSources:
    """The section of a policy that `check_people_sources` has checked; empty when there is none."""
    return convert(sources.get("people", {}), PeopleSources)
