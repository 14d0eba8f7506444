"""The owner of a changed path knows it: wrote, reviewed or directed something there, and not years ago.

## What it checks
For each changed path whose owner can be reached: whether one of the people that the owners come to
knows the path, by the lines of theirs that are alive there and by what they reviewed.

## Why
An owner who has never seen the code can be called at night, and then looks for somebody who has.

## Evidence
`ownership/people`: the history of the target at the changed paths. What an agent wrote counts for the
person who directed or approved it.

## When it is wrong
- Somebody may know code without having touched it here: it moved in from another repository.
- Reviews are known only where the history or the ledger names them.

## Remedy
Name somebody who knows the path beside the owner, or let the owner learn it by reviewing there.

## References
- Avelino and others, A Novel Approach for Estimating Truck Factors, 2016.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from watchkeeper.analysis.ownership.reach import PEOPLE, PathGroup
from watchkeeper.domain.change import shell_word
from watchkeeper.domain.evidence import Unknown
from watchkeeper.domain.finding import AgentBlock, Ask, Finding, Remedy
from watchkeeper.domain.ownership.owners import Reason, Standing
from watchkeeper.domain.problems import Place
from watchkeeper.domain.rules import Example, Rule, Setting, Subject
from watchkeeper.rules.ownership._group_wording import sample, sample_evidence, told_line, told_paths
from watchkeeper.rules.ownership._not_known import not_known

ID = "ownership/stale-owner"
LOCATIONS = 50


class Options(Struct, frozen=True, forbid_unknown_fields=True):
    """The rule has no options."""


RULE = Rule(
    summary="The owner of a changed path knows the code there",
    since="0.1",
    mode="observe",
    evidence=(PEOPLE,),
)


def check(subject: Subject, setting: Setting[Options]) -> Iterator[Finding]:
    """One finding for each line whose people are known not to know the paths."""
    del setting
    found = subject.evidence.of(PEOPLE)
    if isinstance(found, Unknown):
        yield not_known(ID, PEOPLE, "Whether the owners know the changed paths is not known.", found)
        return
    for group in found.value.groups:
        people = [s for answer in group.answers for s in answer.standings if s.stands]
        if people and all(_knows(person) is False for person in people):
            yield _failed(group, people)


def _knows(person: Standing) -> bool | None:
    """Whether the person knows the paths; None if that was not looked at."""
    return next((reason.holds for reason in person.reasons if reason.test == "knows"), None)


def _failed(group: PathGroup, people: list[Standing]) -> Finding:
    owners = ", ".join(dict.fromkeys(answer.owner.text for answer in group.answers))
    noun = "path is" if len(group.paths) == 1 else "paths are"
    why = next((r.text for p in people for r in p.reasons if r.test == "knows" and r.text), "")
    return Finding(
        rule=ID,
        outcome="fail",
        message=f"{len(group.paths):,} changed {noun} owned by {owners}{told_line(group)}, "
        f"and none of them is known to know the code{f': {why}' if why else ''}: {told_paths(group)}.",
        locations=tuple(Place(path) for path in group.paths[:LOCATIONS]),
        evidence=(PEOPLE.name,),
        measured="nobody who knows it",
        limit="one owner who knows it",
        limit_at=Place(group.rule.file, group.rule.line) if group.rule else None,
        ask=tuple(Ask(p.owner or p.login, "owns the path; may name who knows it") for p in people[:1]),
        remedy=Remedy(
            text="Name somebody who knows the path beside the owner, in a change of its own that both approve.",
            command=f"watchkeeper owner {shell_word(group.paths[0])}",
            comment="/watchkeeper ask-owner",
            agent_block=AgentBlock(
                goal="On a new branch from the target, name somebody who knows these paths beside the owner.",
                limits=("change nothing but the owners file", "name only somebody who agreed"),
                verify=f"after that branch is merged: watchkeeper check --rule {ID} exits with 0",
            ),
        ),
    )


def examples() -> tuple[Example, ...]:
    """An owner who never touched the path, one who knows it, one of whom it is not known, nothing known."""
    never = (Reason("knows", False, "Ada wrote and reviewed nothing there"),)
    knows = (Reason("knows", True, "Ada wrote 80 % of it"),)
    return (
        Example(
            "never touched it",
            sample(),
            (sample_evidence("stands", reasons=never),),
            (
                (
                    "fail",
                    "1 changed path is owned by @ada (CODEOWNERS:3, /tools/), and none of them is known to know "
                    "the code: Ada wrote and reviewed nothing there: tools/pay.py.",
                ),
            ),
        ),
        Example("knows it", sample(), (sample_evidence("stands", reasons=knows),), ()),
        Example("not looked at", sample(), (sample_evidence("stands"),), ()),
        Example(
            "unknown",
            sample(),
            (Unknown(PEOPLE.name, "head", "the history is cut", "fetch it"),),
            (("unknown", "Whether the owners know the changed paths is not known."),),
        ),
    )
