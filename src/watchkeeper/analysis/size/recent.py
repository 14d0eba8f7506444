"""Adds up what one initiator changed lately in one place, so that serial small changes are seen."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from watchkeeper.domain.evidence import Kind

CONTAINERS = frozenset(
    {"apps", "cmd", "components", "crates", "internal", "lib", "libs", "modules", "packages", "pkg", "plugins",
     "projects", "services", "src", "tools"}
)  # fmt: skip
"""Folders that hold many tools: a place lies one level below them."""


class RecentChange(Struct, frozen=True):
    """One other change of the same initiator in the same place; lines are effective."""

    sha: str
    subject: str
    lines: int
    state: Literal["merged", "open"]


class Recent(Struct, frozen=True):
    """What the initiator of a change did in its place during the last `days`; `lines` are this change's own."""

    initiator: str
    place: str
    days: int
    lines: int
    others: tuple[RecentChange, ...]

    @property
    def total(self) -> int:
        """Effective lines of all, this change included."""
        return self.lines + sum(o.lines for o in self.others)


RECENT: Kind[Recent] = Kind("size/recent")


def place_of(path: str) -> str:
    """The place a path lies in: its top folder, one level deeper below a container; "" is the root."""
    folders = path.split("/")[:-1]
    deep = 0
    while deep < len(folders) and folders[deep] in CONTAINERS:
        deep += 1
    return "/".join(folders[: deep + 1])
