"""What happens to components and what they depend on."""

from __future__ import annotations

from typing import Literal

from watchkeeper.domain.events.event import Payload, Person, Text, Time


class ComponentFound(Payload, frozen=True):
    """A tool or service was seen for the first time, or seen changed.

    Attributes:
        name: its name.
        root: the folder that it lives in, from the root of the repository.
        declared: a catalog or the policy names it; otherwise it was found by its files.
        promise: its support promise, as written (`24x7`, `business-hours ZONE`, `best-effort`, `unsupported until
            DATE`).
        tier: its tier, from 1 (highest) to 4; 0 is not said.
        commit: the commit at which it was seen.
    """

    name: str
    root: str = ""
    declared: bool = False
    promise: str = ""
    tier: int = 0
    commit: str = ""


class ComponentRenamed(Payload, frozen=True):
    """A component lives on under another id.

    Attributes:
        to: the id it has now.
        commit: the commit that renamed it.
    """

    to: str
    commit: str = ""


class ComponentRetired(Payload, frozen=True):
    """A component is gone.

    Attributes:
        by: who retired it.
        reason: why.
        commit: the commit that removed it.
    """

    by: Person = ""
    reason: Text = ""
    commit: str = ""


class DependencyIntroduced(Payload, frozen=True):
    """A component began to depend on a package.

    Attributes:
        purl: the package, as a package URL.
        change: the id of the change that brought it.
        owner: who answers for the dependency.
        direct: the component asks for it itself; False for what came with another package.
    """

    purl: str
    change: str = ""
    owner: Person = ""
    direct: bool = True


class ExposureOpened(Payload, frozen=True):
    """A component was found to contain a package with a known weakness.

    Attributes:
        advisory: the advisory's id (`CVE-…`, `GHSA-…`).
        purl: the package, as a package URL.
        severity: the advisory's own word for how bad it is.
        published_at: when the advisory was published.
    """

    advisory: str
    purl: str
    severity: str = ""
    published_at: Time = ""


class ExposureClosed(Payload, frozen=True):
    """The weakness is no longer in the component, or is accepted as it is.

    Attributes:
        advisory: the advisory's id.
        purl: the package, as a package URL.
        how: what ended it.
        change: the id of the change that ended it.
    """

    advisory: str
    purl: str = ""
    how: Literal["updated", "removed", "accepted", "not-affected", "unknown"] = "unknown"
    change: str = ""


class UsageObserved(Payload, frozen=True):
    """How much a component was used in a period. People are counted, never named.

    Attributes:
        start: the start of the period.
        end: the end of the period, not included.
        people: how many different people used it.
        share_outside: share of the people from outside the author's team, in basis points.
        calls: how often it was called, by people and machines.
        machine_callers: how many different machines called it.
        source: where the figures were taken.
    """

    start: Time
    end: Time
    people: int = 0
    share_outside: int = 0
    calls: int = 0
    machine_callers: int = 0
    source: str = ""
