"""An answer to who is on call: by rota who, when, and which hours nobody covers; by escalation who is next."""

from __future__ import annotations

from msgspec import Struct

from watchkeeper.domain.problems import Problem
from watchkeeper.domain.readiness.on_call import Call, Coverage, Escalation, Gap, Rota, Segment


class ClockChange(Struct, frozen=True):
    """A night in which a zone changes its clocks: when (seconds since the epoch), and the gaps within a day of it."""

    at: int
    gaps: tuple[Gap, ...]


class Duty(Struct, frozen=True):
    """One rota in a span of time; with a `doubt` nobody can tell, and the rest is empty.

    `zone` is where its local times are told. `coverage` counts known living people only where a list of people is
    there, else everybody who is named.
    """

    rota: Rota
    zone: str
    doubt: str = ""
    now: tuple[Segment, ...] = ()
    segments: tuple[Segment, ...] = ()
    coverage: Coverage | None = None
    nights: tuple[ClockChange, ...] = ()


class Ladder(Struct, frozen=True):
    """One escalation as of the instant: whom it calls in order, how deep it goes, and what is wrong with it."""

    escalation: Escalation
    calls: tuple[Call, ...]
    depth: int
    problems: tuple[Problem, ...] = ()


class DutyAnswer(Struct, frozen=True):
    """Everything about one source.

    `at`, `start`, `end` are seconds since the epoch. `lists` says where people are listed; with () nobody can tell
    who is there. `names` tells whom a text on a rota means.
    """

    source: str
    at: int
    start: int
    end: int
    duties: tuple[Duty, ...]
    ladders: tuple[Ladder, ...]
    lists: tuple[str, ...]
    names: dict[str, str]
    problems: tuple[Problem, ...] = ()

    @property
    def tells(self) -> bool:
        """Whether at least one rota says who is on call."""
        return any(not duty.doubt for duty in self.duties)
