"""A component says what support it promises, and a time without support comes to its end.

## What it checks
Each component that the change adds has a support promise: `24x7`, `business-hours ZONE`,
`best-effort`, or `unsupported until DATE`. A component that the change touches is judged where its
promise cannot be read, or where its time without support is over. With `touched: true` a component
that is only touched needs a promise as well.

## Why
Without a promise everybody expects something else: the users that somebody comes at night, the
builder that nobody does. "Unsupported" is an honest answer, for a time.

## Evidence
`ownership/components`: the promise as the catalog, the annotation or the policy at the target says it;
for a new component as the change itself says it.

## When it is wrong
- Whether the promise is kept is not judged here. That somebody is on call for it is another question.
- A promise that is written elsewhere is not seen.

## Remedy
Say it in the policy under `components:`, or in the catalog entry by the annotation
`watchkeeper.dev/promise`. A time without support that is over opens a claim on the owner (on the
policy's escalation contact where there is none); with `check --record` the ledger keeps it. The owner
then promises something, names a later date, or retires the component.

## References
- Google, Site Reliability Engineering, Service Level Objectives.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from watchkeeper.analysis.ownership.touched import TOUCHED, TouchedComponent, TouchedComponents
from watchkeeper.domain.change import display_path, shell_word
from watchkeeper.domain.evidence import Unknown
from watchkeeper.domain.finding import AgentBlock, Ask, Finding, Remedy
from watchkeeper.domain.ownership.promises import ended
from watchkeeper.domain.rules import Example, Rule, Setting, Subject
from watchkeeper.formats.policy.promises import FORMS, parse_promise
from watchkeeper.rules.ownership._component_wording import named, places, sample, sample_evidence
from watchkeeper.rules.ownership._not_known import not_known

ID = "ownership/promise"


class Options(Struct, frozen=True, forbid_unknown_fields=True):
    """Options of the rule.

    Attributes:
        touched: whether a component that the change only touches needs a promise too.
    """

    touched: bool = False


RULE = Rule(
    summary="A new component says what support it promises; a time without support ends",
    since="0.1",
    mode="warn",
    evidence=(TOUCHED,),
)


def check(subject: Subject, setting: Setting[Options]) -> Iterator[Finding]:
    """One finding for each component without a promise, with one that says nothing, or with one that ended."""
    found = subject.evidence.of(TOUCHED)
    if isinstance(found, Unknown):
        yield not_known(ID, TOUCHED, "What the components of this change promise is not known.", found)
        return
    for touched in found.value.components:
        if why := _fault(touched, found.value.today, asked=touched.new or setting.options.touched):
            yield _failed(touched, found.value, why)


def _fault(touched: TouchedComponent, today: str, *, asked: bool) -> str:
    """What is wrong with the promise, as the end of a sentence; "" if nothing is."""
    written = touched.component.promise
    if not written:
        return "does not say what support it promises" if asked else ""
    if touched.promise is None:
        return f"promises {display_path(written)!r}, which is none of: {FORMS}"
    if ended(touched.promise, today):
        return f"was without support until {touched.promise.until}, and that day is over: its owner has to answer"
    return ""


def _failed(touched: TouchedComponent, value: TouchedComponents, why: str) -> Finding:
    component = touched.component
    owners = tuple(Ask(owner.text, "owns it and decides what is promised") for owner in touched.owners[:3])
    escalated = (Ask(value.escalation, "escalation contact of the policy"),) if value.escalation else ()
    subject = named(touched)
    return Finding(
        rule=ID,
        outcome="fail",
        message=f"{subject[0].upper()}{subject[1:]} {why}.",
        locations=places(touched),
        evidence=(TOUCHED.name,),
        measured=component.promise or "no promise",
        limit=FORMS,
        limit_at=component.place,
        ask=owners or escalated,
        remedy=Remedy(
            text=f"Write the promise into .watchkeeper.yaml under components → {display_path(component.name)}, or into "
            "the catalog entry as the annotation watchkeeper.dev/promise.",
            command=f"watchkeeper components {shell_word(component.id)}",
            comment="/watchkeeper ask-owner",
            agent_block=AgentBlock(
                goal=f"Add the support promise of {display_path(component.id)} where the component is declared.",
                limits=(f"use one of: {FORMS}", "write only what the owner said", "change nothing else"),
                verify=f"watchkeeper check --rule {ID} exits with 0",
            ),
        ),
    )


def examples() -> tuple[Example, ...]:
    """None said, none that can be read, one that ended, a good one, one that was there before, nothing known."""
    gone, good = "unsupported until 2026-02-01", "business-hours Europe/Berlin"
    return (
        Example(
            "none",
            sample(),
            (sample_evidence(),),
            (("fail", "The new component pay in tools/pay does not say what support it promises."),),
        ),
        Example(
            "no promise at all",
            sample(),
            (sample_evidence(written="always"),),
            (("fail", f"The new component pay in tools/pay promises 'always', which is none of: {FORMS}."),),
        ),
        Example(
            "over",
            sample(),
            (sample_evidence(new=False, promise=parse_promise(gone), written=gone),),
            (
                (
                    "fail",
                    "The component pay in tools/pay was without support until 2026-02-01, and that day is over: "
                    "its owner has to answer.",
                ),
            ),
        ),
        Example("good", sample(), (sample_evidence(promise=parse_promise(good), written=good),), ()),
        Example("only touched", sample(), (sample_evidence(new=False),), ()),
        Example(
            "unknown",
            sample(),
            (Unknown(TOUCHED.name, "head", "the catalog is not in this clone", "fetch it"),),
            (("unknown", "What the components of this change promise is not known."),),
        ),
    )
