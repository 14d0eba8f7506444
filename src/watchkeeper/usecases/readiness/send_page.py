"""Sends a planned test page, waits for the answer, closes it, and keeps what came of it."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from msgspec import Struct, structs

from watchkeeper.domain.events.event import Draft
from watchkeeper.domain.problems import Problem, UnknownSubjectError, UsageError
from watchkeeper.domain.readiness.page import Callee, LivePage, Outcome, Sight
from watchkeeper.evidence.paging.far_side import Pager
from watchkeeper.formats.policy.times import parse_time
from watchkeeper.usecases.readiness.page import Planned
from watchkeeper.usecases.readiness.tries import keep, outcome_draft, sent_drafts

SKEW = 60
MOST_BETWEEN, LEAST_BETWEEN = 5.0, 0.2
CLOSING_TRIES = 3
NOBODY = "nobody acknowledged it"


class Pace(Struct, frozen=True):
    """The clock that a test goes by (seconds since the epoch), and how many seconds one answer has."""

    now: Callable[[], float] = time.time
    sleep: Callable[[float], None] = time.sleep
    answer: float = 10.0


def send_page(planned: Planned, pager: Pager, pace: Pace) -> Outcome:
    """Send it once, wait for an answer, close it whatever comes; Ctrl-C ends the waiting and nothing else.

    Raises:
        UsageError: the time that the plan was made for is not now.
        UnknownSubjectError: something forbids it; nothing was sent.
    """
    page = planned.plan.page
    if abs(page.at - pace.now()) > SKEW:
        what = "a page is sent now, not at another time"
        raise UsageError(Problem(what, remedy="leave out --as-of, and unset SOURCE_DATE_EPOCH"))
    if planned.plan.refusals:
        raise UnknownSubjectError(*planned.plan.refusals)
    run = _Run(page, pager, pace, planned.database)
    try:
        outcome = run.watched()
    except KeyboardInterrupt:
        outcome = run.outcome(Sight("unclear", None, "it was called off before anybody answered"), stopped=True)
    return run.ended(outcome)


class _Run:
    """One test on its way: what was seen of it last, and what could not be kept."""

    def __init__(self, page: LivePage, pager: Pager, pace: Pace, database: str) -> None:
        self._page = page
        self._pager = pager
        self._pace = pace
        self._database = database
        self._started = pace.now()
        self._taken = True
        self._called = False
        self._lost = ""

    def watched(self) -> Outcome:
        """Send it, and look until it is answered, has failed, or the time is over."""
        sight = self._pager.send(self._page)
        if sight.state == "refused":
            raise UnknownSubjectError(Problem(f"nothing was sent: {sight.why}", remedy="try it later"))
        self._taken = sight.state != "failed"
        between = min(MOST_BETWEEN, max(LEAST_BETWEEN, self._page.wait / 60))
        while sight.state not in {"answered", "failed"}:
            sight = self._pager.look(self._page)
            if sight.state in {"answered", "waiting"}:
                self._note_called()
            left = self._page.wait - self._elapsed()
            if left <= 0:
                break
            if sight.state not in {"answered", "failed"}:
                self._pace.sleep(min(between, left))
        return self.outcome(sight)

    def outcome(self, sight: Sight, *, stopped: bool = False) -> Outcome:
        """What a sight comes to when the test ends with it."""
        elapsed = self._elapsed()
        if sight.state == "answered":
            return _answered(self._page, sight, elapsed)
        if sight.state == "waiting":
            return Outcome(self._page, after=elapsed, link="person", why=NOBODY)
        if sight.state == "unclear" and self._taken:
            self._note_called()
        return Outcome(self._page, after=elapsed, link=sight.link, why=sight.why, stopped=stopped)

    def ended(self, outcome: Outcome) -> Outcome:
        """Close the test and keep the outcome."""
        notes = []
        why = self._close()
        if why and self._taken:
            notes.append(f"it could not be closed ({why}): close {self._page.id} by hand")
        called = sent_drafts(self._page, outcome.after) if self._called else []
        lost = self._keep([*called, outcome_draft(outcome)]) or self._lost
        if lost:
            notes.append(f"what came of it was not kept: {lost}")
        return structs.replace(outcome, notes=tuple(notes))

    def _elapsed(self) -> float:
        return max(0.0, self._pace.now() - self._started)

    def _note_called(self) -> None:
        """Keep at once that people were called: also of a test that is killed."""
        if not self._called:
            self._called = True
            self._lost = self._keep(sent_drafts(self._page, 0))

    def _keep(self, drafts: Sequence[Draft]) -> str:
        return keep(self._database, drafts)

    def _close(self) -> str:
        why = ""
        for _ in range(CLOSING_TRIES if self._taken else 1):
            why = self._pager.close(self._page, int(self._pace.now()))
            if not why:
                break
        return why


def _answered(page: LivePage, sight: Sight, elapsed: float) -> Outcome:
    """Who answered, and whether they were called by then."""
    told = parse_time(sight.at)
    after = float(told - page.at) if told is not None and 0 <= told - page.at <= elapsed else elapsed
    by = {text.casefold() for text in sight.by}
    callee = next((one for one in page.people if by.intersection(one.names)), None)
    if callee is not None and callee.after <= elapsed:
        return Outcome(page, callee.name, expected=True, after=after, by=sight.by, callee=callee)
    who = callee.name if callee is not None else sight.by[0]
    why = f"{who} answered, {_meant(page.people)} was to be called"
    return Outcome(page, who, after=after, link="on-call", why=why, by=sight.by, callee=callee)


def _meant(people: Sequence[Callee]) -> str:
    first = people[0].after if people else 0
    return " or ".join(one.name for one in people if one.after == first) or "somebody else"
