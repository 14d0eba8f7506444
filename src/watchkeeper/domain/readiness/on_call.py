"""Who is on call: rotas as segments in time, the steps of an escalation, and the services that lead to them."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from watchkeeper.domain.problems import Place, Problem

TargetKind = Literal["person", "rota", "team", "policy", "unknown"]


class Segment(Struct, frozen=True):
    """One person is on call from `start` to before `end`, seconds since the epoch.

    `person` is as the source writes it (an address, a login, a name), "" = the source names nobody.
    `layer` says what put the person there (a layer's name, `override`, an event's title).
    """

    start: int
    end: int
    person: str
    layer: str = ""
    place: Place | None = None


class Gap(Struct, frozen=True):
    """A time without any known living person, seconds since the epoch. `why` tells who was there and does not count."""

    start: int
    end: int
    why: str = ""


class Contact(Struct, frozen=True):
    """A person as a pager's export lists them: all texts that mean them, and how they can be called.

    `ways` are kinds only (`phone`, `sms`, `push`, `email`), never numbers; None = the export does not tell.
    `delay` is how many seconds pass before the first way that wakes is used.
    """

    names: tuple[str, ...]
    active: bool = True
    ways: tuple[str, ...] | None = None
    delay: int = 0


class Target(Struct, frozen=True):
    """Whom a step calls: `text` is a person's name, a rota's id, a team's or another policy's id."""

    kind: TargetKind
    text: str


class Step(Struct, frozen=True):
    """One step of an escalation: whom it calls, and how many seconds it waits before the next one."""

    targets: tuple[Target, ...]
    wait: int
    place: Place | None = None


class Escalation(Struct, frozen=True):
    """An escalation policy; `repeats` is how many times it starts anew after its last step."""

    id: str
    name: str
    steps: tuple[Step, ...]
    repeats: int = 0
    place: Place | None = None


class PagerService(Struct, frozen=True):
    """A service of a pager: which keys lead to it (fingerprints), and to which escalation it leads.

    `disabled`, `maintenance` (spans in seconds since the epoch) and `low_urgency` (no telephone at night)
    keep people asleep.
    """

    id: str
    name: str
    escalation: str
    keys: tuple[str, ...] = ()
    disabled: bool = False
    maintenance: tuple[tuple[int, int], ...] = ()
    low_urgency: bool = False
    place: Place | None = None


class Coverage(Struct, frozen=True):
    """What of a span is covered by known living people: union of their segments, gaps, and the rest of the facts."""

    start: int
    end: int
    gaps: tuple[Gap, ...]
    people: tuple[str, ...]
    strangers: tuple[str, ...]
    problems: tuple[Problem, ...] = ()

    @property
    def uncovered(self) -> int:
        """Seconds that nobody covers."""
        return sum(gap.end - gap.start for gap in self.gaps)
