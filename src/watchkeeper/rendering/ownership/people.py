"""Writes what owners lead to: people who stand, who do not, or of whom it is not known."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from watchkeeper.domain.evidence import Unknown
from watchkeeper.domain.ownership.owners import Answer, AnswerState, OwnerAnswer, Standing
from watchkeeper.rendering.escaping import one_line
from watchkeeper.rendering.ownership.standings import standing_json

STATES: dict[AnswerState, str] = {
    "stands": "can be reached",
    "nobody": "nobody can be reached",
    "unknown": "whether anybody can be reached is not known",
}
SHOWN = 5


def people_lines(answer: Answer) -> Iterator[str]:
    """A line for each owner, and under it (indented) one for each person."""
    for owner in answer.answers:
        yield _owner(owner)
        yield from (f"  {_person(standing)}" for standing in owner.standings[:SHOWN])
        if len(owner.standings) > SHOWN:
            yield f"  and {len(owner.standings) - SHOWN} more"


class Fallen:
    """Owners of many paths behind whom nobody is known to stand, each told once."""

    def __init__(self) -> None:
        self._found: dict[str, tuple[OwnerAnswer, int]] = {}

    def add(self, answer: Answer) -> None:
        """Note the owners of one more path."""
        for owner in answer.answers:
            if owner.state != "stands":
                first, count = self._found.get(owner.owner.text, (owner, 0))
                self._found[owner.owner.text] = (first, count + 1)

    def lines(self) -> Iterator[str]:
        """The owners of most paths first."""
        for owner, count in sorted(self._found.values(), key=lambda pair: (-pair[1], pair[0].owner.text)):
            yield f"{_owner(owner)} ({count:,} path{'' if count == 1 else 's'})"


def unlisted(people: Unknown | None) -> str:
    """The sentence that says why nothing is told of people; "" where they were looked up."""
    return f"Whether owners can be reached is not known: {people.reason} → {people.remedy}" if people else ""


def people_json(answer: Answer) -> dict[str, Any]:
    """The people behind a target, what each owner comes to, and the best of it."""
    return {
        "people": [standing_json(person) for person in answer.people],
        "behind": [_owner_json(owner) for owner in answer.answers],
        "standing": answer.state,
    }


def _owner(owner: OwnerAnswer) -> str:
    text = f"{owner.owner.text}: {STATES[owner.state]}"
    if owner.state != "stands" or len(owner.standings) != 1:
        text += f": {owner.reason}"
    if owner.state == "stands":
        return text
    escalation = f" (the policy escalates to {owner.escalation})" if owner.escalation else ""
    return text + (f" → {owner.remedy}" if owner.remedy else "") + escalation


def _person(person: Standing) -> str:
    who = f"@{person.login}" if person.login else person.name or person.id or person.owner
    because = "; ".join(reason.text for reason in person.reasons)
    return f"{who} ({person.role}, {person.rung}): {because}"


def _owner_json(owner: OwnerAnswer) -> dict[str, Any]:
    texts = {"reason": owner.reason, "remedy": owner.remedy, "escalation": owner.escalation}
    said = {key: one_line(text) or None for key, text in texts.items()}
    return {"owner": one_line(owner.owner.text), "state": owner.state, **said}
