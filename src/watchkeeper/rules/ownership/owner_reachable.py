"""The owner of a changed path is a living person who can be reached, and not only a name in a file.

## What it checks
For each changed path that has an owner in writing: whether at least one owner comes to a person who
exists in the directory, is a person and not a bot or an agent's account, and was active lately. A team
comes to its members. A team that is empty or dissolved has nobody.

## Why
Entries rot. People leave, teams are renamed, and the line in the file stays.

## Evidence
`ownership/people`: the directory (people file, team exports, catalogs), the history of the target for
who was active when. Nothing is looked up on the network.

## When it is wrong
- Somebody who works mainly in another repository may look as if he had left.
- Without any directory nothing can be told of logins: the rule then says so and judges nothing.

## Remedy
Name somebody who is there, or list the people and teams: see the page on people.

## References
- GitHub documentation, About code owners (owners need write access).
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from watchkeeper.analysis.ownership.reach import PEOPLE, PathGroup, PathPeople
from watchkeeper.domain.change import shell_word
from watchkeeper.domain.evidence import Unknown
from watchkeeper.domain.finding import AgentBlock, Finding, Remedy
from watchkeeper.domain.problems import Place
from watchkeeper.domain.rules import Example, Rule, Setting, Subject
from watchkeeper.rules.ownership._group_wording import (
    escalated,
    sample,
    sample_evidence,
    told_line,
    told_paths,
)
from watchkeeper.rules.ownership._not_known import not_known

ID = "ownership/owner-reachable"
LOCATIONS = 50


class Options(Struct, frozen=True, forbid_unknown_fields=True):
    """Options of the rule.

    Attributes:
        active_days: within how many days an owner has to have written, reviewed or merged something.
    """

    active_days: int = 90


RULE = Rule(
    summary="The owner of a changed path is a living person who can be reached",
    since="0.1",
    mode="observe",
    evidence=(PEOPLE,),
)


def check(subject: Subject, setting: Setting[Options]) -> Iterator[Finding]:
    """One finding for each line whose owners come to nobody, one for all of whom nothing is known."""
    del setting
    found = subject.evidence.of(PEOPLE)
    if isinstance(found, Unknown):
        yield not_known(ID, PEOPLE, "Whether the owners of the changed paths can be reached is not known.", found)
        return
    value = found.value
    unknown = [group for group in value.groups if group.state == "unknown"]
    yield from (_failed(group, value) for group in value.groups if group.state == "nobody")
    if unknown:
        yield _open(unknown)


def _failed(group: PathGroup, value: PathPeople) -> Finding:
    owners = ", ".join(answer.owner.text for answer in group.answers)
    reasons = "; ".join(dict.fromkeys(a.reason for a in group.answers if a.reason)) or "nobody stands"
    noun = "path is" if len(group.paths) == 1 else "paths are"
    return Finding(
        rule=ID,
        outcome="fail",
        message=f"{len(group.paths):,} changed {noun} owned by {owners}{told_line(group)}, "
        f"but nobody can be reached: {reasons}: {told_paths(group)}.",
        locations=tuple(Place(path) for path in group.paths[:LOCATIONS]),
        evidence=(PEOPLE.name,),
        measured="nobody",
        limit="one living person",
        limit_at=Place(group.rule.file, group.rule.line) if group.rule else None,
        ask=escalated(value),
        remedy=Remedy(
            text="Name somebody who is there, in a change of its own that this person approves.",
            command=f"watchkeeper owner {shell_word(group.paths[0])}",
            comment="/watchkeeper ask-owner",
            agent_block=AgentBlock(
                goal="On a new branch from the target, put an owner who is there in place of the one who is not.",
                limits=("change nothing but the owners file", "name only somebody who agreed"),
                verify=f"after that branch is merged: watchkeeper check --rule {ID} exits with 0",
            ),
        ),
    )


def _open(groups: list[PathGroup]) -> Finding:
    """All that is not known in one finding."""
    answers = [answer for group in groups for answer in group.answers if answer.state == "unknown"]
    owners = list(dict.fromkeys(answer.owner.text for answer in answers))
    shown = ", ".join(owners[:3]) + (f" and {len(owners) - 3} more" if len(owners) > 3 else "")
    reason, remedy = answers[0].reason or "nothing tells", answers[0].remedy or "list the people in the people file"
    text = f"Whether {shown} can be reached is not known: {reason}."
    return not_known(ID, PEOPLE, text, Unknown(PEOPLE.name, owners[0], reason, remedy))


def examples() -> tuple[Example, ...]:
    """An owner who left, one who stands, one of whom nothing is known, a history that cannot be read."""
    left = sample_evidence("nobody", "@ada left")
    open_ = sample_evidence("unknown", "no directory lists @ada", "list her in the people file")
    return (
        Example(
            "left",
            sample(),
            (left,),
            (
                (
                    "fail",
                    "1 changed path is owned by @ada (CODEOWNERS:3, /tools/), "
                    "but nobody can be reached: @ada left: tools/pay.py.",
                ),
            ),
        ),
        Example("stands", sample(), (sample_evidence("stands"),), ()),
        Example(
            "not listed",
            sample(),
            (open_,),
            (("unknown", "Whether @ada can be reached is not known: no directory lists @ada."),),
        ),
        Example(
            "unknown",
            sample(),
            (Unknown(PEOPLE.name, "head", "the history is cut", "fetch it"),),
            (("unknown", "Whether the owners of the changed paths can be reached is not known."),),
        ),
    )
