"""Who is on call: rotas as segments in time, the steps of an escalation, and the services that lead to them."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from watchkeeper.domain.problems import Place, Problem

TargetKind = Literal["person", "rota", "team", "policy", "unknown"]
Unit = Literal["seconds", "hours", "days", "weeks", "months"]
"""How turns are counted: `seconds` pass whatever the clocks do, the others keep the time on the wall."""
WEEK = 7 * 86_400


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
    """An escalation policy; `repeats` is how many times it starts anew after its last step.

    `whole` is False where its source tells who is called first, and nothing of who is next.
    """

    id: str
    name: str
    steps: tuple[Step, ...]
    repeats: int = 0
    place: Place | None = None
    whole: bool = True


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


class Window(Struct, frozen=True):
    """A part of every week, in seconds on the wall from Monday 00:00; `end`, maybe in the next week, is not in it."""

    start: int
    end: int


class Layer(Struct, frozen=True):
    """People who take turns: `turns[0]` begins at `start`, the next one `every` units later, and so on for ever.

    A turn may have several people, or nobody (`()`): then what lies below shows through. Of several layers the
    one with the higher `priority` counts; those of equal priority are on call together. The layer is in force
    from `since` to before `until` (seconds since the epoch, 0 = no such end), and within its `windows` alone if
    it has any. `zone` is where its wall is ("" = the rota's), `window_zone` that of the windows ("" = the same).
    With `seen_at` it is the turn that holds at this instant, instead of that at `start`, that `turns[0]` has.
    """

    name: str
    turns: tuple[tuple[str, ...], ...]
    start: int = 0
    every: int = 1
    unit: Unit = "weeks"
    priority: int = 0
    since: int = 0
    until: int = 0
    windows: tuple[Window, ...] = ()
    zone: str = ""
    window_zone: str = ""
    seen_at: int = 0
    place: Place | None = None


class Override(Struct, frozen=True):
    """What is different from `start` to before `end`: `person` ("" = nobody) in place of everybody.

    With `instead` only in place of that person; with `beside` nobody is replaced. `layers` names the layers that
    it is for, () = all. Of several the one with the higher `priority` counts.
    """

    start: int
    end: int
    person: str
    instead: str = ""
    beside: bool = False
    layers: tuple[str, ...] = ()
    priority: int = 0
    place: Place | None = None


class Calendar(Struct, frozen=True):
    """The events of a calendar as text, cut into pieces: `frame` is what stands around them, zones included.

    `zone` is where times without a zone, and whole days, are meant ("" = nobody says).
    """

    file: str
    frame: str
    events: tuple[CalendarEvent, ...]
    zone: str = ""


class CalendarEvent(Struct, frozen=True):
    """One event as written. It may happen from `first` to `last` only (`YYYYMMDD` in any zone, "" = not bounded)."""

    text: str
    line: int
    first: str = ""
    last: str = ""


class Rota(Struct, frozen=True):
    """A rota as its source has it; `analysis.oncall.expand` makes segments of it.

    `observed_at` is when the feed or export was made (seconds since the epoch, 0 = nobody says).
    """

    id: str
    name: str
    zone: str
    place: Place
    observed_at: int = 0
    layers: tuple[Layer, ...] = ()
    calendar: Calendar | None = None
    segments: tuple[Segment, ...] = ()
    overrides: tuple[Override, ...] = ()

    @property
    def says_nothing(self) -> bool:
        """Whether its source holds nothing that could put anybody on call."""
        events = self.calendar is not None and self.calendar.events
        return not (self.layers or events or self.segments or self.overrides)


class Team(Struct, frozen=True):
    """A team of a pager: who is in it, as texts, and the escalation that answers for it ("" = its members)."""

    id: str
    name: str
    members: tuple[str, ...] = ()
    escalation: str = ""


class OnCall(Struct, frozen=True):
    """Everything that was read about on-call. `leave` are times in which a person is not there."""

    rotas: tuple[Rota, ...] = ()
    escalations: tuple[Escalation, ...] = ()
    services: tuple[PagerService, ...] = ()
    contacts: tuple[Contact, ...] = ()
    teams: tuple[Team, ...] = ()
    leave: tuple[Segment, ...] = ()
    problems: tuple[Problem, ...] = ()

    def __add__(self, other: OnCall) -> OnCall:
        """Both, in order."""
        return OnCall(
            self.rotas + other.rotas, self.escalations + other.escalations, self.services + other.services,
            self.contacts + other.contacts, self.teams + other.teams, self.leave + other.leave,
            self.problems + other.problems,
        )  # fmt: skip


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
