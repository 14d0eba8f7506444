"""The verdict: modes, waivers, reverts, and what an empty set of checks means."""

from __future__ import annotations

import pytest

from watchkeeper.domain.change import Change, FileChange, Target
from watchkeeper.domain.finding import Finding, Mode, Outcome
from watchkeeper.domain.problems import Place
from watchkeeper.domain.rules import RuleRecord
from watchkeeper.domain.verdict import Inputs, Verdict
from watchkeeper.domain.waivers import Grant, Standing, State, Waiver, WaiverSource
from watchkeeper.policy.compose import compose
from watchkeeper.policy.verdict import decide

INPUTS = Inputs("0", "b", "h", "t", (), (), "", "", "2026-01-02T00:00:00Z")
FILES = tuple(FileChange(p, p, "modified", 0o100644, 0o100644, "a", "b") for p in ("x", "y"))
CHANGE = Change("b", "h", (), FILES, Target("main", "t", protected=True, reason=""))


def verdict(*rules: tuple[str, Outcome, Mode], waivers: tuple[Standing, ...] = (), revert: bool = False) -> Verdict:
    catalogue = tuple(RuleRecord(rule, "", "", mode, ()) for rule, _, mode in rules)
    findings = [Finding(rule, outcome, f"{rule} says") for rule, outcome, _ in rules if outcome != "pass"]
    return decide(
        findings, policy=compose((), catalogue), change=CHANGE, evaluated=len(rules), not_evaluated=(),
        waivers=waivers, inputs=INPUTS, proved_revert=revert,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("rules", "decision"),
    [
        ((("a/a", "pass", "block"),), "pass"),
        ((("a/a", "fail", "observe"),), "pass"),
        ((("a/a", "fail", "warn"),), "warn"),
        ((("a/a", "unknown", "warn"),), "warn"),
        ((("a/a", "fail", "block"),), "block"),
        ((("a/a", "unknown", "block"),), "unknown"),
        ((("a/a", "unknown", "block"), ("a/b", "fail", "block")), "block"),
        ((("a/a", "unknown", "block"), ("a/b", "fail", "warn")), "unknown"),
        ((("a/a", "not-applicable", "block"),), "pass"),
        ((), "unknown"),
    ],
)
def test_the_decision(rules: tuple[tuple[str, Outcome, Mode], ...], decision: str) -> None:
    assert verdict(*rules).decision == decision


def standing(state: State = "in-force", source: WaiverSource = "file", **changed: str) -> Standing:
    waiver = Waiver(**{"rule": "a/a", "head": "h", "reason": "r", "by": "ada", **changed})
    return Standing(Grant(waiver, source, Place("f", 1)), state, until="2026-01-03T00:00:00Z")


@pytest.mark.parametrize(
    ("given", "decision"),
    [
        (standing(), "pass"),
        (standing(rule="*"), "pass"),
        (standing(rule="a/b"), "block"),
        (standing("expired"), "block"),
        (standing("declared"), "block"),
        (standing("second-missing"), "block"),
    ],
)
def test_only_a_waiver_in_force_lifts_a_block(given: Standing, decision: str) -> None:
    assert verdict(("a/a", "fail", "block"), waivers=(given,)).decision == decision


def test_the_verdict_keeps_the_waivers_that_bear_on_it() -> None:
    given = (standing("expired"), standing(), standing(rule="a/b"), standing("declared", rule="a/b"))
    (found,) = verdict(("a/a", "fail", "block"), ("a/b", "pass", "block"), waivers=given).waivers
    assert found.lifted
    glass = standing("declared", "break-glass", rule="*")
    assert verdict(("a/a", "pass", "block"), waivers=(glass,)).waivers == (glass,)
    assert [w.state for w in verdict(("a/a", "fail", "block"), waivers=(given[0],)).waivers] == ["expired"]


def test_a_break_glass_is_to_be_reconciled() -> None:
    (finding,) = verdict(("a/a", "fail", "block"), waivers=(standing(source="break-glass", rule="*"),)).findings
    assert finding.waived == "waived by break-glass of ada until 2026-01-03T00:00:00Z: r; to be reconciled"


def test_what_is_only_warned_about_is_no_lifted_block() -> None:
    assert not verdict(("a/a", "fail", "warn"), waivers=(standing(),)).waivers[0].lifted


def test_a_proved_revert_keeps_integrity_only() -> None:
    found = verdict(("size/a", "fail", "block"), ("integrity/a", "fail", "warn"), revert=True)
    assert found.decision == "warn"
    assert {f.rule: f.outcome for f in found.findings} == {"size/a": "not-applicable", "integrity/a": "fail"}


def test_equal_findings_fold_into_one() -> None:
    policy = compose((), (RuleRecord("a/a", "", "", "warn", ()),))
    findings = [Finding("a/a", "fail", "same", locations=(Place(f"f{n}"),)) for n in range(3)]
    found = decide(
        findings,
        policy=policy,
        change=CHANGE,
        evaluated=1,
        not_evaluated=(),
        waivers=(),
        inputs=INPUTS,
        proved_revert=False,
    )
    assert [f.locations for f in found.findings] == [(Place("f0"), Place("f1"), Place("f2"))]
