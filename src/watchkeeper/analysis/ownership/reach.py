"""Whether the owners of the changed paths are people who can be reached and who know the code."""

from __future__ import annotations

from msgspec import Struct

from watchkeeper.domain.evidence import Kind
from watchkeeper.domain.ownership.owners import AnswerState, OwnerAnswer, RuleRef


class PathGroup(Struct, frozen=True):
    """Changed paths that the same line gives to the same owners, with what each owner comes to."""

    paths: tuple[str, ...]
    answers: tuple[OwnerAnswer, ...]
    rule: RuleRef | None = None

    @property
    def state(self) -> AnswerState:
        """Somebody stands; else somebody may (unknown); else nobody does."""
        states = {answer.state for answer in self.answers}
        return "stands" if "stands" in states else "unknown" if "unknown" in states else "nobody"


class PathPeople(Struct, frozen=True):
    """The owned changed paths by line. `directory` says whether anybody is listed anywhere at all."""

    groups: tuple[PathGroup, ...]
    directory: bool
    escalation: str = ""
    commit: str = ""


PEOPLE: Kind[PathPeople] = Kind("ownership/people")
