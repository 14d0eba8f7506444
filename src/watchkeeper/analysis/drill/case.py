"""One component at one instant, as each link is given it, and the four things that a link can say."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from watchkeeper.analysis.drill.facts import Alert, Facts
from watchkeeper.analysis.drill.trail import Trail
from watchkeeper.domain.evidence import Rung
from watchkeeper.domain.problems import Place
from watchkeeper.domain.readiness.drill import Instant, Link, LinkId

NO_ALERT = "no alert watches for it, so there is nothing to follow"
NO_ALERT_REMEDY = "let an alert be found first"


class Case(Struct, frozen=True):
    """What a link is judged on that does not need an alert; `trail` is None where there is none."""

    facts: Facts
    instant: Instant
    trail: Trail | None = None


class Followed(Struct, frozen=True):
    """What a link is judged on that follows an alert."""

    facts: Facts
    instant: Instant
    trail: Trail

    @property
    def alert(self) -> Alert:
        """The alert that is followed."""
        return self.trail.alert

    @property
    def routed(self) -> bool:
        """Whether a routing tree stands between the alert and whom it calls."""
        return self.trail.alert.routed


def holds(
    link: LinkId,
    rung: Rung,
    says: str,
    sources: Iterable[Place | None] = (),
    seconds: float = 0,
) -> Link:
    """The link does what it should, known as firmly as `rung` says."""
    return Link(link, "holds", rung, says, sources=_places(sources), seconds=seconds)


def broken(
    link: LinkId, says: str, remedy: str, sources: Iterable[Place | None] = (), *, rung: Rung = "declared"
) -> Link:
    """The link does not do what it should; `rung` is how firmly it stands all the same."""
    return Link(link, "broken", rung, says, sources=_places(sources), remedy=remedy)


def unknown(
    link: LinkId,
    says: str,
    remedy: str,
    sources: Iterable[Place | None] = (),
    *,
    rung: Rung = "absent",
    command: str = "",
) -> Link:
    """Nobody can tell; `remedy` says what would make it known."""
    return Link(link, "unknown", rung, says, sources=_places(sources), remedy=remedy, command=command)


def nothing_to_follow(link: LinkId) -> Link:
    """No alert was found, so this link cannot be judged."""
    return unknown(link, NO_ALERT, NO_ALERT_REMEDY)


def _places(sources: Iterable[Place | None]) -> tuple[Place, ...]:
    return tuple(dict.fromkeys(place for place in sources if place is not None))
