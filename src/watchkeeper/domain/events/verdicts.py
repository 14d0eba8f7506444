"""What the gate says, and what people say of it: verdicts, waivers, modes, judgements."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from watchkeeper.domain.events.event import Payload, Person, Text, Time
from watchkeeper.domain.finding import Mode, Outcome
from watchkeeper.domain.verdict import Decision
from watchkeeper.domain.waivers import WaiverSource


class FindingKept(Struct, frozen=True, omit_defaults=True):
    """One finding of a verdict, without its words.

    Attributes:
        rule: the rule's id.
        outcome: what the rule found.
        mode: what the finding does, by the policy.
        measured: the measured number as text, with its unit.
        limit: the limit as text, with its unit.
        waived: a waiver let it pass.
    """

    rule: str
    outcome: Outcome
    mode: Mode
    measured: str = ""
    limit: str = ""
    waived: bool = False


class VerdictGiven(Payload, frozen=True):
    """The gate judged one head. The fields from `version` on are the verdict's inputs.

    Attributes:
        decision: the verdict.
        head: the commit that was judged.
        base: the commit that it was compared with.
        target: the target whose policy judged: its branch or commit.
        number: the change's number on the forge; 0 where it has none.
        findings: the findings, without their words.
        not_evaluated: ids of rules that were not evaluated.
        lines_raw: raw lines of the change.
        lines_effective: effective lines of the change.
        authorship: who or what wrote the change, as the gate saw it.
        version: the version of watchkeeper.
        policy: digests of the policy files that judged.
        evidence: the kinds of evidence that were collected.
        event: the digest of the forge's event that was read.
        ledger_head: the head of the ledger that was read.
        evaluated_at: the time that the verdict holds for.
    """

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
    """A rule was waived for one head.

    Attributes:
        rule: the rule's id.
        head: the commit that it holds for.
        by: who granted it.
        reason: why.
        until: the time that ends it.
        until_commit: it ends when this commit is on the target.
        second: the second person, who may follow within two working days.
        follow_up: what is to be done afterwards.
        follow_up_owner: who is to do it.
        incident: the id of the open incident that allowed it.
        source: where it was granted.
        lifts: it lifted a block; otherwise it was only declared.
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
    """A rule's mode in a policy changed.

    Attributes:
        rule: the rule's id.
        mode: the mode since then.
        before: the mode before.
        policy_commit: the commit of the policy that changed it.
        by: who changed it.
    """

    rule: str
    mode: Mode
    before: Mode = "off"
    policy_commit: str = ""
    by: Person = ""


class FindingJudged(Payload, frozen=True):
    """A person said whether a finding was right; how a rule's precision is known.

    Attributes:
        rule: the rule's id.
        head: the commit that the finding was about.
        judgement: what the person said.
        by: who said so.
        reason: why.
    """

    rule: str
    head: str
    judgement: Literal["right", "wrong", "unsure"]
    by: Person = ""
    reason: Text = ""
