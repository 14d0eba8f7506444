"""The verdict: what the gate says of a change, and everything it was computed from."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from watchkeeper.domain.finding import Finding
from watchkeeper.domain.waivers import Standing

Decision = Literal["pass", "warn", "block", "unknown"]


class Inputs(Struct, frozen=True):
    """All that a verdict is a function of; the same inputs give the same bytes."""

    version: str
    base: str
    head: str
    target: str
    policy: tuple[str, ...]
    evidence: tuple[str, ...]
    event: str
    ledger_head: str
    evaluated_at: str


class NotEvaluated(Struct, frozen=True):
    """Something the gate did not or could not look at, said aloud."""

    rule: str
    reason: str
    remedy: str


class Verdict(Struct, frozen=True):
    """The decision, its findings, what was not evaluated, and the waivers that bear on it."""

    decision: Decision
    findings: tuple[Finding, ...]
    not_evaluated: tuple[NotEvaluated, ...]
    inputs: Inputs
    waivers: tuple[Standing, ...] = ()

    @property
    def lifted(self) -> bool:
        """Whether a waiver lifted a block."""
        return any(standing.lifted for standing in self.waivers)
