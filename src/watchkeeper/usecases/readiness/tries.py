"""Asks the ledger about test pages, and keeps in it what came of one."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct

from watchkeeper.analysis.drill.consent import DAYS_BETWEEN
from watchkeeper.analysis.drill.facts import Tried
from watchkeeper.domain.events.event import OWN, Draft
from watchkeeper.domain.events.paging import PageAcknowledged, PageSent, PageUnanswered
from watchkeeper.domain.problems import Problem, WatchkeeperError
from watchkeeper.domain.readiness.page import Callee, LivePage, Outcome
from watchkeeper.domain.times import utc
from watchkeeper.formats.policy.times import parse_time
from watchkeeper.git.repository import Repository
from watchkeeper.usecases.ledger.location import default_database, opened
from watchkeeper.usecases.ownership.identify import identify

if TYPE_CHECKING:
    from watchkeeper.ledger.pages import LastPage

DAY = 86_400
NO_EXTRA = "the ledger cannot be asked: this needs the extra [ledger]"
EXTRA_REMEDY = "install it: pip install 'watchkeeper[ledger]'"


def own_ledger(repository: Repository, commit: str, declared: str) -> str:
    """Where the ledger of a repository would be, "" where nobody can tell which repository it is."""
    try:
        return default_database(identify(repository, commit, declared))
    except WatchkeeperError:
        return ""


class Tries(Struct, frozen=True):
    """The last test page of each component, None where no ledger could be asked; `problem` says why, of a named one."""

    last: dict[str, Tried] | None = None
    problem: Problem | None = None


def read_tries(database: str, components: Sequence[str], now: int, *, named: bool) -> Tries:
    """The last test page of each component up to a time. A ledger that is not there stops nothing."""
    if not named and not os.path.exists(database):
        return Tries()
    try:
        from watchkeeper.ledger.pages import read_last_page

        with opened(database, create=False) as ledger:
            found = {one: read_last_page(ledger, one, OWN, utc(now)) for one in components}
    except WatchkeeperError as error:
        return Tries(problem=error.problems[0] if named else None)
    except ImportError:
        return Tries(problem=Problem(NO_EXTRA, remedy=EXTRA_REMEDY) if named else None)
    return Tries({one: _tried(page) for one, page in found.items() if page is not None})


def _tried(page: LastPage) -> Tried:
    return Tried(parse_time(page.at) or 0, page.person, page.after, page.failed, page.channel, page.alert)


def called_lately(database: str, people: Sequence[Callee], now: int) -> Iterator[Problem]:
    """Who of them was sent a test in the last thirty days, and whether that can be known at all."""
    remedy = "wait, or say --again if they agree"
    try:
        from watchkeeper.ledger.pages import read_last_called

        with opened(database, create=False) as ledger:
            for person in people:
                last = read_last_called(ledger, person.references, utc(now - DAYS_BETWEEN * DAY))
                if last:
                    what = f"{person.name} was sent a test page on {last[:10]}: one in {DAYS_BETWEEN} days is enough"
                    yield Problem(what, remedy=remedy)
    except (WatchkeeperError, ImportError) as error:
        why = error.problems[0].message if isinstance(error, WatchkeeperError) else NO_EXTRA
        what = f"whether they were sent a test page in the last {DAYS_BETWEEN} days cannot be known: {why}"
        yield Problem(what, remedy="name the ledger with --database, or say --again if they agree")


def keep(database: str, drafts: Sequence[Draft]) -> str:
    """Keep events; why that did not work, "" if it did."""
    if not drafts:
        return ""
    if not database:
        return "which ledger is this repository's is not known"
    try:
        with opened(database) as ledger:
            ledger.append(drafts)
    except WatchkeeperError as error:
        return str(error.problems[0])
    except ImportError:
        return NO_EXTRA
    return ""


def sent_drafts(page: LivePage, elapsed: float) -> list[Draft]:
    """The events that people were called, those who were by so many seconds."""
    return [
        _draft(
            page,
            f"sent/{number}",
            page.at,
            PageSent(person=_reference(who), channel=page.way, synthetic=True, page=page.id, alert=page.alert),
            who,
        )
        for number, who in enumerate(page.people)
        if who.after <= elapsed
    ]


def outcome_draft(outcome: Outcome) -> Draft:
    """The event of how it ended."""
    page, at = outcome.page, outcome.page.at + int(outcome.after)
    after = round(outcome.after)
    if outcome.expected and outcome.callee is not None:
        answered = PageAcknowledged(person=_reference(outcome.callee), page=page.id, synthetic=True, after=after)
        return _draft(page, "acknowledged", at, answered, outcome.callee)
    expected = page.people[0] if page.people else None
    unanswered = PageUnanswered(
        person=_reference(expected) if expected else "",
        page=page.id,
        link=outcome.link or "",
        reason=outcome.why,
        by=_stranger(outcome.by, page.way),
        after=after,
        synthetic=True,
    )
    return _draft(page, "unanswered", at, unanswered, expected)


def _draft(
    page: LivePage, what: str, at: int, payload: PageSent | PageAcknowledged | PageUnanswered, who: Callee | None
) -> Draft:
    names = ((_reference(who), who.name),) if who is not None else ()
    return Draft(OWN, f"page/{page.id}#{what}", page.component, utc(at), payload, names=names)


def _reference(who: Callee) -> str:
    return who.references[0] if who.references else f"login:watchkeeper:{who.id.removeprefix('person:')}"


def _stranger(texts: Sequence[str], way: str) -> str:
    """Somebody who answered and is nobody we called: an address, or a name in the pager."""
    address = next((text for text in texts if "@" in text and " " not in text), "")
    return f"email:{address}" if address else f"login:{way}:{texts[0]}" if texts else ""
