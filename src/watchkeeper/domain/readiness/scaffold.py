"""What a component lacks so that somebody wakes, and a proposal for each piece."""

from __future__ import annotations

from msgspec import Struct

from watchkeeper.domain.readiness.drill import LinkId


class Piece(Struct, frozen=True):
    """One proposal. It is declared at most: the drill has to prove it.

    `links` are what it is for. With a `path` it is a new file of this `text`; without one the text is to be
    put by hand where `where` says. `left_open` says what only people know.
    """

    links: tuple[LinkId, ...]
    what: str
    text: str
    path: str = ""
    where: str = ""
    left_open: str = ""


class Scaffold(Struct, frozen=True):
    """All proposals for one component, and the links that nothing here can propose anything for."""

    component: str
    name: str
    pieces: tuple[Piece, ...]
    broken: tuple[LinkId, ...] = ()
    by_hand: tuple[str, ...] = ()
