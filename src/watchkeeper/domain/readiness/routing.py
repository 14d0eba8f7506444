"""Where alerts go: the routing tree of an alert manager, its receivers, and what holds an alert back."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct, field

from watchkeeper.domain.problems import Place, Problem

Operator = Literal["=", "!=", "=~", "!~"]
Paging = Literal["page", "notice", "nobody", "unknown"]
"""What a receiver does to people: wakes somebody, leaves a note to read, reaches nobody, or nobody can tell."""
SYSTEMS = ("alertmanager", "grafana")


class Matcher(Struct, frozen=True):
    """One condition on one label. A regular expression (`=~`, `!~`) has RE2's syntax and fits the whole value."""

    name: str
    operator: Operator
    value: str

    def __str__(self) -> str:
        return f'{self.name}{self.operator}"{self.value}"'


class Integration(Struct, frozen=True):
    """One way a receiver takes. `kind` is the configuration's word without `_configs` (`pagerduty`, `webhook`).

    `target` says to what, without any secret (a host, a channel, an address, the name of a file);
    `keys` are fingerprints of the keys that lead to the far side (`fingerprint`), to find it in an export.
    """

    kind: str
    paging: Paging
    target: str = ""
    keys: tuple[str, ...] = ()
    place: Place | None = None


class Receiver(Struct, frozen=True):
    """A receiver and all its ways; without one it is empty, and reaches nobody."""

    name: str
    integrations: tuple[Integration, ...] = ()
    place: Place | None = None

    @property
    def paging(self) -> Paging:
        """The most that one of its ways does."""
        kinds = {integration.paging for integration in self.integrations}
        order: tuple[Paging, ...] = ("page", "unknown", "notice")
        return next((kind for kind in order if kind in kinds), "nobody")


class TimeRange(Struct, frozen=True):
    """A span of the day in minutes from midnight, the end not in it (`0`, `1440` is the whole day)."""

    start: int
    end: int


class TimeInterval(Struct, frozen=True):
    """One interval: an instant lies in it if it lies in each part that is said; no part said, always.

    Weekdays run from 0 (Sunday), months from 1, days of a month from 1 or from the end as -1, years as
    they are; each pair is first and last, both in it. `location` is an IANA zone name.
    """

    times: tuple[TimeRange, ...] = ()
    weekdays: tuple[tuple[int, int], ...] = ()
    days_of_month: tuple[tuple[int, int], ...] = ()
    months: tuple[tuple[int, int], ...] = ()
    years: tuple[tuple[int, int], ...] = ()
    location: str = "UTC"


class Route(Struct, frozen=True):
    """A node of the tree, with what it inherits filled in. Times are seconds.

    `mute` and `active` name time intervals; they are never inherited. `group_by` holds `...` for all labels.
    """

    receiver: str
    matchers: tuple[Matcher, ...] = ()
    goes_on: bool = False
    group_by: tuple[str, ...] = ()
    group_wait: float = 30
    group_interval: float = 300
    repeat_interval: float = 14_400
    mute: tuple[str, ...] = ()
    active: tuple[str, ...] = ()
    routes: tuple[Route, ...] = ()
    place: Place | None = None


class Inhibition(Struct, frozen=True):
    """While an alert that fits `source` fires, those that fit `target` and have equal labels `equal` are held back."""

    source: tuple[Matcher, ...]
    target: tuple[Matcher, ...]
    equal: tuple[str, ...] = ()
    name: str = ""
    place: Place | None = None


class Silence(Struct, frozen=True):
    """An export's silence: times are seconds since the epoch."""

    id: str
    matchers: tuple[Matcher, ...]
    starts_at: float
    ends_at: float
    by: str = ""
    comment: str = ""
    place: Place | None = None


class Routing(Struct, frozen=True):
    """One configuration as read. `intervals` are the named ones; each holds where any of its parts does.

    `problems` are faults that the server itself would not refuse (an interval that is not defined is an error).
    """

    system: str
    root: Route
    receivers: dict[str, Receiver]
    file: str
    intervals: dict[str, tuple[TimeInterval, ...]] = field(default_factory=dict)
    inhibitions: tuple[Inhibition, ...] = ()
    problems: tuple[Problem, ...] = ()


class Delivery(Struct, frozen=True):
    """One route that an alert takes at an instant.

    `steps` are the routes from the root on; `receiver` is None where its name is not defined. `muted` says
    which interval holds it back ("" = none), `inhibited` which rule, `silenced` which silence.
    `first_notification_seconds` is how long after the alert fired the first notification leaves at the
    earliest: the wait of its group, or, where it is muted now, None.
    """

    steps: tuple[Route, ...]
    receiver: Receiver | None
    group_labels: dict[str, str]
    muted: str = ""
    inhibited: str = ""
    silenced: str = ""
    first_notification_seconds: float | None = None

    @property
    def reaches(self) -> bool:
        """Whether a notification leaves now."""
        return not (self.muted or self.inhibited or self.silenced) and self.receiver is not None
