"""One policy file as a layer, which knows where each of its values stands."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from watchkeeper.domain.policy import PolicyFile
from watchkeeper.domain.problems import Place

Places = Mapping[tuple[str | int, ...], Place]


class Layer(Struct, frozen=True):
    """One policy file with the places of its values and keys; `name` is how people call it."""

    name: str
    file: PolicyFile
    places: Places
    keys: Places

    def at(self, *path: str | int) -> Place | None:
        """Where a value stands, or its key."""
        return self.places.get(path) or self.keys.get(path)
