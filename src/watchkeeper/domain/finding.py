"""Findings: what a rule says about a change, in words that a person can act on."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from watchkeeper.domain.evidence import Unknown
from watchkeeper.domain.problems import Place

Outcome = Literal["pass", "fail", "not-applicable", "unknown"]
Mode = Literal["off", "observe", "warn", "block"]
MODES: tuple[Mode, ...] = ("off", "observe", "warn", "block")


class AgentBlock(Struct, frozen=True):
    """A task to hand to a coding agent: the goal, the limits, and how to verify the result."""

    goal: str
    limits: tuple[str, ...]
    verify: str


class Remedy(Struct, frozen=True):
    """What to do: a sentence, the command line, the comment command, the block for an agent."""

    text: str
    command: str = ""
    comment: str = ""
    agent_block: AgentBlock | None = None


class Ask(Struct, frozen=True):
    """Whom to ask, and why that person."""

    person: str
    why: str


class Offer(Struct, frozen=True):
    """Something ready to be taken, attached after the verdict: a split, a patch."""

    kind: str
    title: str
    items: tuple[str, ...] = ()
    command: str = ""


class Finding(Struct, frozen=True):
    """One statement of one rule.

    `measured` and `limit` are the numbers as text with their unit; `limit_at` is where the limit is
    written; `evidence` names kinds. `mode` is set by the policy, rules leave it at `observe`.
    """

    rule: str
    outcome: Outcome
    message: str
    mode: Mode = "observe"
    locations: tuple[Place, ...] = ()
    evidence: tuple[str, ...] = ()
    measured: str = ""
    limit: str = ""
    limit_at: Place | None = None
    remedy: Remedy | None = None
    ask: tuple[Ask, ...] = ()
    offer: Offer | None = None
    unknown: Unknown | None = None
    waived: str = ""
