"""The drill: a chain of links from a failure to a named person awake, with how firmly each link is known."""

from __future__ import annotations

from typing import Literal, get_args

from msgspec import Struct

from watchkeeper.domain.evidence import RUNGS, Rung, Validity
from watchkeeper.domain.ownership.promises import SupportPromise
from watchkeeper.domain.problems import Place, Problem

LinkId = Literal[
    "signal",
    "metric",
    "scrape",
    "alert-rule",
    "fires",
    "alert-labels",
    "delivery",
    "route",
    "time",
    "inhibition",
    "receiver",
    "grouping",
    "credential",
    "pager-service",
    "escalation",
    "on-call",
    "person",
    "able",
    "revert",
    "customer-impact",
    "live-page",
]
LINKS: tuple[LinkId, ...] = get_args(LinkId)
LinkState = Literal["holds", "broken", "unknown", "not-asked"]
QUESTIONS: dict[LinkId, str] = {
    "signal": "Does anything watch for it?",
    "metric": "Does the code export what is watched?",
    "scrape": "Is it collected?",
    "alert-rule": "Does the rule load?",
    "fires": "Can the rule fire?",
    "alert-labels": "Does the alert say what it is about?",
    "delivery": "Does the alert get to the alert manager?",
    "route": "Where is it sent?",
    "time": "Is it sent at this hour?",
    "inhibition": "Does nothing hold it back?",
    "receiver": "Does the receiver call people?",
    "grouping": "How soon does it leave?",
    "credential": "Does its key lead to a pager?",
    "pager-service": "Does the pager pass it on?",
    "escalation": "Who is called, and who next?",
    "on-call": "Is somebody on call then?",
    "person": "Is that a person who can be reached?",
    "able": "Can that person act?",
    "revert": "Can it be undone at that hour?",
    "customer-impact": "Who tells the customers?",
    "live-page": "Was it ever tried?",
}


class Link(Struct, frozen=True):
    """One link at one instant.

    `rung` is how firmly it is known, `required` how firmly the tier and the promise want it; a link that is
    not asked for is told all the same. `says` is a sentence, `seconds` what the link adds to the time until
    somebody is awake. `self_supplied`: the change that is judged brought one of the sources along.
    """

    id: LinkId
    state: LinkState
    rung: Rung
    says: str
    required: Rung = "absent"
    sources: tuple[Place, ...] = ()
    self_supplied: bool = False
    remedy: str = ""
    command: str = ""
    seconds: float = 0
    observed_at: str = ""
    valid_until: Validity | None = None

    @property
    def number(self) -> int:
        """Its place in the chain, from 1."""
        return LINKS.index(self.id) + 1

    @property
    def too_weak(self) -> bool:
        """Whether it holds, but is known too loosely."""
        return self.state == "holds" and RUNGS.index(self.rung) < RUNGS.index(self.required)

    @property
    def fails(self) -> bool:
        """Whether it is asked for and breaks the chain: it is broken, not known, or known too loosely."""
        return self.required != "absent" and (self.state != "holds" or self.too_weak)


class JoinStep(Struct, frozen=True):
    """How one name leads to the next: `left` and `right` say in words what was joined, `by` by what.

    `joined` is False where it failed, None where it cannot be known; `remedy` says what would join them.
    """

    left: str
    right: str
    by: str
    joined: bool | None
    places: tuple[Place, ...] = ()
    remedy: str = ""


class Instant(Struct, frozen=True):
    """A time to be judged at: seconds since the epoch, its zone (IANA name), and what it is in words."""

    at: int
    zone: str
    what: str


class Woken(Struct, frozen=True):
    """Somebody who is called: the id (`person:ada`), the name to show, and seconds after the failure."""

    person: str
    name: str
    after: float


class Chain(Struct, frozen=True):
    """All links at one instant, along the alert that gets furthest.

    `broken` is the first link that does not do what is asked, None if each does. `first` is the first person
    who is awake because of it, at this instant or later (`None` = nobody in the week after). `promised` says
    what the promise says of this instant ("nobody is woken, as promised"), "" when somebody has to come now;
    `next_human` is when somebody has to come then, and `judged_at` the instant that the links were judged at.
    """

    instant: Instant
    links: tuple[Link, ...]
    broken: LinkId | None = None
    first: Woken | None = None
    alert: str = ""
    promised: str = ""
    next_human: Instant | None = None
    judged_at: Instant | None = None

    def link(self, name: LinkId) -> Link:
        """One of its links."""
        return self.links[LINKS.index(name)]


Field = Literal["monitoring", "dashboard", "escalation", "on-call"]
"""What kind of thing stands beside the chain, in the words of the rules."""


class Beside(Struct, frozen=True):
    """Something that is wrong beside the chain: with a further alert, a dashboard, a rota."""

    field: Field
    problem: Problem

    def __str__(self) -> str:
        return str(self.problem)


class Drill(Struct, frozen=True):
    """The drill of one component: its chain at each instant, the worst first, and how names were joined."""

    component: str
    name: str
    promise: SupportPromise | None
    promise_text: str
    tier: int
    chains: tuple[Chain, ...]
    joins: tuple[JoinStep, ...] = ()
    problems: tuple[Problem, ...] = ()
    others: tuple[Beside, ...] = ()
    dashboards: tuple[str, ...] = ()
    """Titles of the dashboards that show the component."""
    dashboards_found: int = 0
    """How many dashboards the whole tree has."""

    @property
    def chain(self) -> Chain:
        """The chain that decides: the first broken one, else the first."""
        return self.chains[0]
