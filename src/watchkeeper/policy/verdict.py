"""Turns findings into a verdict: modes, waivers, a proved revert, and the one word at the end."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import structs

from watchkeeper.domain.change import Change
from watchkeeper.domain.finding import Ask, Finding
from watchkeeper.domain.verdict import Decision, Inputs, NotEvaluated, Verdict
from watchkeeper.domain.waivers import Waiver
from watchkeeper.policy.compose import Policy

KEPT_ON_REVERT = "integrity/"
WHOLE_CHANGE = "size/"
LOCATIONS_SHOWN = 50
ORDER = {"block": 0, "warn": 1, "observe": 2, "off": 3}


def decide(
    findings: Sequence[Finding],
    *,
    policy: Policy,
    change: Change,
    evaluated: int,
    not_evaluated: tuple[NotEvaluated, ...],
    waivers: Sequence[Waiver],
    inputs: Inputs,
    proved_revert: bool,
) -> Verdict:
    """The verdict over the findings of `evaluated` rules.

    A failing block blocks; else an unknown block makes the verdict unknown; else a failing or
    unknown warn warns. Observed findings decide nothing. When no rule was evaluated the verdict is
    unknown: an empty set of checks is not green. `inputs.evaluated_at` and the waivers' `until` are
    UTC in one format, so that they compare as text.
    """
    moded = [_with_mode(finding, policy, change) for finding in findings]
    if proved_revert:
        moded = [_undone(finding) for finding in moded]
    waived = [_waive(finding, waivers, inputs) for finding in moded]
    expired = tuple(_expired(finding, waivers, inputs) for finding in waived)
    folded = _fold([_escalated(finding, policy.escalation) for finding in waived])
    said = (*not_evaluated, *(entry for entry in expired if entry))
    if not evaluated:
        said = (*said, NotEvaluated("", "no rule ran on this change", "enable a rule in the policy"))
    return Verdict(_decision(folded, evaluated), folded, said, inputs)


def _decision(findings: Sequence[Finding], evaluated: int) -> Decision:
    counted = {(finding.outcome, finding.mode) for finding in findings if not finding.waived}
    if ("fail", "block") in counted:
        return "block"
    if ("unknown", "block") in counted or not evaluated:
        return "unknown"
    if ("fail", "warn") in counted or ("unknown", "warn") in counted:
        return "warn"
    return "pass"


def _with_mode(finding: Finding, policy: Policy, change: Change) -> Finding:
    """The mode for the finding's own paths; rules about the whole change take all paths."""
    changed = [file.path for file in change.files]
    own = [place.file for place in finding.locations]
    paths = changed if finding.rule.startswith(WHOLE_CHANGE) or not own else own
    return structs.replace(finding, mode=policy.setting(finding.rule, paths).mode)


def _escalated(finding: Finding, escalation: str) -> Finding:
    """Where a finding names nobody, the escalation contact is whom to ask."""
    if finding.ask or not escalation or finding.outcome not in {"fail", "unknown"}:
        return finding
    return structs.replace(finding, ask=(Ask(escalation, "escalation contact of the policy"),))


def _undone(finding: Finding) -> Finding:
    if finding.rule.startswith(KEPT_ON_REVERT):
        return finding
    message = f"{finding.message} It does not matter here: the change is an exact revert of merged changes."
    return structs.replace(finding, outcome="not-applicable", message=message)


def _waive(finding: Finding, waivers: Sequence[Waiver], inputs: Inputs) -> Finding:
    for waiver in waivers:
        applies = waiver.rule == finding.rule and waiver.head == inputs.head
        if applies and waiver.until > inputs.evaluated_at and finding.outcome in {"fail", "unknown"}:
            return structs.replace(finding, waived=f"waived by {waiver.by} until {waiver.until}: {waiver.reason}")
    return finding


def _expired(finding: Finding, waivers: Sequence[Waiver], inputs: Inputs) -> NotEvaluated | None:
    for waiver in waivers:
        if waiver.rule == finding.rule and waiver.head == inputs.head and not finding.waived:
            return NotEvaluated(finding.rule, f"a waiver by {waiver.by} expired at {waiver.until}", "ask for a new one")
    return None


def _fold(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """Equal findings become one with all their places; the gravest mode comes first."""
    folded: dict[tuple[str, str, str, str], Finding] = {}
    for finding in findings:
        key = (finding.rule, finding.outcome, finding.message, finding.mode)
        if key in folded:
            places = dict.fromkeys((*folded[key].locations, *finding.locations))
            folded[key] = structs.replace(folded[key], locations=tuple(places)[:LOCATIONS_SHOWN])
        else:
            folded[key] = finding
    return tuple(sorted(folded.values(), key=lambda f: (ORDER[f.mode], f.rule)))
