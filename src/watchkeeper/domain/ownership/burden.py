"""The burden: how much of a tree is owned by somebody by name, and who in fact does the work where nobody is."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

Holding = Literal["name", "catch-all", "dissolved", "nobody"]
HOLDINGS: tuple[Holding, ...] = ("name", "catch-all", "dissolved", "nobody")
"""From the best to the worst: a line of its own, only a line for everything, owners who are all gone, no owner."""


class Share(Struct, frozen=True):
    """What is held in one way: files, their lines, components, recent changes (by their worst file)."""

    holding: Holding
    files: int = 0
    lines: int = 0
    components: int = 0
    changes: int = 0


class Gap(Struct, frozen=True):
    """A folder with files that nobody answers for by name; `folder` "" is the top of the tree."""

    folder: str
    holding: Holding
    files: int
    lines: int


class Doing(Struct, frozen=True):
    """What one team did in files without an owner by name; `team` "" stands for people of no known team.

    Counts are changes; people are counted, never named.
    """

    team: str
    people: int
    changes: int
    fixes: int
    reviews: int


class Burden(Struct, frozen=True):
    """The whole weighing. `changes` is how many of the newest changes were looked at.

    `unverified` are owners of whom it is not known whether anybody stands behind them; what they own
    counts as owned by name. `unowned_components` are their names.
    """

    shares: tuple[Share, ...]
    gaps: tuple[Gap, ...]
    doings: tuple[Doing, ...]
    files: int
    lines: int
    components: int
    changes: int
    unverified: tuple[str, ...] = ()
    unowned_components: tuple[str, ...] = ()
