"""Compares the drills of components before and after a change: what it makes worse, what it brings, old debt."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from msgspec import Struct

from watchkeeper.analysis.drill.case import NO_ALERT
from watchkeeper.domain.components import Component
from watchkeeper.domain.evidence import RUNGS, Kind
from watchkeeper.domain.ownership.owners import OwnerRef
from watchkeeper.domain.readiness.drill import Beside, Chain, Drill, Field, Instant, Link, LinkId, LinkState

GRAVE: tuple[LinkState, ...] = ("not-asked", "holds", "unknown", "broken")


class Compared(Struct, frozen=True):
    """One component of a change: drilled with it (`after`), and without it (`before`, None = the change brings it).

    `changed` are the changed paths that belong to it; a component may be concerned though none does, because
    an alert, a route or a rota of it was changed.
    """

    component: Component
    after: Drill
    before: Drill | None = None
    changed: tuple[str, ...] = ()
    owners: tuple[OwnerRef, ...] = ()


class Drills(Struct, frozen=True):
    """All components that a change concerns. `skipped` counts further ones, which were not drilled."""

    compared: tuple[Compared, ...] = ()
    skipped: int = 0


class Worse(Struct, frozen=True):
    """A link that the change makes worse, or brings along unfit, at which hour, and what it was before."""

    link: Link
    instant: Instant
    before: Link | None = None


DRILLS: Kind[Drills] = Kind("readiness/drill")


def worse_links(one: Compared, links: Collection[LinkId]) -> tuple[Worse, ...]:
    """The links that do not do what is asked and did before, or did less badly; of a new component all that do not."""
    found: dict[LinkId, Worse] = {}
    for chain in one.after.chains:
        earlier = _chain_at(one.before, chain.instant)
        for link in chain.links:
            before = earlier.link(link.id) if earlier else None
            if link.id in links and link.id not in found and link.fails and _is_worse(link, before):
                found[link.id] = Worse(link, chain.instant, before)
    blind = "signal" in found
    kept = (worse for worse in found.values() if not (blind and worse.link.says == NO_ALERT))
    return tuple(sorted(kept, key=lambda worse: worse.link.number))


def debts(one: Compared, links: Collection[LinkId]) -> tuple[Link, ...]:
    """The links that were as they are before the change, and are not as they should be."""
    if one.before is None:
        return ()
    worse = {found.link.id for found in worse_links(one, links)}
    return tuple(link for link in one.after.chain.links if link.id in links and link.fails and link.id not in worse)


def more_beside(one: Compared, field: Field) -> tuple[Beside, ...]:
    """What stands beside the chain only since the change."""
    before = {_same(beside) for beside in one.before.others} if one.before else set()
    return tuple(beside for beside in one.after.others if beside.field == field and _same(beside) not in before)


def changed_verdict(one: Compared) -> Iterator[tuple[Chain, Chain | None]]:
    """The hours at which the whole chain comes to something worse, each with what it came to before."""
    for chain in one.after.chains:
        if chain.broken is None:
            continue
        earlier = _chain_at(one.before, chain.instant)
        if earlier is None or any(link.fails and _is_worse(link, earlier.link(link.id)) for link in chain.links):
            yield chain, earlier


def _same(beside: Beside) -> tuple[str, str]:
    """The place's line aside, which moves."""
    return beside.problem.message, beside.problem.place.file if beside.problem.place else ""


def _chain_at(drill: Drill | None, instant: Instant) -> Chain | None:
    return next((chain for chain in drill.chains if chain.instant.at == instant.at), None) if drill else None


def _is_worse(link: Link, before: Link | None) -> bool:
    if before is None or not before.fails:
        return True
    if link.state != before.state:
        return GRAVE.index(link.state) > GRAVE.index(before.state)
    return link.state == "holds" and RUNGS.index(link.rung) < RUNGS.index(before.rung)
