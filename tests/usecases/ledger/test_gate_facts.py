"""What the ledger tells the gate: approvals count only where the product itself heard of them."""

from __future__ import annotations

from pathlib import Path

from msgspec import structs

from watchkeeper.domain.events.changes import ChangeApproved
from watchkeeper.domain.events.event import OWN, Draft
from watchkeeper.domain.events.ownership import OwnershipAccepted
from watchkeeper.domain.events.paging import PageAcknowledged
from watchkeeper.usecases.ledger.gate_facts import facts_of, second_hand
from watchkeeper.usecases.ledger.location import opened

HEAD = "a" * 40


def approval(person: str, source: str, head: str = HEAD) -> Draft:
    payload = ChangeApproved(approver=person, head=head)
    return Draft(source, f"{person}{head}", "change:r/1", "2026-01-01T00:00:00Z", payload)


def test_an_approval_that_the_product_heard_of_is_told_by_head(tmp_path: Path) -> None:
    with opened(f"sqlite:///{tmp_path}/ledger.sqlite") as ledger:
        ledger.append([approval("login:github:ada", OWN), approval("email:omar@example.com", OWN)])
        ledger.append([approval("login:github:zoe", "github"), approval("login:github:ada", OWN, "b" * 40)])
        told = {(approval.person, approval.head) for approval in facts_of(ledger, 0).approvals}
        assert told == {("@ada", HEAD), ("omar@example.com", HEAD), ("@ada", "b" * 40)}


def test_nobody_from_outside_speaks_with_the_products_own_voice() -> None:
    yes = OwnershipAccepted(role="responder", person="email:ada@example.com")
    page = PageAcknowledged(person="email:ada@example.com", page="wk-1", synthetic=True)
    told = [structs.replace(approval("", OWN), payload=payload) for payload in (yes, page)]
    for draft in (approval("login:github:ada", OWN), *told):
        assert second_hand(draft).source == f"import:{OWN}"
    assert second_hand(approval("login:github:ada", "github")).source == "github"
