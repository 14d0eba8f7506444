"""What happens when somebody is called: pages, and claims that await an answer."""

from __future__ import annotations

from watchkeeper.domain.events.event import Payload, Person, Text, Time


class PageSent(Payload, frozen=True):
    """A person was called. `synthetic` is a drill. The subject is the component."""

    person: Person = ""
    channel: str = ""
    incident: str = ""
    synthetic: bool = False


class PageAcknowledged(Payload, frozen=True):
    """The person answered: the proof of an owner who can be reached."""

    person: Person = ""
    page: str = ""
    incident: str = ""
    synthetic: bool = False


class ClaimOpened(Payload, frozen=True):
    """Somebody was asked to answer for something: to own it, to review it, to follow up."""

    asked: Person
    what: Text = ""
    by: Person = ""
    due_at: Time = ""


class ClaimAnswered(Payload, frozen=True):
    """The person who was asked answered."""

    answer: str
    by: Person = ""
    reason: Text = ""
