"""Turns findings into a verdict: modes, waivers, a proved revert, and the one word at the end."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import structs

from watchkeeper.domain.change import Change
from watchkeeper.domain.finding import Ask, Finding
from watchkeeper.domain.verdict import Decision, Inputs, NotEvaluated, Verdict
from watchkeeper.domain.waivers import EVERY_RULE, Standing
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
    waivers: Sequence[Standing],
    inputs: Inputs,
    proved_revert: bool,
) -> Verdict:
    """The verdict over the findings of `evaluated` rules.

    A failing block blocks; else an unknown block makes the verdict unknown; else a failing or
    unknown warn warns. Observed findings decide nothing. When no rule was evaluated the verdict is
    unknown: an empty set of checks is not green. Of `waivers` only those in force lift anything; the
    verdict keeps those that did, and those that somebody may have counted on.
    """
    moded = [_with_mode(finding, policy, change) for finding in findings]
    if proved_revert:
        moded = [_undone(finding) for finding in moded]
    waived = [_waive(finding, waivers) for finding in moded]
    folded = _fold([_escalated(finding, policy.escalation) for finding in waived])
    said = not_evaluated
    if not evaluated:
        said = (*said, NotEvaluated("", "no rule ran on this change", "enable a rule in the policy"))
    return Verdict(_decision(folded, evaluated), folded, said, inputs, tuple(_bearing(waivers, moded, waived)))


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


def _waive(finding: Finding, waivers: Sequence[Standing]) -> Finding:
    standing = _lifting(finding, waivers)
    if standing is None:
        return finding
    waiver, glass = standing.grant.waiver, standing.grant.source == "break-glass"
    by = f"break-glass of {waiver.by}" if glass else waiver.by
    rest = "; to be reconciled" if glass else ""
    return structs.replace(finding, waived=f"waived by {by} until {standing.until}: {waiver.reason}{rest}")


def _lifting(finding: Finding, waivers: Sequence[Standing]) -> Standing | None:
    """The first waiver in force for a finding that failed or is unknown."""
    if finding.outcome not in {"fail", "unknown"} or finding.mode not in {"warn", "block"}:
        return None
    return next((w for w in waivers if w.state == "in-force" and _names(w, finding)), None)


def _names(standing: Standing, finding: Finding) -> bool:
    return standing.grant.waiver.rule in {finding.rule, EVERY_RULE}


def _bearing(waivers: Sequence[Standing], before: Sequence[Finding], after: Sequence[Finding]) -> Iterator[Standing]:
    """Waivers that lifted something, and those not in force for a point that is open or from a commit message."""
    lifting = [(_lifting(finding, waivers), finding.mode) for finding in before]
    open_ = [f for f in after if f.outcome in {"fail", "unknown"} and not f.waived and f.mode in {"warn", "block"}]
    for standing in waivers:
        modes = {mode for lifter, mode in lifting if lifter is standing}
        if modes:
            yield structs.replace(standing, lifted="block" in modes)
        elif standing.state != "in-force":
            told = standing.grant.source in {"break-glass", "commit"}
            if told or any(_names(standing, finding) for finding in open_):
                yield standing


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
