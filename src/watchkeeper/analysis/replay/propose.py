"""Chooses a cap and modes that hold the noise budget, from what the gate would have said of merged changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal, TypeVar

from watchkeeper.domain.finding import Mode
from watchkeeper.domain.proposal import CapPoint, Proposal, Replayed, RuleRate

N = TypeVar("N", int, float)
HOLD_BUDGET = 0.03
COMMENT_BUDGET = 0.15
CAPS = (100, 200, 400, 600, 800, 1000, 1500, 2000, 3000, 5000, 10000)
QUANTILES = (0.5, 0.75, 0.9, 0.95, 0.98, 0.99)
SIZE_RULE = "size/effective-lines"
LOWEST_CAP = 400


def propose(replayed: Sequence[Replayed], recommended: Mapping[str, Mode], target: str) -> Proposal:
    """The proposal for a repository: the cap is its own 98th percentile, modes are lowered until the budget holds.

    Only changes by people count; `recommended` is each rule's mode in the recommended preset.
    """
    humans = [r for r in replayed if r.human]
    sizes = sorted(r.lines for r in humans if r.lines >= 0)
    cap = max(LOWEST_CAP, _round_up(_quantile(sizes, 0.98))) if sizes else LOWEST_CAP
    fired = {rule: {r.sha for r in humans if rule in r.fired} for rule in recommended}
    fired[SIZE_RULE] = {r.sha for r in humans if r.lines > cap}
    modes, reasons = _within_budget(fired, recommended, len(humans))
    rates = tuple(
        RuleRate(rule, len(fired[rule]), len(humans), mode, modes[rule], reasons.get(rule, ""))
        for rule, mode in recommended.items()
    )
    times = sorted(r.seconds for r in replayed)
    return Proposal(
        target=target,
        replayed=len(replayed),
        humans=len(humans),
        first=replayed[-1].sha if replayed else "",
        last=replayed[0].sha if replayed else "",
        cap=cap,
        quantiles=tuple((f"p{q * 100:g}", _quantile(sizes, q)) for q in QUANTILES),
        curve=tuple(CapPoint(c, sum(1 for s in sizes if s > c)) for c in sorted({*CAPS, cap})),
        rates=rates,
        held=len(_union(fired, modes, ("block",))),
        commented=len(_union(fired, modes, ("block", "warn"))),
        seconds_p50=_quantile(times, 0.5),
        seconds_p95=_quantile(times, 0.95),
        policy=_policy_text(cap, modes, reasons, recommended),
    )


def _within_budget(
    fired: Mapping[str, set[str]], recommended: Mapping[str, Mode], count: int
) -> tuple[dict[str, Mode], dict[str, str]]:
    """Lower the noisiest rule until blocks and comments are within their budgets."""
    modes = dict(recommended)
    reasons: dict[str, str] = {}
    steps: tuple[tuple[tuple[Mode, ...], Mode, float], ...] = (
        (("block",), "warn", HOLD_BUDGET),
        (("block", "warn"), "observe", COMMENT_BUDGET),
    )
    for among, lower, budget in steps:
        while len(_union(fired, modes, among)) > budget * count:
            loudest = max((rule for rule in modes if modes[rule] in among), key=lambda rule: len(fired[rule]))
            modes[loudest] = lower
            reasons[loudest] = f"would fire on {len(fired[loudest])} of {count} changes"
    return modes, reasons


def _union(fired: Mapping[str, set[str]], modes: Mapping[str, Mode], among: tuple[Mode, ...]) -> set[str]:
    return {sha for rule, mode in modes.items() if mode in among for sha in fired[rule]}


def _quantile(ordered: Sequence[N], share: float) -> N | Literal[0]:
    """The smallest value that at least this share of the values does not exceed; 0 for none."""
    if not ordered:
        return 0
    return ordered[min(len(ordered) - 1, max(0, -(-int(share * 1000) * len(ordered) // 1000) - 1))]


def _round_up(value: float) -> int:
    return -(-int(value) // 50) * 50


def _policy_text(
    cap: int, modes: Mapping[str, Mode], reasons: Mapping[str, str], recommended: Mapping[str, Mode]
) -> str:
    lines = [
        "# Proposed by `watchkeeper init` from this repository's own history.",
        "# Start with `extends: observe` to see what it says before it says it to anybody.",
        "version: 1",
        "extends: recommended",
        "rules:",
        f"  {SIZE_RULE}: {{mode: {modes[SIZE_RULE]}, max: {cap}}}  # this repository's p98; lower it as changes shrink",
    ]
    lines += [
        f"  {rule}: {mode}  # {reasons[rule]}"
        for rule, mode in modes.items()
        if mode != recommended[rule] and rule != SIZE_RULE
    ]
    return "\n".join(lines) + "\n"
