"""Who is written down as owner of a component: in its declaration, else by the owners file for its key file."""

from __future__ import annotations

from collections.abc import Callable

from watchkeeper.domain.components import Component
from watchkeeper.domain.ownership.owners import OwnerRef, Resolution

Resolve = Callable[[str], Resolution]


def declared_owner(text: str) -> OwnerRef | None:
    """An owner as a declaration writes it: `@login`, `@org/team`, an address, `user:…`, `group:…`, a bare team."""
    plain = text.strip()
    if not plain:
        return None
    if plain.startswith("@"):
        return OwnerRef(plain, "team" if "/" in plain else "user")
    if plain.startswith(("user:", "person:")):
        return OwnerRef(plain, "user")
    return OwnerRef(plain, "email" if "@" in plain and ":" not in plain else "team")


def key_path(component: Component) -> str:
    """The file whose owner answers for the component: the first sighting inside its folder, else its declaration.

    A pipeline's owner answers for the pipeline; it is asked only where nothing else shows the component.
    """
    ordered = sorted(component.sightings, key=lambda sighting: sighting.kind.endswith("-workflow"))
    inside = [s.path for s in ordered if not component.root or s.path.startswith(f"{component.root}/")]
    paths = inside or [s.path for s in ordered]
    if paths:
        return paths[0]
    return f"{component.root}/." if component.root else (component.place.file if component.place else "")


def owners_of(component: Component, resolve: Resolve) -> tuple[tuple[OwnerRef, ...], Resolution | None]:
    """The owners as written, and the owners file's answer where that is where they come from."""
    declared = declared_owner(component.owner)
    if declared is not None:
        return (declared,), None
    resolution = resolve(key_path(component))
    return resolution.owners, resolution
