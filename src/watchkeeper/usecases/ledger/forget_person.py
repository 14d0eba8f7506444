"""Erases a person from a ledger."""

from __future__ import annotations

from watchkeeper.domain.ledger import Forgotten
from watchkeeper.domain.problems import Problem, UnknownSubjectError
from watchkeeper.ledger.privacy import forget
from watchkeeper.usecases.ledger.location import ledger_of, now_text


def forget_person(repo: str, target: str, database: str, person: str, *, exact: bool) -> Forgotten:
    """Erase what names the person.

    Raises:
        UnknownSubjectError: there is no ledger, or nobody of that name in it.
    """
    with ledger_of(repo, target, database) as ledger:
        done = forget(ledger, person, now_text(), exact=exact)
    if not (done.pseudonyms or done.texts or done.records):
        remedy = "give an address, a login, a full name or a pseudonym as the ledger has it"
        raise UnknownSubjectError(Problem(f"nobody called {person!r} is in the ledger", remedy=remedy))
    return done
