"""Components by how few people know them."""

from __future__ import annotations

from msgspec import Struct

from watchkeeper.domain.knowledge import BusFactor


class KnownBy(Struct, frozen=True):
    """How many people know a component; `sole` counts its files that one person alone ever worked on.

    `people` are those who would have to leave until more than half of its files have no author, as
    people call them; `last` is when the first of them was last seen (seconds since the epoch, 0 = never).
    """

    name: str
    factor: BusFactor
    sole: int = 0
    people: tuple[str, ...] = ()
    last: int = 0


class RankedKnowers(Struct, frozen=True):
    """The whole tree and its components, those that fewest people know first; `notes` say what was not read."""

    commit: str
    read_at: str
    tree: KnownBy
    components: tuple[KnownBy, ...]
    notes: tuple[str, ...] = ()
