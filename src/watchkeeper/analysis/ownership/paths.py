"""Who answers for each changed path, as the target's owners file says."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from watchkeeper.domain.evidence import Kind
from watchkeeper.domain.ownership.owners import Demand, Dialect, OwnerRef, Resolution
from watchkeeper.domain.problems import Problem


class PathOwners(Struct, frozen=True):
    """Resolutions of the changed paths.

    `file` is the owners file at the target, of many the first, "" if there is none.
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
    dialect: Dialect = "github"


OWNERS: Kind[PathOwners] = Kind("ownership/paths")


def answers(owner: OwnerRef, value: PathOwners) -> bool:
    """Whether this owner can answer for somebody else's eyes: not the author, not a bot, not known as gone."""
    name = owner.text.casefold()
    return not (name in value.author_names or name.endswith("[bot]") or name in value.inactive)


PathState = Literal["owned", "unowned", "unmatched", "author", "nobody"]
"""How a path stands: `author` has nobody else who answers, `nobody` only bots and people who left."""


def path_state(resolution: Resolution, value: PathOwners) -> tuple[PathState, Demand]:
    """How a path stands, and the demand that says so.

    Owned only if every demand for approval that is not optional has somebody who can answer; where all are
    optional, one of them has to. Reviewers do not count.
    """
    whole = Demand(resolution.state, resolution.owners, resolution.rule)
    if resolution.state != "owned":
        return resolution.state, whole
    approving = [demand for demand in resolution.demands if demand.duty == "approve"] or [whole]
    required = [demand for demand in approving if not demand.optional]
    states = [(_demand_state(demand, value), demand) for demand in required or approving]
    good = [state for state in states if state[0] == "owned"]
    bad = [state for state in states if state[0] != "owned"]
    return good[0] if good and (not bad or not required) else bad[0]


def _demand_state(demand: Demand, value: PathOwners) -> PathState:
    if demand.state != "owned":
        return demand.state
    if any(answers(owner, value) for owner in demand.owners):
        return "owned"
    return "author" if any(owner.text.casefold() in value.author_names for owner in demand.owners) else "nobody"


def unread(value: PathOwners) -> Problem | None:
    """Why the owners file as a whole is not read; None if it is."""
    first = value.problems[0] if value.problems else None
    return first if first and first.place and first.place.file == value.file and not first.place.line else None


def not_compared(value: PathOwners) -> tuple[Resolution, ...]:
    """Owned paths where somebody is asked for whom there is only one login, while the author's login is not known."""
    if value.author_known:
        return ()
    return tuple(r for r in value.resolutions if _rests_on_one(r))


def _rests_on_one(resolution: Resolution) -> bool:
    required = [d.owners for d in resolution.demands if d.duty == "approve" and not d.optional]
    return any(len(owners) == 1 and owners[0].kind == "user" for owners in required or [resolution.owners])
