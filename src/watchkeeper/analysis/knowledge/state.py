"""What a history says of each file, folder and person so far, in a form that is kept between runs."""

from __future__ import annotations


from msgspec import Struct, field

VERSION = 1
"""Raised with every change of what is kept or how it is reckoned; what another version kept is thrown away."""
NOBODY = -1
"""Whom lines are credited to that no person is on record for."""


class Share(Struct, array_like=True, gc=False):
    """One person's part in a file or folder.

    `lines` are those alive divided by the file's scale (0 in a folder). `deliveries`, `directed` and
    `reviews` count changes; `weight` and `seen` are the same, fading (writing and directing; reviewing),
    as of `last`, which is in seconds since the epoch.
    """

    lines: float = 0.0
    deliveries: int = 0
    directed: int = 0
    reviews: int = 0
    weight: float = 0.0
    seen: float = 0.0
    last: int = 0


class FileState(Struct, array_like=True):
    """A file: its lines, the scale of all shares' lines, its first author, how many changes it had."""

    size: float = 0.0
    scale: float = 1.0
    first: int = NOBODY
    changes: int = 0
    shares: dict[int, Share] = field(default_factory=dict)


class Activity(Struct, array_like=True, gc=False):
    """When an identity last wrote, reviewed and merged (seconds, 0 = never), and in how many commits it wrote."""

    authored: int = 0
    reviewed: int = 0
    merged: int = 0
    commits: int = 0


class State(Struct, array_like=True):
    """Everything; the identities are in the order in which history named them.

    `folders` hold the shares of every folder, "" = the whole tree. `moved` leads from a file's former path
    to the next one. `nobody` counts commits whose lines no person is on record for.
    """

    version: int = VERSION
    tip: str = ""
    identities: list[tuple[str, str]] = field(default_factory=list)
    programs: list[bool] = field(default_factory=list)
    activity: list[Activity] = field(default_factory=list)
    files: dict[str, FileState] = field(default_factory=dict)
    folders: dict[str, dict[int, Share]] = field(default_factory=dict)
    moved: dict[str, str] = field(default_factory=dict)
    commits: int = 0
    uncounted: int = 0
    nobody: int = 0
    since: int = 0


