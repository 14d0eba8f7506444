"""Reads from the ledger what the gate may know, and records waivers in it."""

from __future__ import annotations

from datetime import UTC, datetime

from msgspec import structs

from watchkeeper.analysis.changes.drafts import time_text
from watchkeeper.domain.events.changes import ChangeApproved
from watchkeeper.domain.events.event import OWN, Draft
from watchkeeper.domain.events.ownership import OwnershipAccepted
from watchkeeper.domain.events.paging import PageAcknowledged
from watchkeeper.domain.events.verdicts import WaiverGranted
from watchkeeper.domain.identifiers import change_id
from watchkeeper.domain.ledger import LedgerFacts
from watchkeeper.domain.problems import Place
from watchkeeper.domain.waivers import Grant, Waiver, WaiverSource
from watchkeeper.git.repository import Repository
from watchkeeper.ledger.duty import read_approvals, read_duty, read_waivers
from watchkeeper.ledger.projections.advance import advance
from watchkeeper.ledger.store import Ledger
from watchkeeper.usecases.ledger.location import ledger_of, locate, opened

PROVING = frozenset(
    {WaiverGranted.__name__, ChangeApproved.__name__, OwnershipAccepted.__name__, PageAcknowledged.__name__}
)


def read_facts(repo: str, target: str, database: str, now: int) -> LedgerFacts:
    """Recorded waivers, open incidents and who is on call, as of `now` (seconds since the epoch)."""
    with ledger_of(repo, target, database) as ledger:
        return facts_of(ledger, now)


def facts_of(ledger: Ledger, now: int) -> LedgerFacts:
    """The same from an open ledger; its read models are brought up first."""
    advance(ledger)
    head = ledger.head()
    grants = tuple(_grant(row) for row in read_waivers(ledger, "") if row["source"] in {"forge", "ledger"})
    duty, approvals = read_duty(ledger, time_text(now)), read_approvals(ledger, OWN)
    return LedgerFacts(head.hash if head.seq else "", grants, duty, approvals)


def record_waiver(repo: str, target: str, database: str, waiver: Waiver, now: int) -> None:
    """Record a waiver that a person asked for; it is declared only until its source proves it."""
    with Repository(repo) as repository:
        where = locate(repository, target, database)
    with opened(where.database) as ledger:
        ledger.append([waiver_draft(where.repository, waiver, "ledger", time_text(now), 0, lifts=False)])


def waiver_draft(repository: str, waiver: Waiver, source: str, granted_at: str, number: int, *, lifts: bool) -> Draft:
    """The event that a waiver was granted."""
    payload = WaiverGranted(
        rule=waiver.rule,
        head=waiver.head,
        by=person_of(waiver.by),
        reason=waiver.reason,
        until=waiver.until,
        until_commit=waiver.until_commit,
        second=person_of(waiver.second),
        follow_up=waiver.follow_up,
        follow_up_owner=person_of(waiver.follow_up_owner),
        incident=waiver.incident,
        source=source,  # type: ignore[arg-type] # one of the sources that a grant has
        lifts=lifts,
    )
    return Draft(
        source=OWN,
        source_id=f"{waiver.head}/{waiver.rule}/{source}/{granted_at}#waived",
        subject=change_id(repository, waiver.head, number),
        occurred_at=granted_at,
        payload=payload,
        revision=int(lifts),
    )


def person_of(name: str) -> str:
    """A person as typed: an address, or a login of an unnamed forge."""
    plain = name.strip().removeprefix("@").casefold()
    if not plain:
        return ""
    return f"email:{plain}" if "@" in plain else f"login:forge:{plain}"


def second_hand(draft: Draft) -> Draft:
    """A draft from outside: what would lift a block or prove a yes is never the product's own word in it."""
    if draft.type in PROVING and draft.source == OWN:
        return structs.replace(draft, source=f"import:{OWN}")
    return draft


def _grant(row: dict[str, str]) -> Grant:
    waiver = Waiver(
        rule=row["rule"],
        head=row["head"],
        reason=row["reason"],
        by=row["by"],
        until=row["until"] or "",
        until_commit=row["until_commit"],
        second=row["second"],
        follow_up=row["follow_up"],
        follow_up_owner=row["follow_up_owner"],
        incident=row["incident"],
    )
    at = int(datetime.fromisoformat(row["granted_at"]).astimezone(UTC).timestamp())
    place = Place(f"ledger event {row['id'][:12]}")
    return Grant(waiver, _source(row), place, granted_at=at)


def _source(row: dict[str, str]) -> WaiverSource:
    """Only the product itself vouches for what a forge said: an import or a record that claims it is declared only."""
    return "forge" if row["source"] == "forge" and row["told_by"] == OWN else "ledger"
