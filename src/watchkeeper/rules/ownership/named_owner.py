"""Every changed path has an owner by name, and not only the author of the change.

## What it checks
The owner of each changed path by the owners file of the target. A path that no line matches, and a
path that a line without owners matches, have no owner. A path whose only owner is the author of the
change has nobody else who answers for it. Bots and people who left do not count. A component that the
change declares, in a catalog or in the policy, has an owner too: there, or by the owners file. (A tool
that it brings without declaring it is told by `ownership/new-deployable`.)

## Why
When production breaks, somebody has to answer. A path without a name falls to whoever is near.

## Evidence
`ownership/paths`: the owners file at the target, never from the change itself, read as the forge reads it.
GitHub: the last matching line wins. GitLab: the last of each section; every section that is not optional
has to have somebody who can answer, and a line without owners leaves its path unowned (GitLab would let it
pass). Kubernetes: approvers of the nearest OWNERS file and of those above; reviewers do not count. Of a
renamed file GitLab asks the owner of the old path, too. `ownership/components`: who a catalog or the
policy names. An owner here is *declared*; that the person can be reached is asked by
`ownership/owner-reachable`.

## When it is wrong
Of paths, ownership that is written somewhere else (a catalog, a wiki) is not seen. Whether a team has living
members is not looked up.

## Remedy
Name an owner in the owners file, in a change of its own that the named person approves.

## References
- GitHub documentation, About code owners.
- GitLab documentation, Syntax of CODEOWNERS file; Advanced CODEOWNERS configuration.
- Prow, OWNERS files (kubernetes-sigs/prow, pkg/repoowners).
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from watchkeeper.analysis.ownership.paths import OWNERS, PathOwners, path_state, unread
from watchkeeper.analysis.ownership.touched import TOUCHED, TouchedComponent
from watchkeeper.domain.change import Change, FileChange, Target, display_path, shell_word
from watchkeeper.domain.evidence import Evidence, Unknown
from watchkeeper.domain.finding import AgentBlock, Finding, Remedy
from watchkeeper.domain.ownership.owners import Demand, OwnerRef, Resolution, RuleRef
from watchkeeper.domain.problems import Place
from watchkeeper.domain.rules import Example, Rule, Setting, Subject
from watchkeeper.rules.ownership._component_wording import named, places, sample_evidence
from watchkeeper.rules.ownership._not_known import not_known

ID = "ownership/named-owner"
SHOWN = 3
WITHOUT = "has no owner: its declaration names none, and no line of the owners file matches."
LOCATIONS = 50


class Options(Struct, frozen=True, forbid_unknown_fields=True):
    """Options of the rule.

    Attributes:
        author_alone: whether the author alone may answer for his own change.
    """

    author_alone: bool = False


RULE = Rule(
    summary="Every changed path has an owner by name, and not only the author of the change",
    since="0.1",
    mode="observe",
    evidence=(OWNERS, TOUCHED),
)


def check(subject: Subject, setting: Setting[Options]) -> Iterator[Finding]:
    """One finding for each way in which paths have no owner; paths with the same cause share it."""
    found = subject.evidence.of(OWNERS)
    if isinstance(found, Unknown):
        yield not_known(ID, OWNERS, "Who owns the changed paths is not known.", found)
        return
    value = found.value
    by_state: dict[str, list[tuple[str, RuleRef | None]]] = {}
    for resolution in value.resolutions:
        state, demand = path_state(resolution, value)
        if state != "owned" and not (state == "author" and setting.options.author_alone):
            by_state.setdefault(state, []).append((resolution.path, demand.rule))
    yield from (_finding(state, paths, value) for state, paths in by_state.items())
    components = subject.evidence.of(TOUCHED)
    if not isinstance(components, Unknown):
        declared = (t for t in components.value.components if t.new and t.component.declaration != "found")
        yield from (_nobody(touched) for touched in declared if not touched.owners)


def _nobody(touched: TouchedComponent) -> Finding:
    component, subject = touched.component, named(touched)
    return Finding(
        rule=ID,
        outcome="fail",
        message=f"{subject[0].upper()}{subject[1:]} {WITHOUT}",
        locations=(component.place,) if component.place else places(touched),
        evidence=(TOUCHED.name,),
        measured="no owner",
        limit="an owner for every component",
        remedy=Remedy(
            text="Name its owner where it is declared; the named person accepts it in a change of its own.",
            command=f"watchkeeper components {shell_word(component.id)}",
            comment="/watchkeeper ask-owner",
            agent_block=AgentBlock(
                goal=f"Name the owner of {display_path(component.id)} where the component is declared.",
                limits=("name only somebody who agreed to answer for it", "change nothing else"),
                verify=f"watchkeeper check --rule {ID} says nothing about the component",
            ),
        ),
    )


def _finding(state: str, found: list[tuple[str, RuleRef | None]], value: PathOwners) -> Finding:
    paths = ", ".join(display_path(path) for path, _ in found[:SHOWN])
    more = f" and {len(found) - SHOWN:,} more" if len(found) > SHOWN else ""
    count = f"{len(found):,} changed path" + ("s have" if len(found) > 1 else " has")
    return Finding(
        rule=ID,
        outcome="fail",
        message=f"{count} {_reason(state, found[0][1], value)}: {paths}{more}.",
        locations=tuple(Place(path, commit="" if rule else value.commit) for path, rule in found[:LOCATIONS]),
        evidence=(OWNERS.name,),
        measured=f"{len(found):,} of {len(value.resolutions):,} paths",
        limit="an owner other than the author for every path",
        remedy=_remedy(state, value),
    )


def _reason(state: str, rule: RuleRef | None, value: PathOwners) -> str:
    part = f"[{rule.section}] " if rule and rule.section else ""
    written = f" ({rule.file}:{rule.line}, {part}{rule.pattern})" if rule else ""
    if state == "unmatched" and (problem := unread(value)):
        return f"no owner: {problem.message}"
    if state == "unmatched":
        return f"no owner: no line of {value.file} matches" if value.file else "no owner: the target has no owners file"
    if state == "unowned":
        return f"no owner on purpose: a line names none{written}"
    if state == "author":
        return f"the author as only owner{written}; somebody else has to answer too"
    return f"no owner who can answer: bots or people who left{written}"


def _remedy(state: str, value: PathOwners) -> Remedy:
    file = value.file or ".github/CODEOWNERS"
    whom = "a second owner beside the author" if state == "author" else "an owner"
    return Remedy(
        text=f"Name {whom} for these paths in {file}, in a change of its own that the named person approves; "
        "this point is settled once that one is merged.",
        command=f"watchkeeper check --rule {ID}",
        comment="/watchkeeper ask-owner",
        agent_block=AgentBlock(
            goal=f"On a new branch from the target, change {file} so that it names {whom} for these paths.",
            limits=(
                "change nothing but that file",
                "keep every owner who is named already",
                "name only people who agreed to answer for the paths",
            ),
            verify=f"after that branch is merged: watchkeeper check --rule {ID} exits with 0",
        ),
    )


def examples() -> tuple[Example, ...]:
    """No owner, the author alone, alone in one section, a component without owner, somebody else, unreadable."""
    rule, review = RuleRef("CODEOWNERS", 3, "/tools/"), RuleRef("CODEOWNERS", 7, "*.py", "Python")
    ada, team = (OwnerRef("@ada", "user"),), (OwnerRef("@org/tools", "team"),)
    both = (Demand("owned", team, rule), Demand("owned", ada, review))

    def value(*resolutions: Resolution, author: str = "@grace") -> Evidence[PathOwners]:
        found = PathOwners("CODEOWNERS", "base", resolutions, frozenset({author}), author_known=True)
        return Evidence(OWNERS.name, "head", found)

    return (
        Example(
            "nothing matches",
            _sample(),
            (value(Resolution("tools/pay.py", "unmatched")),),
            (("fail", "1 changed path has no owner: no line of CODEOWNERS matches: tools/pay.py."),),
        ),
        Example(
            "the author alone",
            _sample(),
            (value(Resolution("tools/pay.py", "owned", ada, rule), author="@ada"),),
            (
                (
                    "fail",
                    "1 changed path has the author as only owner (CODEOWNERS:3, /tools/); "
                    "somebody else has to answer too: tools/pay.py.",
                ),
            ),
        ),
        Example(
            "the author alone in one of two sections",
            _sample(),
            (value(Resolution("tools/pay.py", "owned", (*team, *ada), rule, both), author="@ada"),),
            (
                (
                    "fail",
                    "1 changed path has the author as only owner (CODEOWNERS:7, [Python] *.py); "
                    "somebody else has to answer too: tools/pay.py.",
                ),
            ),
        ),
        Example(
            "a declared component without an owner",
            _sample(),
            (value(Resolution("tools/pay.py", "owned", ada, rule)), sample_evidence()),
            (
                (
                    "fail",
                    f"The new component pay in tools/pay {WITHOUT}",
                ),
            ),
        ),
        Example("somebody else", _sample(), (value(Resolution("tools/pay.py", "owned", ada, rule)),), ()),
        Example(
            "unknown",
            _sample(),
            (Unknown(OWNERS.name, "head", "CODEOWNERS is a symbolic link", "commit a regular file"),),
            (("unknown", "Who owns the changed paths is not known."),),
        ),
    )


def _sample() -> Change:
    file = FileChange("tools/pay.py", "tools/pay.py", "modified", 0o100644, 0o100644, "a", "b")
    return Change("base", "head", (), (file,), Target("main", "base", protected=True, reason="branch called main"))
