"""What one person changes in one place within a week stays reviewable as a whole.

## What it checks
The effective lines of this change, plus those of the other changes that the same initiator merged
or has open in the same place (top folder, or the tool below a container such as `tools/`) within
the last days.

## Why
A cap on one change invites a row of changes just below it. Twenty-five changes of 399 lines in a
week are ten thousand lines that nobody saw as a whole.

## Evidence
`size/recent`: merged changes by first parent of the target and open branches in the clone, by the
same author address, counted by the same counter as this change.

## When it is wrong
A planned stack of reviewed slices adds up on purpose: waive it with the plan as the reason.
Open branches that were not fetched are not seen.

## Remedy
Agree with the owner of the place on a plan for the whole before more of it lands.

## References
- The size rules' page on effective lines.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from watchkeeper.analysis.size.recent import RECENT, Recent, RecentChange
from watchkeeper.domain.evidence import Evidence, Unknown
from watchkeeper.domain.finding import AgentBlock, Finding, Remedy
from watchkeeper.domain.rules import Example, Rule, Setting, Subject
from watchkeeper.rules.size._samples import sample_change
from watchkeeper.rules.size._wording import unknown_finding

ID = "size/cumulative"


class Options(Struct, frozen=True, forbid_unknown_fields=True):
    """Options of the rule.

    Attributes:
        max: the most effective lines of all changes together that pass.
        days: how many days are looked back, from the time of evaluation.
    """

    max: int = 4000
    days: int = 7


RULE = Rule(
    summary="What one person changes in one place within a week stays reviewable as a whole",
    since="0.1",
    mode="warn",
    evidence=(RECENT,),
)


def check(subject: Subject, setting: Setting[Options]) -> Iterator[Finding]:
    """One finding when this change and its siblings exceed the limit together."""
    found = subject.evidence.of(RECENT)
    if isinstance(found, Unknown):
        yield unknown_finding(ID, found)
        return
    recent, limit = found.value, setting.options.max
    if not recent.others or recent.total <= limit:
        return
    where = f"{recent.place}/" if recent.place else "the top folder"
    count = len(recent.others) + 1
    yield Finding(
        rule=ID,
        outcome="fail",
        message=f"{count} changes of one author in {where} within {recent.days} days add up to "
        f"{recent.total:,} lines to read; the limit is {limit:,}.",
        evidence=(RECENT.name,),
        measured=f"{recent.total:,} lines in {count} changes",
        limit=f"{limit:,} lines in {recent.days} days",
        limit_at=setting.at("max"),
        remedy=_remedy(recent),
    )


def _remedy(recent: Recent) -> Remedy:
    listed = "; ".join(f"{o.sha[:10]} {o.subject[:50]} ({o.lines:,}, {o.state})" for o in recent.others[:5])
    return Remedy(
        text=f"Agree on a plan for the whole with the owner of the place before more of it lands. Counted: {listed}.",
        command=f"watchkeeper check --rule {ID}",
        comment=f"/watchkeeper waive {ID} REASON",
        agent_block=AgentBlock(
            goal="Write one page that says what this series of changes does as a whole and what is still to come.",
            limits=("change no code", "name each change of the series by its commit"),
            verify="the owner of the place agrees to the plan in writing",
        ),
    )


def examples() -> tuple[Example, ...]:
    """Twenty-five serial changes, a first change, an unknown history."""
    others = tuple(RecentChange(f"{n:040x}", f"Part {n}", 399, "merged") for n in range(1, 25))
    serial = Recent("a@example.com", "tools/finance", 7, 399, others)
    alone = Recent("a@example.com", "tools/finance", 7, 9_999, ())
    unknown = Unknown(RECENT.name, "head", "this clone is shallow", "git fetch --unshallow")
    return (
        Example(
            "twenty-five serial changes",
            sample_change(),
            (Evidence(RECENT.name, "head", serial),),
            (
                (
                    "fail",
                    "25 changes of one author in tools/finance/ within 7 days add up to 9,975 lines to read; "
                    "the limit is 4,000.",
                ),
            ),
        ),
        Example(
            "a first change is the other size rules' concern", sample_change(), (Evidence(RECENT.name, "h", alone),), ()
        ),
        Example("unknown", sample_change(), (unknown,), (("unknown", "The size of the change is not known."),)),
    )
