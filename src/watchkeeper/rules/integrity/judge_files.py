"""A change does not choose its own judge: edits to policy, owners and gate are judged by the target's versions.

## What it checks
Whether the change edits the policy, waivers, acceptances, owners files, attributes, the workflow that
runs the gate, or the instructions that coding agents follow.

## Why
Who may edit the judge may pass anything. The target's versions decide; what the new ones would have
decided is shown, so that the owner of the gate can see what is asked of him.

## Evidence
`integrity/judge-files`: both versions are read as data. `ownership/paths` names whom to ask.

## When it is wrong
Improving the gate is normal work. The finding asks the owner of these files for a look; it says
nothing against the change.

## Remedy
Land the edit of these files alone, approved by their owner; then land the rest, judged by the new version.

## References
- The architecture page: policy, owners and attributes are read from the protected target.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from watchkeeper.analysis.integrity.judge_files import JUDGES, JudgeFile, Judges
from watchkeeper.analysis.ownership.paths import OWNERS, PathOwners, answers
from watchkeeper.domain.change import Change, FileChange, Target, display_path
from watchkeeper.domain.evidence import Evidence, Unknown
from watchkeeper.domain.finding import AgentBlock, Ask, Finding, Remedy
from watchkeeper.domain.ownership.owners import OwnerRef, Resolution, RuleRef
from watchkeeper.domain.problems import Place
from watchkeeper.domain.rules import Example, Rule, Setting, Subject

ID = "integrity/judge-files"


class Options(Struct, frozen=True, forbid_unknown_fields=True):
    """Options of the rule.

    Attributes:
        instructions: whether instructions for coding agents count as judge files.
    """

    instructions: bool = True


RULE = Rule(
    summary="A change does not choose its own judge",
    since="0.1",
    mode="warn",
    evidence=(JUDGES, OWNERS),
)


def check(subject: Subject, setting: Setting[Options]) -> Iterator[Finding]:
    """One finding that lists the judge files edited and what their new versions would change."""
    found = subject.evidence.of(JUDGES)
    if isinstance(found, Unknown):
        yield Finding(
            rule=ID,
            outcome="unknown",
            message="Whether the change edits what judges it is not known.",
            evidence=(JUDGES.name,),
            unknown=found,
            remedy=Remedy(text=found.remedy, command=f"watchkeeper check --rule {ID}"),
        )
        return
    edited = [f for f in found.value.edited if setting.options.instructions or f.role != "agent instructions"]
    if edited:
        yield _finding(edited, subject)


def _finding(edited: list[JudgeFile], subject: Subject) -> Finding:
    names = ", ".join(display_path(f.path) for f in edited[:3])
    more = f" and {len(edited) - 3} more" if len(edited) > 3 else ""
    differences = [difference for file in edited for difference in file.differences]
    would = f" With the new version: {'; '.join(differences)}." if differences else ""
    ref = subject.change.target.ref.removeprefix("refs/heads/").removeprefix("refs/remotes/") or "the base"
    return Finding(
        rule=ID,
        outcome="fail",
        message=f"This change edits what judges it: {names}{more}. It was judged by the version on {ref}.{would}",
        locations=tuple(Place(f.path) for f in edited),
        evidence=(JUDGES.name, OWNERS.name),
        measured=f"{len(edited)} of the gate's own files",
        limit="none, or a change of its own",
        ask=_ask(edited, subject),
        remedy=Remedy(
            text="Move these edits to a change of their own, approved by the owner of the files; "
            "what remains is then judged by the new version.",
            command=f"watchkeeper check --rule {ID}",
            comment="/watchkeeper ask-owner",
            agent_block=AgentBlock(
                goal=f"Take the edits of {names}{more} out of this branch and put them on a branch of their own.",
                limits=("change nothing else", "keep the edits exactly as they are"),
                verify=f"watchkeeper check --rule {ID} says nothing on this branch",
            ),
        ),
    )


def _ask(edited: list[JudgeFile], subject: Subject) -> tuple[Ask, ...]:
    owners = subject.evidence.of(OWNERS)
    if isinstance(owners, Unknown):
        return ()
    paths = {file.path for file in edited}
    names = [
        owner.text
        for resolution in owners.value.resolutions
        if resolution.path in paths
        for owner in resolution.owners
        if answers(owner, owners.value)
    ]
    return tuple(Ask(name, "owns the gate's files") for name in dict.fromkeys(names))


def examples() -> tuple[Example, ...]:
    """A policy edited beside code, a change of code alone, files that could not be read."""
    policy = JudgeFile(".watchkeeper.yaml", "policy", ("rules.size/effective-lines.max: 400 → 5000",))
    resolution = Resolution(
        ".watchkeeper.yaml", "owned", (OwnerRef("@org/platform", "team"),), RuleRef("CODEOWNERS", 1, "*")
    )
    owners: Evidence[object] = Evidence(
        OWNERS.name, "head", PathOwners("CODEOWNERS", "base", (resolution,), frozenset(), author_known=True)
    )
    unread = Unknown(JUDGES.name, "head", "an object is missing", "git fetch --refetch")
    return (
        Example(
            "the cap raised by the change that breaks it",
            _sample(),
            (Evidence(JUDGES.name, "head", Judges((policy,))), owners),
            (
                (
                    "fail",
                    "This change edits what judges it: .watchkeeper.yaml. It was judged by the version on main. "
                    "With the new version: rules.size/effective-lines.max: 400 → 5000.",
                ),
            ),
        ),
        Example("code alone", _sample(), (Evidence(JUDGES.name, "head", Judges(())), owners), ()),
        Example(
            "unknown",
            _sample(),
            (unread, owners),
            (("unknown", "Whether the change edits what judges it is not known."),),
        ),
    )


def _sample() -> Change:
    file = FileChange(".watchkeeper.yaml", ".watchkeeper.yaml", "modified", 0o100644, 0o100644, "a", "b")
    return Change("base", "head", (), (file,), Target("main", "base", protected=True, reason="branch called main"))
