"""All resources of a configuration, to be found by type and by who points to them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from watchkeeper.domain.problems import Place
from watchkeeper.domain.readiness.fingerprints import fingerprint
from watchkeeper.formats.terraform.language.modules import Resource
from watchkeeper.formats.terraform.language.values import (
    Fields,
    Value,
    line_of,
    pointers,
    text,
    unresolved,
)


class Plan:
    """The resources and data sources of a configuration."""

    def __init__(self, resources: Iterable[Resource]) -> None:
        self._types: dict[str, list[Resource]] = {}
        self._sources: dict[str, list[Resource]] = {}
        self._at: dict[str, Resource] = {}
        for one in resources:
            (self._sources if one.is_data else self._types).setdefault(one.type, []).append(one)
            self._at[one.address] = one

    def of(self, *types: str) -> list[Resource]:
        """The resources of some types."""
        return [one for kind in types for one in self._types.get(kind, [])]

    def data(self, *types: str) -> list[Resource]:
        """The data sources of some types."""
        return [one for kind in types for one in self._sources.get(kind, [])]

    def at(self, value: Value) -> Resource | None:
        """The resource that a pointer leads to."""
        found = next(iter(pointers(value)), None)
        return self._at.get(found.address) if found else None

    def below(self, kind: str, attribute: str) -> Mapping[str, list[Resource]]:
        """The resources of a type by the address that one of their attributes points to."""
        found: dict[str, list[Resource]] = {}
        for one in self.of(kind):
            for pointer in pointers(one.fields.get(attribute)):
                found.setdefault(pointer.address, []).append(one)
        return found


def place_of(resource: Resource, fields: Fields) -> Place:
    """Where a block inside a resource stands."""
    return Place(resource.place.file, line_of(fields, resource.place.line))


def keys_of(value: Value) -> tuple[str, ...]:
    """Fingerprints of the keys in a value: of a text itself, of a key that exists later, its resource's address."""
    if isinstance(value, str) and value:
        return (fingerprint(value),)
    return tuple(dict.fromkeys(fingerprint(pointer.address) for pointer in pointers(value)))


def reason(*values: Value) -> str:
    """Why the first value that is not known is not known, as a sentence; "" if all are."""
    return next((str(one) for value in values for one in unresolved(value)), "")


def named(plan: Plan, value: Value, *attributes: str) -> str:
    """The text that a reference stands for: itself, or one of the attributes of what it points to; "" = not known."""
    if text(value):
        return text(value)
    found = plan.at(value)
    if found is None:
        return ""
    return next((text(found.fields.get(name)) for name in attributes if text(found.fields.get(name))), "")
