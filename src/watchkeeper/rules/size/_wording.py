"""What the size rules say alike: the remedy of a change that is too large, and an unknown size."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from watchkeeper.analysis.size.counter import SIZE
from watchkeeper.domain.evidence import Unknown
from watchkeeper.domain.finding import AgentBlock, Finding, Remedy
from watchkeeper.domain.problems import Place
from watchkeeper.domain.rules import Subject
from watchkeeper.domain.size import Size


def over_limit(
    rule: str,
    subject: Subject,
    limit: tuple[int, Place | None],
    measure: Callable[[Size], int],
    words: Callable[[Size], str],
    unit: str,
) -> Iterator[Finding]:
    """One finding when a measure of the size exceeds its limit (the number and where it is written), or is unknown."""
    found = subject.evidence.of(SIZE)
    if isinstance(found, Unknown):
        yield unknown_finding(rule, found)
        return
    size, most = found.value, limit[0]
    if measure(size) <= most:
        return
    yield Finding(
        rule=rule,
        outcome="fail",
        message=words(size),
        locations=tuple(Place(path) for path, _ in size.largest[:3]),
        evidence=(SIZE.name,),
        measured=f"{measure(size):,} {unit}",
        limit=f"{most:,} {unit}",
        limit_at=limit[1],
        remedy=cut_remedy(rule, f"at most {most:,} {unit}"),
    )


def cut_remedy(rule: str, part_limit: str) -> Remedy:
    """Cut the change: in words, as a comment command, for an agent, and how to look again."""
    command = f"watchkeeper check --rule {rule}"
    return Remedy(
        text="Cut the change into parts that each make sense alone and land them one after the other, "
        "or ask for a waiver that says why it cannot be cut.",
        command=command,
        comment=f"/watchkeeper waive {rule} REASON",
        agent_block=AgentBlock(
            goal=f"Cut this branch into a stack of branches, each with {part_limit}, "
            "each building on the one before; together they give exactly the same files.",
            limits=(
                "change no behaviour and drop nothing: the last branch has the same tree as this one",
                "moves and renames first, generated and lock files last, tests beside the code they test",
                "do not edit .watchkeeper.yaml, CODEOWNERS or .gitattributes",
            ),
            verify=f"{command} exits with 0 on each branch; git diff between this branch and the last is empty",
        ),
    )


def unknown_finding(rule: str, found: Unknown) -> Finding:
    """The finding of a size that could not be measured."""
    return Finding(
        rule=rule,
        outcome="unknown",
        message="The size of the change is not known.",
        evidence=(found.kind,),
        unknown=found,
        remedy=Remedy(text=found.remedy, command=f"watchkeeper check --rule {rule}"),
    )
