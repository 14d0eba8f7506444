"""What happens to ownership: assigned, accepted, declined, lapsed."""

from __future__ import annotations

from typing import Literal

from watchkeeper.domain.events.event import Payload, Person, Text, Time

Role = Literal["accountable", "responder"]


class OwnerAssigned(Payload, frozen=True):
    """Somebody wrote a person or team down as owner; that is not yet an acceptance."""

    role: Role
    person: Person = ""
    team: str = ""
    by: Person = ""
    where: str = ""


class OwnershipAccepted(Payload, frozen=True):
    """The person said yes: for these hours, until this time."""

    role: Role
    person: Person
    hours: str = ""
    until: Time = ""
    where: str = ""


class OwnershipDeclined(Payload, frozen=True):
    """The person said no."""

    role: Role
    person: Person
    reason: Text = ""


class OwnershipLapsed(Payload, frozen=True):
    """An acceptance ended without a new one: it expired, or the person left."""

    role: Role
    person: Person = ""
    because: Literal["expired", "left", "replaced", "unknown"] = "unknown"
