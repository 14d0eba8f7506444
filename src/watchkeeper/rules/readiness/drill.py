"""Somebody is awake after the change when a component breaks, as firmly and as soon as its tier and promise ask.

## What it checks
The whole drill of each component that the change concerns: 21 links from the failure to a named person
awake, at the next Sunday 02:00 and in both nights in which the clocks change, before and after the change.
It fails where the change breaks the chain at a link that did what was asked before; a component that the
change brings needs every link that its tier and promise ask for. A chain that was broken before and is
broken in the same way is old debt: it is told (outcome `pass`), and holds nobody's change.

## Why
"Who is accountable at 2 a.m.?" is answered by a catalog with the name of a team. The rules on monitoring,
escalation and on-call each look at a part of the way; what counts is whether somebody is awake at its end.

## Evidence
`readiness/drill`: everything that the other rules on readiness read. What the change brings along for
itself counts as resolved at most, until somebody else approved it, so a tier that asks for a simulated link
is not satisfied by the author's own rota.

## When it is wrong
- What is configured outside the repository is not known; export it, or let a policy ask for less by tier.
- A component whose name, job, labels and pager's service have nothing in common breaks at the join.
  `components → NAME → names` joins them.

## Remedy
`watchkeeper drill COMPONENT` names the first broken link, where it stands, and what mends it. What this
version cannot prove (a way back) is not asked for unless the policy does.

## References
- Google, Site Reliability Engineering, Being On-Call; Production Readiness Review.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from watchkeeper.analysis.drill.compared import DRILLS, Compared, changed_verdict, debts
from watchkeeper.domain.evidence import Unknown
from watchkeeper.domain.finding import Finding
from watchkeeper.domain.readiness.drill import LINKS, Chain
from watchkeeper.domain.rules import Example, Rule, Setting, Subject
from watchkeeper.rendering.readiness.drill_words import moment, verdict
from watchkeeper.rules.readiness._findings import asks, named, not_known, places, remedy_of
from watchkeeper.rules.readiness._samples import NOTHING_KNOWN, drilled, evidence, sample

ID = "readiness/drill"
NOT_KNOWN = "Who is woken after this change when something breaks is not known."


class Options(Struct, frozen=True, forbid_unknown_fields=True):
    """This rule has no options."""


RULE = Rule(
    summary="Somebody is awake when a component breaks, no later and no less surely than before the change",
    since="0.1",
    mode="block",
    evidence=(DRILLS,),
)


def check(subject: Subject, setting: Setting[Options]) -> Iterator[Finding]:
    """One finding for each component: what the change breaks, or what was broken before."""
    del setting
    found = subject.evidence.of(DRILLS)
    if isinstance(found, Unknown):
        yield not_known(ID, NOT_KNOWN, found)
        return
    for one in found.value.compared:
        worse = next(changed_verdict(one), None)
        if worse is not None:
            yield _failed(one, *worse)
        elif owed := debts(one, LINKS):
            yield _debt(one, [link.id for link in owed])
    if found.value.skipped:
        reason = f"{found.value.skipped:,} further components were not drilled"
        remedy = "look at them with watchkeeper drill --all"
        yield not_known(ID, "Not all components were judged.", Unknown(DRILLS.name, "", reason, remedy))


def _failed(one: Compared, chain: Chain, before: Chain | None) -> Finding:
    link = chain.link(chain.broken) if chain.broken else chain.links[0]
    only_unknown = not any(found.fails and found.state != "unknown" for found in chain.links)
    reason = Unknown(DRILLS.name, one.component.id, link.says, link.remedy) if only_unknown else None
    subject = named(one)
    earlier = f" Before this change: {verdict(before)}." if before else ""
    return Finding(
        rule=ID,
        outcome="unknown" if only_unknown else "fail",
        message=f"Who is woken when {subject} breaks, {moment(chain.instant)}? {_sentence(verdict(chain))}: "
        f"{link.says}.{earlier}",
        locations=places(one, (), []) if not link.sources else link.sources[:4],
        evidence=(DRILLS.name,),
        measured=f"{link.id}: {link.rung}",
        limit=f"{link.id}: {link.required}",
        unknown=reason,
        remedy=remedy_of(ID, one, (link.remedy,) if link.remedy else ()),
        ask=asks(one),
    )


def _debt(one: Compared, owed: list[str]) -> Finding:
    subject = named(one)
    return Finding(
        rule=ID,
        outcome="pass",
        message=f"{_sentence(subject)} was like this before, and the change makes it no worse: {', '.join(owed)} "
        f"{'does' if len(owed) == 1 else 'do'} not hold as {'it' if len(owed) == 1 else 'they'} should.",
        locations=places(one, (), []),
        evidence=(DRILLS.name,),
        remedy=remedy_of(ID, one, tuple(dict.fromkeys(link.remedy for link in debts(one, LINKS) if link.remedy))),
        ask=asks(one),
    )


def _sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}"


def examples() -> tuple[Example, ...]:
    """Broken by the change, new and not known, old debt, good, not known."""
    good = drilled()
    bad = drilled("time", "broken", "held back at this hour: outside daytime")
    blank = drilled("signal", "unknown", "no alert rules were found in this tree")
    hour = "next Sunday 02:00: Sunday 4 January 2026 02:00 (Europe/Lisbon)"
    return (
        Example(
            "broken by the change",
            sample(),
            (evidence(bad, good),),
            (
                (
                    "fail",
                    f"Who is woken when the component pay in tools/pay breaks, {hour}? First broken link: 9 time "
                    "(Is it sent at this hour?); first human awake: Ada, after 7 h 00 min: held back at this hour: "
                    "outside daytime. Before this change: first human awake: Ada, after 4 min.",
                ),
            ),
        ),
        Example(
            "new, and nothing is known",
            sample(),
            (evidence(blank),),
            (
                (
                    "unknown",
                    f"Who is woken when the new component pay in tools/pay breaks, {hour}? First link that is not "
                    "known: 1 signal (Does anything watch for it?); first human awake: Ada, after 7 h 00 min: no alert "
                    "rules were found in this tree.",
                ),
            ),
        ),
        Example(
            "old debt",
            sample(),
            (evidence(bad, bad),),
            (
                (
                    "pass",
                    "The component pay in tools/pay was like this before, and the change makes it no worse: time does "
                    "not hold as it should.",
                ),
            ),
        ),
        Example("good", sample(), (evidence(good, good),), ()),
        Example(
            "more components than are drilled",
            sample(),
            (evidence(good, good, 800),),
            (("unknown", "Not all components were judged."),),
        ),
        Example("not known", sample(), (NOTHING_KNOWN,), (("unknown", NOT_KNOWN),)),
    )
