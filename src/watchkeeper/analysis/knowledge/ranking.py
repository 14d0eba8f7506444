"""Ranks who can answer for a path: what they did to the file, in its folders and in the whole tree, fading."""

from __future__ import annotations

from collections.abc import Sequence
from math import exp, log1p, sqrt

from watchkeeper.analysis.knowledge.traces import Traces

WEIGHTS = (0.8, 0.25, 0.45)
"""What the logarithm of a person's acts weighs at the path itself, in its folder, in the folder above."""
TREE = 3.7
"""What the square root of a person's share of all acts in the tree weighs."""
ALIVE = 1.0
"""What a person's share of the path's lines alive weighs.

All weights: a conditional logit over the fixes of the six tuning repositories of `docs/measurements.md`.
"""
MOST_OF_A_FOLDER = 50
"""People of a folder above the path that are looked at, the most active ones; a path's own are all looked at."""


def score_people(levels: Sequence[Traces | None]) -> dict[int, float]:
    """A score of everybody who may know a path, from its levels: path, folder, folder above, whole tree.

    The score is a weighted sum of what a person did at each level. None stands for a level that does not exist.
    """
    own, tree = levels[0] or {}, levels[-1] or {}
    lines = sum(trace.lines for trace in own.values()) or 1.0
    acts = sum(trace.weight for trace in tree.values()) or 1.0
    found: dict[int, float] = {}
    for person in sorted(_candidates(levels)):
        score = ALIVE * own[person].lines / lines if person in own else 0.0
        score += TREE * sqrt(tree[person].weight / acts) if person in tree else 0.0
        for weight, traces in zip(WEIGHTS, levels, strict=False):
            if traces and person in traces:
                score += weight * log1p(traces[person].weight)
        found[person] = score
    return found


def shares(scores: dict[int, float]) -> dict[int, float]:
    """Scores as shares that sum to one: how likely each person is the next to mend something there."""
    highest = max(scores.values(), default=0.0)
    raised = {person: exp(score - highest) for person, score in scores.items()}
    total = sum(raised.values())
    return {person: one / total for person, one in raised.items()}


def _candidates(levels: Sequence[Traces | None]) -> set[int]:
    found = set(levels[0] or ())
    for traces in levels[1:]:
        ranked = sorted((-trace.weight, person) for person, trace in (traces or {}).items())
        found.update(person for _, person in ranked[:MOST_OF_A_FOLDER])
    return found
