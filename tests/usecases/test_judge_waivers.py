"""Waivers that the ledger hands over: what the forge knew lifts, what was only recorded does not."""

from __future__ import annotations

from typing import Any

import pytest

from watchkeeper.domain.ledger import LedgerFacts
from watchkeeper.domain.problems import Place
from watchkeeper.domain.waivers import Grant, Waiver, WaiverSource
from watchkeeper.usecases.check_change import Request, check_change

POLICY = "version: 1\nextends: observe\nrules:\n  size/effective-lines: {mode: block, max: 10}\n"


@pytest.mark.parametrize(
    ("source", "hours", "decision", "said"),
    [
        ("forge", 1, "pass", ""),
        ("forge", 8, "block", "expired"),
        ("ledger", 1, "block", "no forge knew who said it"),
    ],
)
def test_recorded_waivers(repo: Any, source: WaiverSource, hours: int, decision: str, said: str) -> None:
    repo.commit({".watchkeeper.yaml": POLICY})
    repo.branch("work")
    head = repo.commit({"big.py": "".join(f"x_{n} = {n}\n" for n in range(50))})
    granted = Grant(
        Waiver("size/effective-lines", head, "agreed", "omar"), source, Place("", url="u"), granted_at=repo.clock
    )
    elsewhere = Grant(
        Waiver("size/effective-lines", "0" * 40, "agreed", "omar"), "forge", Place("", url="u"), granted_at=repo.clock
    )
    request = Request(str(repo.path), "main...work", now=repo.clock + hours * 3600)
    verdict = check_change(request, LedgerFacts(waivers=(elsewhere, granted))).verdict
    assert verdict.decision == decision
    assert len(verdict.waivers) == 1
    assert said in verdict.waivers[0].reason
