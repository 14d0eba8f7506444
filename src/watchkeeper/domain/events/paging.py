"""What happens when somebody is called: pages, and claims that await an answer."""

from __future__ import annotations

from watchkeeper.domain.events.event import Payload, Person, Text, Time


class PageSent(Payload, frozen=True):
    """A person was called. The subject is the component.

    Attributes:
        person: who was called.
        channel: the way that was taken (telephone, push, chat).
        incident: the id of the incident it was about.
        synthetic: a drill.
        page: the id of the page, of one that watchkeeper sent itself.
        alert: the alert whose way the page took.
    """

    person: Person = ""
    channel: str = ""
    incident: str = ""
    synthetic: bool = False
    page: str = ""
    alert: str = ""


class PageAcknowledged(Payload, frozen=True):
    """The person answered: the proof of an owner who can be reached.

    Attributes:
        person: who answered.
        page: the id of the page that was answered.
        incident: the id of the incident it was about.
        synthetic: a drill.
        after: seconds from sending it to the answer, 0 when it is not known.
    """

    person: Person = ""
    page: str = ""
    incident: str = ""
    synthetic: bool = False
    after: int = 0


class PageUnanswered(Payload, frozen=True):
    """A page was not answered by those it was meant for, or what came of it could not be told.

    Attributes:
        person: who was expected to answer.
        page: the id of the page.
        link: the link of the drill that failed; empty when the page was called off, or nobody can tell.
        reason: what is known of it.
        by: who answered in their stead.
        after: seconds from sending it to giving up.
        synthetic: a drill.
    """

    person: Person = ""
    page: str = ""
    link: str = ""
    reason: Text = ""
    by: Person = ""
    after: int = 0
    synthetic: bool = False


class ClaimOpened(Payload, frozen=True):
    """Somebody was asked to answer for something: to own it, to review it, to follow up.

    Attributes:
        asked: who was asked.
        what: what for.
        by: who asked.
        due_at: by when an answer is due.
    """

    asked: Person
    what: Text = ""
    by: Person = ""
    due_at: Time = ""


class ClaimAnswered(Payload, frozen=True):
    """The person who was asked answered.

    Attributes:
        answer: the answer in one word, as the source has it (`yes`, `no`); kept as it is.
        by: who answered.
        reason: why.
    """

    answer: str
    by: Person = ""
    reason: Text = ""
