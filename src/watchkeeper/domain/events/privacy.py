"""What the ledger forgot, so that a gap is never mistaken for an alteration."""

from __future__ import annotations

from watchkeeper.domain.events.event import Payload, Time


class PersonForgotten(Payload, frozen=True):
    """Names and addresses of a pseudonym (the subject) were erased and will not be kept again.

    Attributes:
        identifiers: how many pseudonyms the event is about; always 1 in this version.
    """

    identifiers: int = 1


class RetentionApplied(Payload, frozen=True):
    """Payloads of one type that happened before a time were erased; their hashes stay in the chain.

    Attributes:
        event_type: the type of the events.
        before: payloads of events that happened before this time went.
        through: the last row of the chain that it is about.
        erased: how many payloads went.
    """

    event_type: str
    before: Time
    through: int
    erased: int = 0
