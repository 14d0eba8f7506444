"""What people know of paths, as history tells it."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

EditStatus = Literal["A", "M", "D", "R", "T"]
NOT_COUNTED = -1


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


class Grasp(Struct, frozen=True):
    """What a person knows of several files together.

    `files` counts those in which they wrote, reviewed or directed, among `of` that were looked at; `share`
    (0..1) is their part of all such files of all people, each halved for every year since the last time.
    `person`, `name` and `last` as in `Knower`.
    """

    person: str
    name: str
    share: float
    files: int
    of: int
    last: int


class Edit(Struct, frozen=True, gc=False):
    """What one commit did to one file: git's letter, lines added and removed (`NOT_COUNTED` = not known).

    `old_path` differs from `path` for a rename only.
    """

    path: str
    old_path: str
    status: EditStatus
    added: int = NOT_COUNTED
    removed: int = NOT_COUNTED


class Presence(Struct, frozen=True):
    """When a person was last active, by what (seconds since the epoch; 0 = never).

    `person` and `name` as in `Knower`, `addresses` all under which history knows the person, lower case.
    """

    person: str
    name: str
    addresses: tuple[str, ...]
    authored: int = 0
    reviewed: int = 0
    merged: int = 0

    @property
    def last(self) -> int:
        """The last time of all."""
        return max(self.authored, self.reviewed, self.merged)


class Coverage(Struct, frozen=True, omit_defaults=True):
    """How much of history was read: `commits`, since when (seconds, 0 = from the start), and what is missing.

    `uncounted` commits are known by the names of their files only, since their contents are not in this
    clone. `notes` say in sentences what that means for the answer.
    """

    commits: int
    since: int = 0
    uncounted: int = 0
    notes: tuple[str, ...] = ()


class BusFactor(Struct, frozen=True):
    """How many people can leave a place before more than half of its files have no author left.

    `root` is a folder, "" = the whole tree. `files` counts those with an author, `orphans` those without
    one already. `people` are the addresses that would have to leave, first one first; `factor` is their
    number, 0 where no file has an author.
    """

    root: str
    factor: int
    files: int
    orphans: int
    people: tuple[str, ...] = ()


class SoleKnower(Struct, frozen=True):
    """A file that a single living memory holds: nobody but `person` is an author of it."""

    path: str
    person: str
    lines: float
