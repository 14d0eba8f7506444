"""Who knows several files together, by what they did in those very files."""

from __future__ import annotations

from collections.abc import Sequence

from watchkeeper.analysis.knowledge.knowledge import Knowledge
from watchkeeper.domain.knowledge import Grasp, Knower

MOST_FILES = 200
"""Of more files so many are looked at, evenly spread in the order given."""
MOST_PEOPLE = 30
YEAR = 365 * 86_400


def rank_together(knowledge: Knowledge, paths: Sequence[str]) -> tuple[Grasp, ...]:
    """The people who worked in these files, in most of them and lately first; work elsewhere does not count.

    Equal ones stand in the order of their addresses.
    """
    step = max(1, -(-len(paths) // MOST_FILES))
    looked_at = paths[::step]
    found: dict[str, list[Knower]] = {}
    for path in looked_at:
        for knower in knowledge.rank_knowers(path, MOST_PEOPLE):
            if knower.deliveries or knower.reviews:
                found.setdefault(knower.person, []).append(knower)
    weights = {person: _weight(knowers, knowledge.now) for person, knowers in found.items()}
    total = sum(weights.values()) or 1.0
    grasps = (_grasp(found[person], weights[person] / total, len(looked_at)) for person in found)
    return tuple(sorted(grasps, key=lambda grasp: (-grasp.share, grasp.person)))


def _weight(knowers: Sequence[Knower], now: int) -> float:
    age = max(0, now - max(knower.last for knower in knowers))
    return float(len(knowers) * 0.5 ** (age / YEAR))


def _grasp(knowers: Sequence[Knower], share: float, of: int) -> Grasp:
    first = knowers[0]
    return Grasp(first.person, first.name, share, len(knowers), of, max(knower.last for knower in knowers))
