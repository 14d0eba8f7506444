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


class Window(Struct, frozen=True):
    """Hours in which a layer counts, by the clock of its zone: `start` in seconds from midnight, `length` in seconds.

    `weekday` is 0 (Monday) to 6, None = every day.
    """

    start: int
    length: int
    weekday: int | None = None


class Layer(Struct, frozen=True):
    """People in turn. `anchor` is a hand-over to the first of them, `turn` the seconds between two hand-overs.

    `by_clock`: hand-overs stay at the same local time when clocks change (a turn of whole days is meant so);
    else they are so many seconds apart. The layer is in force from `start` to before `end` (None = for ever).
    A higher `priority` hides a lower one; those of one priority are on call together. Times are seconds
    since the epoch; a person is as written, "" = nobody.
    """

    name: str
    people: tuple[str, ...]
    anchor: int
    turn: int
    start: int
    end: int | None = None
    windows: tuple[Window, ...] = ()
    priority: int = 0
    by_clock: bool = True
    place: Place | None = None


class Rota(Struct, frozen=True):
    """A rota in the model of its source: layers with overrides, a calendar's text, or plain segments.

    An override beats every layer, a later one an earlier one. `observed_at` is when the export was made or the
    feed was fetched, seconds since the epoch, 0 = not told. `ends` is when the source itself ends, None = never.
    """

    id: str
    name: str
    zone: str
    place: Place
    layers: tuple[Layer, ...] = ()
    overrides: tuple[Segment, ...] = ()
    calendar: bytes = b""
    observed_at: int = 0


class Team(Struct, frozen=True):
    """A team of a pager: who is in it, as texts, and the escalation that answers for it ("" = its members)."""

    id: str
    name: str
    members: tuple[str, ...] = ()
    escalation: str = ""


class OnCall(Struct, frozen=True):
    """Everything that sources tell about who is called."""

    rotas: tuple[Rota, ...] = ()
    escalations: tuple[Escalation, ...] = ()
    services: tuple[PagerService, ...] = ()
    contacts: tuple[Contact, ...] = ()
    teams: tuple[Team, ...] = ()
    leave: tuple[Segment, ...] = ()
    problems: tuple[Problem, ...] = ()


class Call(Struct, frozen=True):
    """Somebody is called `after` seconds, because of `step` (from 1) and `through` (a rota's or team's name)."""

    person: str
    after: float
    step: int
    through: str = ""
    places: tuple[Place, ...] = ()


class Called(Struct, frozen=True):
    """Whom an escalation calls at an instant, in order, and what is wrong with it."""

    calls: tuple[Call, ...] = ()
    faults: tuple[Problem, ...] = ()
    unknown: tuple[Problem, ...] = ()
    places: tuple[Place, ...] = ()


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
