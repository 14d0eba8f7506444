"""A new tool or service has a responder who said yes, with hours and an end, and is known to have said it.

## What it checks
For each component that the change adds: whether a person accepted to be its *responder*, who operates
it when it breaks. A yes counts when it stands in `.watchkeeper/acceptances.yaml` on the target and is
proved to be that person's own. It ends by its date. Its hours are at least those that the component
promises. With `touched: true` components that the change only touches are judged as well.

## Why
The cheapest way to a green check is to write an engineer's name. Nobody asks the engineer. A person
who said yes, for these hours, until this day, knows it at 2 a.m.

## Evidence
`ownership/components`: the components of the changed paths, and the acceptances on the target with
what proves them: a signed commit, a merge by that person, an approval that the forge told of. An
acceptance that the change brings along counts once it is merged.

## When it is wrong
- A library that nobody deploys needs nobody at night, but may look like a tool.
- Somebody who was asked and has not answered within two working days is not known to agree. That is
  *unknown*, and stays so until there is an answer.

## Remedy
Ask the person. `watchkeeper accept` prints the entry that they merge, `watchkeeper decline` the
refusal. A refusal costs nothing and leads to the escalation contact of the policy.

## References
- Google, Site Reliability Engineering, Being On-Call.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from watchkeeper.analysis.ownership.touched import TOUCHED, TouchedComponent, TouchedComponents
from watchkeeper.domain.change import display_path, shell_word
from watchkeeper.domain.evidence import Unknown
from watchkeeper.domain.finding import AgentBlock, Ask, Finding, Remedy
from watchkeeper.domain.ownership.owners import Agreement
from watchkeeper.domain.ownership.promises import covers
from watchkeeper.domain.rules import Example, Rule, Setting, Subject
from watchkeeper.formats.policy.promises import parse_promise
from watchkeeper.rules.ownership._component_wording import named, places, sample, sample_evidence
from watchkeeper.rules.ownership._not_known import not_known

ID = "ownership/accepted"
OPEN = frozenset({"asked", "silent", "unknown"})
"""States in which an answer is owed, or this clone cannot tell: not known, never consent."""


class Options(Struct, frozen=True, forbid_unknown_fields=True):
    """Options of the rule.

    Attributes:
        touched: whether components are judged that the change only touches, and not only those that it adds.
    """

    touched: bool = False


RULE = Rule(
    summary="A new tool or service has a responder who accepted, provably and for a time",
    since="0.1",
    mode="warn",
    evidence=(TOUCHED,),
)


def check(subject: Subject, setting: Setting[Options]) -> Iterator[Finding]:
    """One finding for each component whose responder did not accept, or is not known to have."""
    found = subject.evidence.of(TOUCHED)
    if isinstance(found, Unknown):
        yield not_known(ID, TOUCHED, "Who accepted to answer for the components of this change is not known.", found)
        return
    for unread in found.value.unread:
        what = Unknown(TOUCHED.name, subject.change.head, unread, "let the file be read, or take it out of the change")
        yield not_known(ID, TOUCHED, f"Whether this change brings a component is not known: {unread}.", what)
    for touched in found.value.components:
        if touched.new or setting.options.touched:
            yield from _judge(touched, found.value)


def _judge(touched: TouchedComponent, value: TouchedComponents) -> Iterator[Finding]:
    agreement = touched.responder
    if agreement is None:
        yield _failed(touched, value, "nobody was asked")
    elif agreement.state in OPEN:
        remedy = agreement.remedy or f"wait for the answer, or ask {value.escalation or 'somebody else'}"
        unknown = Unknown(TOUCHED.name, touched.component.id, _why(agreement), remedy)
        text = f"Whether {agreement.person} answers for {named(touched)} is not known: {unknown.reason}."
        yield not_known(ID, TOUCHED, text, unknown)
    elif agreement.state != "accepted":
        yield _failed(touched, value, _why(agreement))
    elif touched.promise and not _enough(agreement, touched):
        hours = agreement.hours or "no hours"
        yield _failed(
            touched,
            value,
            f"{agreement.person} accepted {hours}, which is less than the promise {touched.component.promise}",
        )


def _enough(agreement: Agreement, touched: TouchedComponent) -> bool:
    hours = parse_promise(agreement.hours)
    return touched.promise is None or (hours is not None and covers(hours, touched.promise))


def _why(agreement: Agreement) -> str:
    return agreement.because or {
        "asked": f"{agreement.person} was asked and has until {agreement.until} to answer",
        "silent": f"{agreement.person} was asked and did not answer; silence is not consent",
        "declined": f"{agreement.person} declined",
        "lapsed": f"the acceptance of {agreement.person} ended",
    }.get(agreement.state, f"nothing proves that {agreement.person} said yes")


def _failed(touched: TouchedComponent, value: TouchedComponents, why: str) -> Finding:
    agreement, component = touched.responder, touched.component
    asked = [Ask(agreement.person, "was named as responder")] if agreement and agreement.state != "declined" else []
    if agreement is None:
        asked = [Ask(owner.text, "is named as owner; may accept, or say who does") for owner in touched.owners[:3]]
    ask = tuple(asked) or ((Ask(value.escalation, "escalation contact of the policy"),) if value.escalation else ())
    return Finding(
        rule=ID,
        outcome="fail",
        message=f"Nobody accepted to respond when {named(touched)} breaks: {why}.",
        locations=places(touched),
        evidence=(TOUCHED.name,),
        measured=agreement.state if agreement else "nobody was asked",
        limit="accepted by the responder",
        limit_at=agreement.place if agreement else None,
        ask=ask,
        remedy=Remedy(
            text="The person who will respond accepts in .watchkeeper/acceptances.yaml, in a change that is merged "
            "first; this point is settled once that one is merged and proved to be theirs."
            + (f" {agreement.remedy}" if agreement and agreement.remedy else ""),
            command=f"watchkeeper accept {shell_word(component.id)} --role responder",
            comment=f"/watchkeeper accept {display_path(component.id)}",
            agent_block=AgentBlock(
                goal=f"Prepare the acceptance of {display_path(component.id)} for the person who agreed to respond.",
                limits=(
                    "change nothing but .watchkeeper/acceptances.yaml",
                    "name only a person who agreed, with the hours that they named",
                    "leave signing and merging to that person",
                ),
                verify=f"after it is merged: watchkeeper check --rule {ID} exits with 0",
            ),
        ),
    )


def examples() -> tuple[Example, ...]:
    """Nobody asked, a no, a yes, a yes for too few hours, silence, a component that was there, nothing known."""
    yes = Agreement(
        "component:default/pay", "ada", "responder", "accepted", "simulated", "24x7", "2026-09-01T00:00:00Z"
    )
    no = Agreement("component:default/pay", "ada", "responder", "declined")
    silent = Agreement("component:default/pay", "ada", "responder", "silent")
    always, office = parse_promise("24x7"), parse_promise("business-hours UTC")
    lead = "Nobody accepted to respond when the new component pay in tools/pay breaks: "
    less = f"{lead}ada accepted business-hours UTC, which is less than the promise 24x7."
    few = Agreement("component:default/pay", "ada", "responder", "accepted", hours="business-hours UTC")
    return (
        Example("nobody was asked", sample(), (sample_evidence(),), (("fail", f"{lead}nobody was asked."),)),
        Example("a no", sample(), (sample_evidence(responder=no),), (("fail", f"{lead}ada declined."),)),
        Example("a yes", sample(), (sample_evidence(responder=yes, promise=office, written="business-hours UTC"),), ()),
        Example(
            "too few hours",
            sample(),
            (sample_evidence(responder=few, promise=always, written="24x7"),),
            (("fail", less),),
        ),
        Example(
            "silence",
            sample(),
            (sample_evidence(responder=silent),),
            (
                (
                    "unknown",
                    "Whether ada answers for the new component pay in tools/pay is not known: "
                    "ada was asked and did not answer; silence is not consent.",
                ),
            ),
        ),
        Example("only touched", sample(), (sample_evidence(new=False),), ()),
        Example(
            "unknown",
            sample(),
            (Unknown(TOUCHED.name, "head", "the history is cut", "fetch it"),),
            (("unknown", "Who accepted to answer for the components of this change is not known."),),
        ),
    )
