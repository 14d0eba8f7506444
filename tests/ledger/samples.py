"""Drafts as sources tell them, with invented people, and what tests ask of every ledger."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import select

from watchkeeper.domain.events.changes import (
    ChangeApproved,
    ChangeMeasured,
    ChangeMerged,
    ChangeOpened,
    ChangeReverted,
    ChangeReviewed,
)
from watchkeeper.domain.events.components import ComponentFound
from watchkeeper.domain.events.deployments import Deployed, RolledBack
from watchkeeper.domain.events.event import Draft, Payload
from watchkeeper.domain.events.incidents import IncidentDetected, IncidentResolved
from watchkeeper.domain.events.ownership import OwnerAssigned, OwnershipAccepted
from watchkeeper.domain.events.paging import PageSent
from watchkeeper.domain.events.verdicts import FindingKept, VerdictGiven, WaiverGranted
from watchkeeper.ledger.projections.advance import projections
from watchkeeper.ledger.store import Ledger

NOW = "2026-06-01T12:00:00Z"
ADA = "email:ada.lovelace@example.com"
ADA_LOGIN = "login:github:countess-ada"
GRACE = "email:grace.hopper@example.com"
NAMES = ((ADA, "Ada Lovelace"), (ADA_LOGIN, "Ada Lovelace"), (GRACE, "Grace Hopper"))
ADAS_WORDS = ("ada.lovelace@example.com", "countess-ada", "ada lovelace")
"""What must be in no file once Ada is forgotten, in lower case."""


def clock() -> str:
    """The time of recording of every test."""
    return NOW


def at(hour: int, minute: int = 0) -> str:
    """A time after the start of March 2026."""
    return f"2026-03-{1 + hour // 24:02}T{hour % 24:02}:{minute:02}:00Z"


def draft(subject: str, payload: Payload, when: str = "", **more: Any) -> Draft:
    """A draft of the source `test`, whose id is its subject and type."""
    source_id = more.pop("source_id", f"{subject}#{type(payload).__name__}")
    return Draft("test", source_id, subject, when or at(1), payload, names=more.pop("names", NAMES), **more)


def history() -> list[Draft]:
    """A small history with people, texts, failures and a waiver."""
    commit = "c" * 40
    return [
        draft("change:shop/1", ChangeOpened(1, ADA, "person", head=commit, title="Sum it, says Ada Lovelace"), at(1)),
        draft("change:shop/1", ChangeReviewed(GRACE, "approved", "person", commit), at(2)),
        draft("change:shop/1", ChangeApproved(GRACE, "person", commit), at(2, 5)),
        draft("change:shop/1", ChangeMerged(commit, "main", 1, author=ADA, merged_by=ADA_LOGIN, kind="feature"), at(3)),
        draft("change:shop/1", ChangeMeasured(commit, 1, 120, 80, tokens=900), at(3)),
        draft("change:shop/2", ChangeMerged("d" * 40, "main", 2, author=GRACE, kind="revert"), at(5)),
        draft("change:shop/1", ChangeReverted("change:shop/2", "d" * 40), at(5)),
        draft("deployment:shop/7", Deployed("shop", "production", commit, by=ADA, changes=("change:shop/1",)), at(4)),
        draft("deployment:shop/8", RolledBack("shop", "production", reason="Ada Lovelace asked", by=GRACE), at(6)),
        draft("incident:42", IncidentDetected("shop", title="Checkout is down, @countess-ada looks"), at(4, 10)),
        draft("incident:42", IncidentResolved(ADA), at(6)),
        draft("change:shop/1", VerdictGiven("pass", commit, findings=(FindingKept("a/b", "pass", "warn"),)), at(2, 9)),
        draft("change:shop/1", WaiverGranted("a/b", commit, ADA, "ada.lovelace@example.com knows why"), at(2, 8)),
        draft("component:shop/api", ComponentFound("api", "services/api", tier=2), at(1)),
        draft("component:shop/api", OwnerAssigned("responder", ADA, by=GRACE), at(1)),
        draft("component:shop/api", OwnershipAccepted("accountable", GRACE, until=at(99)), at(1)),
        draft("component:shop/api", PageSent(ADA, "phone", "incident:42"), at(4, 11)),
    ]


def fill(ledger: Ledger, drafts: Iterable[Draft] = ()) -> None:
    """Append the drafts, or the small history."""
    ledger.append(list(drafts) or history())


def read_models(ledger: Ledger) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every read model, sorted."""
    with ledger.reading() as connection:
        return {
            model.table.name: sorted((tuple(row) for row in connection.execute(select(model.table))), key=repr)
            for model in projections()
        }


def chunks(values: Sequence[Draft], size: int) -> list[Sequence[Draft]]:
    """The values in parts of at most `size`."""
    return [values[start : start + size] for start in range(0, len(values), size)]
