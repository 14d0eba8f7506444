"""What happens to ownership: assigned, accepted, declined, lapsed."""

from __future__ import annotations

from typing import Literal

from watchkeeper.domain.events.event import Payload, Person, Text, Time

Role = Literal["accountable", "responder"]


class OwnerAssigned(Payload, frozen=True):
    """Somebody wrote a person or team down as owner; that is not yet an acceptance.

    Attributes:
        role: accountable (of the originating team) or responder (operates it).
        person: the person who was written down; empty for a team.
        team: the team that was written down, by its name as it is; empty for a person.
        by: who wrote it down.
        where: the file or catalog entry where it stands.
    """

    role: Role
    person: Person = ""
    team: str = ""
    by: Person = ""
    where: str = ""


class OwnershipAccepted(Payload, frozen=True):
    """The person said yes: for these hours, until this time.

    Attributes:
        role: accountable or responder.
        person: who accepted.
        hours: the hours accepted: known words as written, "other" for free text, which stays in the file.
        until: when the acceptance ends.
        where: the file where it stands.
    """

    role: Role
    person: Person
    hours: str = ""
    until: Time = ""
    where: str = ""


class OwnershipDeclined(Payload, frozen=True):
    """The person said no.

    Attributes:
        role: accountable or responder.
        person: who declined.
        reason: why.
    """

    role: Role
    person: Person
    reason: Text = ""


class OwnershipLapsed(Payload, frozen=True):
    """An acceptance ended without a new one: it expired, or the person left.

    Attributes:
        role: accountable or responder.
        person: whose acceptance ended.
        because: why it ended.
    """

    role: Role
    person: Person = ""
    because: Literal["expired", "left", "replaced", "unknown"] = "unknown"
