"""Who answers for each changed path, as the target's owners file says."""

from __future__ import annotations

from msgspec import Struct

from watchkeeper.domain.evidence import Kind
from watchkeeper.domain.ownership import OwnerRef, Resolution
from watchkeeper.domain.problems import Problem


class PathOwners(Struct, frozen=True):
    """Resolutions of the changed paths. `file` is the owners file at the target, "" if there is none.

    `author_names` are the owner texts that mean the change's author (`@login`, addresses), in
    lower case; `author_known` tells whether the author's login is known, so that an owner's login
    can be compared with it at all. `commit` is where the file was read.
    """

    file: str
    commit: str
    resolutions: tuple[Resolution, ...]
    author_names: frozenset[str]
    author_known: bool
    problems: tuple[Problem, ...] = ()
    inactive: frozenset[str] = frozenset()


OWNERS: Kind[PathOwners] = Kind("ownership/paths")


def answers(owner: OwnerRef, value: PathOwners) -> bool:
    """Whether this owner can answer for somebody else's eyes: not the author, not a bot, not known as gone."""
    name = owner.text.casefold()
    return not (name in value.author_names or name.endswith("[bot]") or name in value.inactive)


def not_compared(value: PathOwners) -> tuple[Resolution, ...]:
    """Owned paths whose only owner is one login, while the author's login is not known."""
    if value.author_known:
        return ()
    return tuple(r for r in value.resolutions if len(r.owners) == 1 and r.owners[0].kind == "user")
