"""Open claims: those without an answer, with who was asked."""

from __future__ import annotations

from pathlib import Path

from tests.ledger.samples import ADA, ADA_LOGIN, GRACE, clock, draft
from watchkeeper.domain.events.paging import ClaimAnswered, ClaimOpened
from watchkeeper.ledger.claims import read_open_claims
from watchkeeper.ledger.store import Ledger


def test_a_claim_is_open_until_it_is_answered(tmp_path: Path) -> None:
    with Ledger(str(tmp_path / "l.sqlite"), clock) as ledger:
        ledger.append(
            [
                draft("claim:1", ClaimOpened(ADA_LOGIN, "own the cron job", GRACE, "2026-04-01T00:00:00Z")),
                draft("claim:2", ClaimOpened(ADA, "review")),
                draft("claim:3", ClaimOpened(GRACE, "follow up")),
                draft("claim:2", ClaimAnswered("no", ADA)),
            ]
        )
        found = {claim.what: (claim.people, claim.due_at) for claim in read_open_claims(ledger)}
        assert found == {
            "own the cron job": (("@countess-ada",), "2026-04-01T00:00:00Z"),
            "follow up": (("grace.hopper@example.com",), ""),
        }
