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


def people_lines(answer: Answer, *, brief: bool = False) -> Iterator[str]:
    """A line for each owner, and under it (indented) one for each person; `brief`: only owners that do not stand."""
    for owner in answer.answers:
        if not (brief and owner.state == "stands"):
            yield _owner(owner)
            if not brief:
                yield from (f"  {_person(standing)}" for standing in owner.standings[:SHOWN])
            if len(owner.standings) > SHOWN and not brief:
                yield f"  and {len(owner.standings) - SHOWN} more"


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
    if len(owner.standings) != 1 or not owner.standings[0].reasons:
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
