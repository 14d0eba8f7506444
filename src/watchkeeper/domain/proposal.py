"""A policy proposed from a repository's own history, with the numbers it rests on."""

from __future__ import annotations

from msgspec import Struct

from watchkeeper.domain.finding import Mode


class Replayed(Struct, frozen=True):
    """What the gate would have said of one merged change.

    `fired` are the rules with a failing finding, `unknown` those that could not be evaluated;
    `lines` are effective lines, -1 when unknown; `seconds` is the time the check took.
    """

    sha: str
    subject: str
    human: bool
    lines: int
    fired: tuple[str, ...]
    unknown: tuple[str, ...]
    seconds: float


class RuleRate(Struct, frozen=True):
    """How often a rule would have fired on human changes, its recommended mode and the proposed one."""

    rule: str
    fired: int
    changes: int
    recommended: Mode
    proposed: Mode
    reason: str = ""

    @property
    def share(self) -> float:
        """Fired of all, 0..1."""
        return self.fired / self.changes if self.changes else 0.0


class CapPoint(Struct, frozen=True):
    """One point of the curve: a cap in effective lines and how many human changes it would have held."""

    cap: int
    held: int


class Proposal(Struct, frozen=True):
    """The proposed policy with its basis; `held` and `commented` count human changes under it."""

    target: str
    replayed: int
    humans: int
    first: str
    last: str
    cap: int
    quantiles: tuple[tuple[str, int], ...]
    curve: tuple[CapPoint, ...]
    rates: tuple[RuleRate, ...]
    held: int
    commented: int
    seconds_p50: float
    seconds_p95: float
    policy: str
