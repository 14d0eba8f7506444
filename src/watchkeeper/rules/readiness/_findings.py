"""The findings that the rules on readiness share: links that a change makes worse, or brings along unfit."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from watchkeeper.analysis.drill.compared import DRILLS, Compared, Worse, more_beside, worse_links
from watchkeeper.domain.change import display_path, shell_word
from watchkeeper.domain.evidence import Unknown
from watchkeeper.domain.finding import AgentBlock, Ask, Finding, Offer, Outcome, Remedy
from watchkeeper.domain.problems import Place, Problem
from watchkeeper.domain.readiness.drill import Field, LinkId
from watchkeeper.domain.rules import Subject
from watchkeeper.rendering.readiness.drill_words import moment

SHOWN = 10
MOST_PLACES = 8


def judge_links(
    rule: str, subject: Subject, links: Collection[LinkId], field: Field | None, what: str
) -> Iterator[Finding]:
    """One finding for each component whose links the change makes worse, and for a new one that lacks them.

    `field` are things beside the chain that the rule tells as well; `what` says what is not known when nothing is.
    """
    found = subject.evidence.of(DRILLS)
    if isinstance(found, Unknown):
        yield not_known(rule, what, found)
        return
    for one in found.value.compared:
        worse = worse_links(one, links)
        beside = [beside.problem for beside in more_beside(one, field)] if field else []
        if worse or beside:
            yield _finding(rule, one, worse, beside)


def not_known(rule: str, what: str, found: Unknown) -> Finding:
    """The finding when nothing could be established."""
    remedy = Remedy(text=found.remedy, command=f"watchkeeper check --rule {rule}")
    return Finding(rule, "unknown", what, evidence=(DRILLS.name,), unknown=found, remedy=remedy)


def _finding(rule: str, one: Compared, worse: Sequence[Worse], beside: Sequence[Problem]) -> Finding:
    only_unknown = not beside and all(found.link.state == "unknown" for found in worse)
    outcome: Outcome = "unknown" if only_unknown else "fail"
    told = [*(_told(found) for found in worse), *(problem.message for problem in beside)]
    more = f"; and {len(told) - SHOWN} more" if len(told) > SHOWN else ""
    subject = named(one)
    first = worse[0].link if worse else None
    text = "; ".join(told[:SHOWN]) + more
    reason = Unknown(DRILLS.name, one.component.id, first.says, first.remedy) if first and only_unknown else None
    remedies = [*(found.link.remedy for found in worse), *(problem.remedy for problem in beside)]
    return Finding(
        rule=rule,
        outcome=outcome,
        message=f"{subject[0].upper()}{subject[1:]}: {text}.",
        locations=places(one, worse, beside),
        evidence=(DRILLS.name,),
        measured=f"{first.id}: {first.rung}" if first else "",
        limit=f"{first.id}: {first.required}" if first else "",
        unknown=reason,
        remedy=remedy_of(rule, one, tuple(dict.fromkeys(filter(None, remedies)))),
        ask=asks(one),
        offer=Offer("list", f"All {len(told)} points", tuple(told)) if more else None,
    )


def _told(worse: Worse) -> str:
    link, before = worse.link, worse.before
    state = {"broken": "is broken", "unknown": "is not known", "holds": "is known too loosely"}.get(link.state, "")
    says = link.says
    if link.state == "holds":
        own = ", and the change itself brings its evidence" if link.self_supplied else ""
        says = f"{link.rung}, {link.required} is asked for{own}"
    was = f" (before: {before.says})" if before is not None and before.state == "holds" else ""
    return f"link {link.number} {link.id} {state}: {says}{was}"


def named(one: Compared) -> str:
    """The component as a sentence calls it."""
    component = one.component
    where = f" in {display_path(component.root)}" if component.root else ""
    return f"{'the new component' if one.before is None else 'the component'} {display_path(component.name)}{where}"


def at_hour(one: Compared) -> str:
    """The hour that decides, in words."""
    return moment(one.after.chain.instant)


def places(one: Compared, worse: Sequence[Worse], beside: Sequence[Problem]) -> tuple[Place, ...]:
    """Where a reader looks: what each link stands on, then the changed files of the component."""
    found = [place for link in worse for place in link.link.sources]
    found += [problem.place for problem in beside if problem.place]
    found += [Place(path) for path in one.changed[:3]]
    declared = [one.component.place] if one.component.place else []
    return tuple(dict.fromkeys(found or declared))[:MOST_PLACES]


def remedy_of(rule: str, one: Compared, remedies: Sequence[str]) -> Remedy:
    """What to do, by hand or by an agent."""
    name = shell_word(one.component.name)
    text = "; ".join(remedies[:SHOWN]) or "see what the drill says"
    return Remedy(
        text=f"{text[0].upper()}{text[1:]}.",
        command=f"watchkeeper drill {name} --verbose",
        comment="/watchkeeper ask-owner",
        agent_block=AgentBlock(
            goal=f"Make the drill of {display_path(one.component.name)} hold again: {text}.",
            limits=("change alerts, routes and runbooks only", "invent no person, key or address", "lower no tier"),
            verify=f"watchkeeper check --rule {rule} exits with 0",
        ),
    )


def asks(one: Compared) -> tuple[Ask, ...]:
    """Who decides: the owners of the component."""
    return tuple(Ask(owner.text, "owns the component") for owner in one.owners[:3])
