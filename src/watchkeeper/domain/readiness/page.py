"""The live page test: what is sent, whom it calls, what the far side tells of it, and what came of it."""

from __future__ import annotations

from typing import Literal, get_args

from msgspec import Struct, field

from watchkeeper.domain.problems import Problem
from watchkeeper.domain.readiness.drill import LinkId

Way = Literal["alertmanager", "pagerduty", "opsgenie", "webhook"]
WAYS: tuple[Way, ...] = get_args(Way)
LABEL = "watchkeeper_test"
"""The label, and the name of the custom field, that holds the test's id."""
DESCRIPTION = (
    "This is a test of watchkeeper. Nothing is broken. Please acknowledge it as you would a real page;"
    " it is closed by itself afterwards."
)


class Callee(Struct, frozen=True):
    """Somebody whom the test calls, `after` seconds after the pager has it.

    `names` are all texts that mean the person, to know their answer by; `references` are theirs in the ledger
    (`email:…`, `login:…`), the first is the one that is kept. `quiet` are hours without tests as written.
    """

    id: str
    name: str
    after: float = 0
    zone: str = ""
    quiet: str = ""
    names: tuple[str, ...] = ()
    references: tuple[str, ...] = ()


class LivePage(Struct, frozen=True):
    """One labelled synthetic alert. `at` is seconds since the epoch, `wait` how many seconds an answer has time.

    `host` is where it is sent, without any path or key; `receiver` is the receiver that it should reach.
    """

    id: str
    component: str
    name: str
    alert: str
    labels: dict[str, str]
    way: Way
    host: str
    people: tuple[Callee, ...]
    at: int
    wait: int
    receiver: str = ""
    service: str = ""

    @property
    def summary(self) -> str:
        """The line that people read first; 130 characters at most, so that every pager takes it."""
        return f"TEST by watchkeeper, nothing is broken: please acknowledge ({self.name}"[:129] + ")"

    @property
    def all_labels(self) -> dict[str, str]:
        """The labels of the followed alert, and the one that says that it is a test."""
        return {**self.labels, LABEL: self.id}


class PlannedPage(Struct, frozen=True):
    """What would be sent, why it must not be (`refusals`), and what the person who sends it should know."""

    page: LivePage
    refusals: tuple[Problem, ...] = ()
    caveats: tuple[str, ...] = ()


SightState = Literal["waiting", "answered", "unseen", "failed", "unclear", "refused"]


class Sight(Struct, frozen=True):
    """What the far side tells of a test now.

    waiting: it called somebody, nobody answered; answered: `by` (texts that mean who), `at` (RFC 3339, "" =
    not told); unseen: nothing of it was seen yet, and `link` is to blame if that stays so; failed: `link` is
    to blame for good; unclear: it cannot be told, `why`; refused: nothing was sent, `why`.
    """

    state: SightState
    link: LinkId | None = None
    why: str = ""
    by: tuple[str, ...] = ()
    at: str = ""


class Outcome(Struct, frozen=True):
    """What came of a test. `answered` is who answered by name, `after` the seconds until then or until giving up.

    `link` is the link that failed, None if none did or nobody can tell; `why` says what is known of it.
    `expected` tells whether whoever answered was called by then. `notes` are what could not be done afterwards.
    """

    page: LivePage
    answered: str = ""
    expected: bool = False
    after: float = 0
    link: LinkId | None = None
    why: str = ""
    by: tuple[str, ...] = ()
    callee: Callee | None = None
    stopped: bool = False
    notes: tuple[str, ...] = field(default_factory=tuple)
