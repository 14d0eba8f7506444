"""What people know of paths, as history tells it."""

from __future__ import annotations

from msgspec import Struct


class Knower(Struct, frozen=True):
    """A person who knows a path: share of what is known of it (0..1), and why.

    `person` is an address as the mailmap gives it, in lower case; `lines` are lines of theirs that are
    alive (estimated), `deliveries` how many changes they wrote there, `reviews` how many they reviewed
    or directed; `last` is the last time, in seconds since the epoch.
    """

    person: str
    name: str
    share: float
    lines: float
    deliveries: int
    reviews: int
    last: int
    author: bool = False
