"""What the gate says, and what people say of it: verdicts, waivers, modes, judgements."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from watchkeeper.domain.events.event import Payload, Person, Text, Time
from watchkeeper.domain.finding import Mode, Outcome
from watchkeeper.domain.verdict import Decision
from watchkeeper.domain.waivers import WaiverSource


class FindingKept(Struct, frozen=True, omit_defaults=True):
    """One finding of a verdict, without its words."""

    rule: str
    outcome: Outcome
    mode: Mode
    measured: str = ""
    limit: str = ""
    waived: bool = False


class VerdictGiven(Payload, frozen=True):
    """The gate judged one head. The fields from `version` on are the verdict's inputs."""

    decision: Decision
    head: str
    base: str = ""
    target: str = ""
    number: int = 0
    findings: tuple[FindingKept, ...] = ()
    not_evaluated: tuple[str, ...] = ()
    lines_raw: int = 0
    lines_effective: int = 0
    authorship: str = ""
    version: str = ""
    policy: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    event: str = ""
    ledger_head: str = ""
    evaluated_at: Time = ""


class WaiverGranted(Payload, frozen=True):
    """A rule was waived for one head. `lifts` says whether it lifted a block or was only declared.

    `until` ends it by the clock, `until_commit` when that commit is on the target. `incident` is the
    open incident that allowed it; `second` the second person, who may follow within two working days.
    """

    rule: str
    head: str
    by: Person
    reason: Text
    until: Time = ""
    until_commit: str = ""
    second: Person = ""
    follow_up: Text = ""
    follow_up_owner: Person = ""
    incident: str = ""
    source: WaiverSource = "ledger"
    lifts: bool = False


class RuleModeChanged(Payload, frozen=True):
    """A rule's mode in a policy changed."""

    rule: str
    mode: Mode
    before: Mode = "off"
    policy_commit: str = ""
    by: Person = ""


class FindingJudged(Payload, frozen=True):
    """A person said whether a finding was right; how a rule's precision is known."""

    rule: str
    head: str
    judgement: Literal["right", "wrong", "unsure"]
    by: Person = ""
    reason: Text = ""
