"""Says what an export belongs to, since records seldom say it themselves."""

from __future__ import annotations

from msgspec import Struct


class Origin(Struct, frozen=True):
    """Where an export comes from: the repository's id, and the address of the repository on its forge if known."""

    repository: str
    forge_url: str = ""
