"""A changed path is owned by a line of its own, and not only by the line that covers everything.

## What it checks
Paths that the change adds or edits and whose owner comes only from a line for the whole repository
(`*`, or the OWNERS file at its root).

## Why
A line for everything names somebody for each file, so that nothing looks unowned. It says nothing
about who knows the code. The burden falls on the few who stand in that line.

## Evidence
`ownership/paths`: the owners file of the target.

## When it is wrong
In a small repository one team may really own everything.

## Remedy
Give the folder a line with the people who know it.

## References
- GitHub documentation, About code owners.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from watchkeeper.analysis.ownership.catch_all import by_catch_all
from watchkeeper.analysis.ownership.paths import OWNERS, PathOwners
from watchkeeper.domain.change import Change, FileChange, Target, display_path, shell_word
from watchkeeper.domain.evidence import Evidence, Unknown
from watchkeeper.domain.finding import AgentBlock, Ask, Finding, Remedy
from watchkeeper.domain.ownership.owners import OwnerRef, Resolution, RuleRef
from watchkeeper.domain.problems import Place
from watchkeeper.domain.rules import Example, Rule, Setting, Subject
from watchkeeper.rules.ownership._not_known import not_known

ID = "ownership/catch-all"
SHOWN = 3
LOCATIONS = 50


class Options(Struct, frozen=True, forbid_unknown_fields=True):
    """The rule has no options."""


RULE = Rule(
    summary="A changed path has an owner of its own, not only the line that covers everything",
    since="0.1",
    mode="observe",
    evidence=(OWNERS,),
)


def check(subject: Subject, setting: Setting[Options]) -> Iterator[Finding]:
    """One finding for all paths that only a line for everything owns."""
    del setting
    found = subject.evidence.of(OWNERS)
    if isinstance(found, Unknown):
        yield not_known(ID, OWNERS, "Which line owns the changed paths is not known.", found)
        return
    covered = [resolution for resolution in found.value.resolutions if by_catch_all(resolution)]
    if covered:
        yield _finding(covered, found.value)


def _finding(covered: list[Resolution], value: PathOwners) -> Finding:
    rule = covered[0].rule
    paths = ", ".join(display_path(r.path) for r in covered[:SHOWN])
    more = f" and {len(covered) - SHOWN:,} more" if len(covered) > SHOWN else ""
    noun = "path is" if len(covered) == 1 else "paths are"
    line = f"{rule.file}:{rule.line} ({rule.pattern})" if rule else value.file
    return Finding(
        rule=ID,
        outcome="fail",
        message=f"{len(covered):,} changed {noun} owned only by the line for everything, {line}: {paths}{more}.",
        locations=tuple(Place(r.path) for r in covered[:LOCATIONS]),
        evidence=(OWNERS.name,),
        measured=f"{len(covered):,} of {len(value.resolutions):,} paths",
        limit="a line of their own",
        limit_at=Place(rule.file, rule.line, commit=value.commit) if rule else None,
        ask=tuple(Ask(o.text, "owns everything that has no line of its own") for o in covered[0].owners[:SHOWN]),
        remedy=Remedy(
            text=f"Add a line for the folder to {value.file} with the people who know it, in a change of its own that "
            "they approve.",
            command=f"watchkeeper owner {shell_word(covered[0].path)}",
            comment="/watchkeeper ask-owner",
            agent_block=AgentBlock(
                goal=f"On a new branch from the target, add lines to {value.file} for the folders of these paths.",
                limits=("change nothing but that file", "name only people who agreed to answer for the paths"),
                verify=f"after that branch is merged: watchkeeper check --rule {ID} exits with 0",
            ),
        ),
    )


def examples() -> tuple[Example, ...]:
    """A path under the line for everything, one with a line of its own, one whose owners cannot be read."""
    file = FileChange("tools/pay.py", "tools/pay.py", "modified", 0o100644, 0o100644, "a", "b")
    change = Change("base", "head", (), (file,), Target("main", "base", protected=True, reason="branch called main"))
    ada = (OwnerRef("@ada", "user"),)

    def value(pattern: str) -> Evidence[PathOwners]:
        resolution = Resolution("tools/pay.py", "owned", ada, RuleRef("CODEOWNERS", 1, pattern))
        found = PathOwners("CODEOWNERS", "base", (resolution,), frozenset({"@grace"}), author_known=True)
        return Evidence(OWNERS.name, "head", found)

    message = "1 changed path is owned only by the line for everything, CODEOWNERS:1 (*): tools/pay.py."
    unknown = Unknown(OWNERS.name, "head", "CODEOWNERS is a symbolic link", "commit a regular file")
    return (
        Example("the line for everything", change, (value("*"),), (("fail", message),)),
        Example("a line of its own", change, (value("/tools/"),), ()),
        Example("unknown", change, (unknown,), (("unknown", "Which line owns the changed paths is not known."),)),
    )
