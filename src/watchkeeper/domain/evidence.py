"""Evidence and its opposite: what was established, and what could not be, with the reason."""

from __future__ import annotations

from typing import Generic, Literal, TypeVar, cast

from msgspec import Struct

from watchkeeper.domain.problems import Place

Rung = Literal["absent", "declared", "resolved", "simulated", "exercised"]
RUNGS: tuple[Rung, ...] = ("absent", "declared", "resolved", "simulated", "exercised")
T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


class Validity(Struct, frozen=True, omit_defaults=True):
    """How long evidence stands: until a time (RFC 3339), or for a number of commits on a ref."""

    time: str = ""
    commits: int = 0
    ref: str = ""


class Evidence(Struct, Generic[T_co], frozen=True):
    """What was established about a subject, how firmly, and where it can be looked up."""

    kind: str
    subject: str
    value: T_co
    rung: Rung = "declared"
    self_supplied: bool = False
    sources: tuple[Place, ...] = ()
    observed_at: str = ""
    valid_until: Validity | None = None


class Unknown(Struct, frozen=True):
    """What could not be established, why, and what would establish it. Never a pass."""

    kind: str
    subject: str
    reason: str
    remedy: str


class Kind(Struct, Generic[T_co], frozen=True):
    """The typed name of an evidence kind, `<capability>/<name>`; the collector bears the same name."""

    name: str


class EvidenceSet:
    """All evidence of one run, by kind. A kind that nobody collected is unknown, not an error."""

    def __init__(self, items: dict[str, Evidence[object] | Unknown]) -> None:
        self._items = items

    def of(self, kind: Kind[T]) -> Evidence[T] | Unknown:
        """The evidence of this kind, or why there is none."""
        found = self._items.get(kind.name)
        if found is None:
            return Unknown(kind.name, "", "nobody collected it", "report this as a bug")
        return cast("Evidence[T] | Unknown", found)

    def items(self) -> dict[str, Evidence[object] | Unknown]:
        """Everything by kind name, in the order of collection."""
        return dict(self._items)


def weaker(a: Rung, b: Rung) -> Rung:
    """The lower of two rungs."""
    return min(a, b, key=RUNGS.index)
