"""What people said about answering for components, with what proves it, and the terms it is judged by."""

from __future__ import annotations

from typing import Generic, Literal, TypeVar

from msgspec import Struct

from watchkeeper.domain.evidence import Unknown
from watchkeeper.domain.ownership.owners import Acceptance, Decline, HandOver, Request
from watchkeeper.domain.problems import Place

ACCEPTANCES = ".watchkeeper/acceptances.yaml"
Said = Acceptance | Request | Decline | HandOver
S_co = TypeVar("S_co", bound=Said, covariant=True)


class Statement(Struct, Generic[S_co], frozen=True):
    """One entry with where it was found and what could be proved of it. Times are seconds since the epoch, 0 unknown.

    `source`: the target's file, the file of a change under review (`head`: counts for nothing), or what
    the product itself heard from a forge. `said_at` is when the person said it as the proof tells (the
    signed commit, the merge by that person), `landed_at` when it came to stay on the target. `proof` is a
    sentence; `doubt` says why nothing proves that the person said it, None where something does.
    `visible` is False where the doubt is about this clone or machine, and another one may know.
    """

    said: S_co
    source: Literal["file", "head", "forge"]
    place: Place
    said_at: int = 0
    landed_at: int = 0
    proof: str = ""
    doubt: Unknown | None = None
    visible: bool = True


class Approval(Struct, frozen=True):
    """An approval that the product itself heard from a forge, as the ledger keeps it.

    `head` is the commit that was approved, `landed` the commit of the target that the change became.
    `person` is a login with `@` or an address; `at` is seconds since the epoch.
    """

    person: str
    head: str
    landed: str
    at: int
    where: str = ""


class AgreementTerms(Struct, frozen=True):
    """The policy's terms: days that an acceptance counts at most, working days in which who is asked answers."""

    acceptance_days: int = 180
    answer_working_days: int = 2
