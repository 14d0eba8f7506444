"""Picks the fewest people to ask, those who know most first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from watchkeeper.analysis.ownership.standing import person_state
from watchkeeper.domain.finding import Ask
from watchkeeper.domain.ownership.owners import OwnerAnswer, Standing, Test


def best_people(
    answers: Sequence[OwnerAnswer], knowledge: Mapping[str, float], matters: Sequence[Test], most: int = 3
) -> tuple[Ask, ...]:
    """At most `most` people who together can answer for as many of the owners as possible.

    Greedy cover: next is who stands for most owners that nobody picked stands for, of these who knows most
    (`knowledge` by `person:` id). Owners of whom nobody is known to stand are asked through those who may.
    An owner that leads to nobody asks for its escalation.
    """
    picked: list[Ask] = []
    open_ = set(range(len(answers)))
    for state, why in (("stands", "stands for {}"), ("unknown", "is named by {}; whether they stand is not known")):
        behind = _behind(answers, state, matters)
        while len(picked) < most and (left := {key: at & open_ for key, (_, at) in behind.items() if at & open_}):
            key = min(left, key=lambda k: (-len(left[k]), -knowledge.get(k, 0.0), k))
            owners = list(dict.fromkeys(answers[at].owner.text for at in sorted(left[key])))
            picked.append(Ask(_shown(behind[key][0]), why.format(_told(owners))))
            open_ -= left[key]
    escalations = dict.fromkeys(answers[at].escalation for at in sorted(open_) if answers[at].escalation)
    picked += [Ask(name, "is named by the policy for owners behind whom nobody stands") for name in escalations]
    return tuple(picked[:most])


def _behind(
    answers: Sequence[OwnerAnswer], state: str, matters: Sequence[Test]
) -> dict[str, tuple[Standing, frozenset[int]]]:
    """People in this state, by id, with the positions of the answers that they are behind."""
    found: dict[str, tuple[Standing, frozenset[int]]] = {}
    for at, answer in enumerate(answers):
        for standing in answer.standings:
            if person_state(standing, matters) == state:
                key = standing.id or standing.login or standing.owner
                found[key] = (standing, found.get(key, (standing, frozenset()))[1] | {at})
    return found


def _shown(standing: Standing) -> str:
    return f"@{standing.login}" if standing.login else standing.name or standing.owner


def _told(owners: Sequence[str]) -> str:
    more = f" and {len(owners) - 3} more" if len(owners) > 3 else ""
    return ", ".join(owners[:3]) + more
