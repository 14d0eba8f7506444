"""What happens to components and what they depend on."""

from __future__ import annotations

from typing import Literal

from watchkeeper.domain.events.event import Payload, Person, Text, Time


class ComponentFound(Payload, frozen=True):
    """A tool or service was seen for the first time, or seen changed. `tier` 0 is not said."""

    name: str
    root: str = ""
    declared: bool = False
    promise: str = ""
    tier: int = 0
    commit: str = ""


class ComponentRenamed(Payload, frozen=True):
    """A component lives on under another id (`to`)."""

    to: str
    commit: str = ""


class ComponentRetired(Payload, frozen=True):
    """A component is gone."""

    by: Person = ""
    reason: Text = ""
    commit: str = ""


class DependencyIntroduced(Payload, frozen=True):
    """A component began to depend on a package (`purl`). `direct` is False for what came with another."""

    purl: str
    change: str = ""
    owner: Person = ""
    direct: bool = True


class ExposureOpened(Payload, frozen=True):
    """A component was found to contain a package with a known weakness."""

    advisory: str
    purl: str
    severity: str = ""
    published_at: Time = ""


class ExposureClosed(Payload, frozen=True):
    """The weakness is no longer in the component, or is accepted as it is."""

    advisory: str
    purl: str = ""
    how: Literal["updated", "removed", "accepted", "not-affected", "unknown"] = "unknown"
    change: str = ""


class UsageObserved(Payload, frozen=True):
    """How much a component was used in a period. People are counted, never named.

    `share_outside` is the share of people from outside the author's team, in basis points.
    """

    start: Time
    end: Time
    people: int = 0
    share_outside: int = 0
    calls: int = 0
    machine_callers: int = 0
    source: str = ""
