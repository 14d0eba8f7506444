"""Judges whether the people behind an owner stand: each test with its reason, and unknown is never a pass."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct

from watchkeeper.analysis.ownership.person_tests import (
    Facts,
    Subject,
    Terms,
    judge_activity,
    judge_independence,
    judge_knowledge,
    judge_person,
)
from watchkeeper.analysis.people.directory import Lookup
from watchkeeper.analysis.people.teams import Membership, Roster
from watchkeeper.domain.evidence import Rung
from watchkeeper.domain.identifiers import person_id
from watchkeeper.domain.knowledge import Knower
from watchkeeper.domain.ownership.owners import AnswerState, OwnerAnswer, OwnerRef, Standing, Test
from watchkeeper.domain.people import fold

REACHABLE: tuple[Test, ...] = ("exists", "person", "active")
"""The tests that make a name a reachable living person: the rung *resolved*."""
EXPORT = "export who is in it (docs/people.md says how) and name the file under sources.people.teams"
LIST = "list the person in the people file, or in a list under sources.people"
REMEDIES: dict[Test, str] = {
    "person": "name a person, or list the account as one",
    "active": "fetch the newest history, list every address that they write under, or name somebody who is there",
    "knows": "name somebody who knows it",
    "independent": "let somebody answer who had no part in the change",
}
MOST_TOLD = 5


class _Case(Struct, frozen=True):
    """What all people behind one owner are judged with."""

    roster: Roster
    facts: Facts
    terms: Terms
    ranks: Mapping[str, tuple[int, Knower]] | None
    involved: frozenset[str]


def stand(owner: OwnerRef, roster: Roster, facts: Facts, terms: Terms) -> OwnerAnswer:
    """Who stands behind an owner, with the reasons; a team stands when one of its members does."""
    text = owner.text.strip()
    if not text:
        return _answer(owner, "nobody", "the owner is blank", "name a person or a team", terms)
    if owner.kind == "role":
        what = f"who has the role {text} is known to the forge alone"
        return _answer(owner, "unknown", what, "name people or a team instead", terms)
    case = _Case(roster, facts, terms, _ranks(roster, facts), _involved(roster, facts))
    found = roster.directory.find(text)
    if owner.kind not in {"team", "alias"} and found.state in {"known", "contested"}:
        return _one(owner, found, case)
    members = roster.members(text)
    if members.team is not None:
        return _team(owner, members, case)
    if owner.kind in {"team", "alias"} and (owner.kind == "team" or found.state == "absent"):
        return _no_team(owner, members, terms)
    return _one(owner, found, case)


def person_state(standing: Standing, matters: Sequence[Test]) -> AnswerState:
    """Whether a person stands, falls, or is not known to do either."""
    holds = [reason.holds for reason in standing.reasons if reason.test in matters]
    if False in holds:
        return "nobody"
    return "stands" if standing.stands else "unknown"


def _one(owner: OwnerRef, found: Lookup, case: _Case) -> OwnerAnswer:
    standing = _judge(Subject(owner.text.strip(), found), owner, case)
    state = person_state(standing, case.terms.matters)
    return _answer(
        owner, state, _sentence(standing, case.terms), _remedy(standing, case.terms), case.terms, (standing,)
    )


def _team(owner: OwnerRef, members: Membership, case: _Case) -> OwnerAnswer:
    text, terms = owner.text.strip(), case.terms
    if members.dissolved:
        return _answer(owner, "nobody", f"the team {text} is dissolved", "name another owner", terms)
    known = [Subject(person_id(person.id), Lookup("known", person)) for person in members.persons]
    strange = [Subject(member, case.roster.directory.find(member)) for member in members.strangers]
    standings = tuple(_judge(subject, owner, case) for subject in (*known, *strange))
    states = [person_state(standing, terms.matters) for standing in standings]
    standing = [s for s, state in zip(standings, states, strict=True) if state == "stands"]
    ordered = tuple(
        sorted(standings, key=lambda s: ("stands", "unknown", "nobody").index(person_state(s, terms.matters)))
    )
    if standing:
        what = f"{len(standing)} of the {len(standings)} members of {text} that are known stand"
        return _answer(owner, "stands", what, "", terms, ordered)
    if members.gaps:
        return _answer(owner, "unknown", f"{members.gaps[0]}: who is in it is not known", EXPORT, terms, ordered)
    if not standings:
        return _answer(owner, "nobody", f"the team {text} has no members", "fill it, or name another owner", terms)
    told = "; ".join(_sentence(s, terms) for s in ordered[:MOST_TOLD])
    more = f"; and {len(ordered) - MOST_TOLD} more" if len(ordered) > MOST_TOLD else ""
    what = f"no member of {text} is known to stand: {told}{more}"
    return _answer(owner, "unknown" if "unknown" in states else "nobody", what, LIST, terms, ordered)


def _no_team(owner: OwnerRef, members: Membership, terms: Terms) -> OwnerAnswer:
    text = owner.text.strip()
    if members.why.startswith(("only looks", "holds")):
        return _answer(owner, "nobody", f"{text} {members.why}", "write the team as the forge shows it", terms)
    if members.why.startswith("is no team"):
        what = f"no export of the team {text}: who is in it is not known"
        return _answer(owner, "unknown", what, EXPORT, terms)
    return _answer(owner, "unknown", f"{text} {members.why}", "write the team with its organisation", terms)


def _judge(subject: Subject, owner: OwnerRef, case: _Case) -> Standing:
    person, directory = subject.person, case.roster.directory
    who = person.id if person is not None else directory.identity(subject.text)
    reasons = [*judge_person(subject, directory, case.facts)]
    if reasons[0].holds is not False:
        reasons.append(judge_activity(subject, who, case.facts, case.terms))
        reasons.append(judge_knowledge(who, case.ranks, case.terms))
        if "independent" in case.terms.matters:
            reasons.append(judge_independence(subject, who, case.involved, case.facts))
    holds = {reason.test: reason.holds for reason in reasons}
    rung: Rung = "resolved" if all(holds.get(test) for test in REACHABLE) else "declared"
    login = (person.logins.github or person.logins.gitlab) if person is not None else ""
    return Standing(
        id=person_id(person.id) if person is not None else "",
        login=login or (subject.text.removeprefix("@") if subject.text.startswith("@") else ""),
        role=case.terms.role,
        rung=rung,
        stands=all(holds.get(test) is True for test in case.terms.matters if test != "accepted"),
        reasons=tuple(reasons),
        owner=owner.text,
        name=person.name if person is not None else "",
    )


def _sentence(standing: Standing, terms: Terms) -> str:
    """A person, and the first reason that decides; of one who stands the last."""
    who = f"@{standing.login}" if standing.login else standing.id.removeprefix("person:") or standing.owner
    decisive = [reason for reason in standing.reasons if reason.test in terms.matters]
    worst = next((r for fallen in (False, None) for r in decisive if r.holds is fallen), None)
    return f"{who} {worst.text}" if worst else f"{who} stands"


def _remedy(standing: Standing, terms: Terms) -> str:
    """What mends the first test that does not hold."""
    decisive = [reason for reason in standing.reasons if reason.test in terms.matters]
    failed = [reason.test for fallen in (False, None) for reason in decisive if reason.holds is fallen]
    return REMEDIES.get(failed[0], LIST) if failed else LIST


def _answer(
    owner: OwnerRef,
    state: AnswerState,
    reason: str,
    remedy: str,
    terms: Terms,
    standings: tuple[Standing, ...] = (),
) -> OwnerAnswer:
    if state == "stands":
        return OwnerAnswer(owner, state, standings, reason)
    return OwnerAnswer(owner, state, standings, reason, remedy, terms.escalation)


def _ranks(roster: Roster, facts: Facts) -> Mapping[str, tuple[int, Knower]] | None:
    """The knowers by identity; of two addresses of one person the better rank counts."""
    if facts.knowers is None:
        return None
    found: dict[str, tuple[int, Knower]] = {}
    for rank, knower in enumerate(facts.knowers, 1):
        found.setdefault(roster.directory.identity(knower.person, knower.name), (rank, knower))
    return found


def _involved(roster: Roster, facts: Facts) -> frozenset[str]:
    names = {fold(name).removeprefix("@") for name in facts.involved}
    return frozenset(names | {roster.directory.identity(name) for name in facts.involved})
