"""Judges of owners: what the history shows, and what the ledger heard beside it."""

from __future__ import annotations

from typing import Any

from watchkeeper.analysis.ownership.person_tests import Terms
from watchkeeper.domain.ownership.owners import OwnerRef
from watchkeeper.domain.people import Logins, People, Person
from watchkeeper.domain.problems import Place
from watchkeeper.evidence.ownership.judging import Ground, Judge
from watchkeeper.git.repository import Repository
from watchkeeper.usecases.wiring import load_signals

DAY = 86_400
PEOPLE = People(
    tuple(
        Person(name, emails=(f"{name}@example.com",), logins=Logins(github=name), place=Place("people.yaml"))
        for name in ("ada", "bo")
    ),
    lists=("login", "address"),
)


def states(repo: Any, seen: dict[str, int]) -> list[str]:
    """Ada and Bo as owners, 100 days after Bo was last seen in the history."""
    with Repository(str(repo.path)) as repository:
        head = repo.git("rev-parse", "HEAD")
        ground = Ground(repository, head, PEOPLE, load_signals(), repo.clock, Terms(), seen=seen)
        answers = Judge(ground).judge([OwnerRef("@ada", "user"), OwnerRef("@bo", "user")])
    return [answer.state for answer in answers]


def test_an_approval_that_the_ledger_heard_counts_as_being_there(repo: Any) -> None:
    repo.commit({}, "Long ago", "Bo <bo@example.com>")
    repo.clock += 100 * DAY
    repo.commit({}, "Now", "Ada <ada@example.com>")
    assert states(repo, {}) == ["stands", "nobody"]
    assert states(repo, {"@bo": repo.clock - 3 * DAY}) == ["stands", "stands"]
    assert states(repo, {"bo@example.com": repo.clock - 3 * DAY}) == ["stands", "stands"]
    assert states(repo, {"@bo": repo.clock - 200 * DAY}) == ["stands", "nobody"]
