"""Tells how deep an escalation goes, and where one person stands in several of its steps."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from watchkeeper.domain.problems import Problem
from watchkeeper.domain.readiness.duty import Ladder
from watchkeeper.domain.readiness.on_call import Call, Called, Escalation


def ladder_of(
    escalation: Escalation, called: Called, living: Callable[[str], str], same: Callable[[str], str]
) -> Ladder:
    """What an escalation comes to at an instant. Its depth counts the steps that reach a person who is there.

    `living` says of a name why it does not count, `same` what a person is known by.
    """
    reached = [call for call in called.calls if not living(call.person)]
    depth = len({call.step for call in reached})
    shortfalls = _shortfalls(escalation, reached, depth, same)
    return Ladder(escalation, called.calls, depth, (*called.faults, *called.unknown, *shortfalls))


def _shortfalls(
    escalation: Escalation, reached: list[Call], depth: int, same: Callable[[str], str]
) -> Iterator[Problem]:
    place = escalation.place
    if not escalation.steps:
        yield Problem("has no steps", place, "add whom it calls")
    elif not reached:
        yield Problem("reaches nobody who is there", place, "let a step call a person who is there")
    elif depth == 1:
        yield Problem("has one step that reaches anybody", place, "add a second step with somebody else")
    steps: dict[str, list[int]] = {}
    for call in reached:
        steps.setdefault(same(call.person), []).append(call.step)
    names = {same(call.person): call.person for call in reversed(reached)}
    for person, numbers in steps.items():
        if len(several := sorted(set(numbers))) > 1:
            what = f"calls the same person, {names[person]}, in steps {', '.join(map(str, several))}"
            yield Problem(what, place, "let a later step call somebody else")
