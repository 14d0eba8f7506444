"""What an edit of owners files moves: for which paths who owned before, who does after, and who agreed."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from msgspec import Struct

from watchkeeper.domain.evidence import Kind
from watchkeeper.domain.ownership.owners import OwnerRef, Resolution, RuleRef

SAMPLE = 3
Resolve = Callable[[str], Resolution]


class Party(Struct, frozen=True):
    """An owner on one side of a hand-over: how their agreement is known ("" = not), why nobody can give it ("" = can).

    Who goes and cannot agree is not asked; who comes always is.
    """

    owner: OwnerRef
    agreed: str = ""
    spared: str = ""


class Transfer(Struct, frozen=True):
    """Paths that go from the same owners to the same others.

    `outgoing` are the owners before, if any of them no longer stands there; `incoming` those who are
    new. `paths` are the first few of `count`.
    """

    outgoing: tuple[Party, ...]
    incoming: tuple[Party, ...]
    count: int
    paths: tuple[str, ...]
    before: RuleRef | None = None
    after: RuleRef | None = None


class Transfers(Struct, frozen=True):
    """All hand-overs of a change, and the owners files that it edits."""

    transfers: tuple[Transfer, ...]
    files: tuple[str, ...] = ()


TRANSFERS: Kind[Transfers] = Kind("ownership/handover")


def find_transfers(
    paths: Iterable[str], before: Resolve, after: Resolve, party: Callable[[OwnerRef], Party]
) -> tuple[Transfer, ...]:
    """The hand-overs among these paths, the largest first; letter case of owners does not count."""
    groups: dict[tuple[frozenset[str], frozenset[str]], list[tuple[Resolution, Resolution]]] = {}
    for path in paths:
        old, new = before(path), after(path)
        key = _names(old), _names(new)
        if key[0] != key[1]:
            groups.setdefault(key, []).append((old, new))
    found = [_transfer(pairs, *key, party) for key, pairs in groups.items()]
    return tuple(sorted(found, key=lambda t: (-t.count, t.paths)))


def agreed(transfer: Transfer) -> bool:
    """Whether one of the owners before agrees (where any of them goes), and every new one does."""
    out = [party for party in transfer.outgoing if not party.spared]
    return (not out or any(party.agreed for party in out)) and all(party.agreed for party in transfer.incoming)


def _names(resolution: Resolution) -> frozenset[str]:
    return frozenset(owner.text.casefold() for owner in resolution.owners)


def _transfer(
    pairs: list[tuple[Resolution, Resolution]], old: frozenset[str], new: frozenset[str],
    party: Callable[[OwnerRef], Party],
) -> Transfer:  # fmt: skip
    first, second = pairs[0]
    leaving = bool(old - new)
    return Transfer(
        outgoing=tuple(party(owner) for owner in first.owners) if leaving else (),
        incoming=tuple(party(owner) for owner in second.owners if owner.text.casefold() not in old),
        count=len(pairs),
        paths=tuple(resolution.path for resolution, _ in pairs[:SAMPLE]),
        before=first.rule,
        after=second.rule,
    )
