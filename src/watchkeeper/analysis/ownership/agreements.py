"""Says where each person stands with each component: accepted, declared only, asked, silent, declined or lapsed."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Literal

from msgspec import Struct, field, structs

from watchkeeper.analysis.ownership.identity import directory_person, person_key
from watchkeeper.domain.evidence import Kind, Unknown
from watchkeeper.domain.ownership.agreements import AgreementTerms, Said, Statement
from watchkeeper.domain.ownership.owners import Acceptance, Agreement, AgreementState, Decline, HandOver, Request, Role
from watchkeeper.domain.people import People
from watchkeeper.domain.times import LAST, utc
from watchkeeper.domain.working_days import add_working_days
from watchkeeper.formats.policy.times import parse_time

Statements = tuple[Statement[Said], ...]
STATEMENTS: Kind[Statements] = Kind("ownership/acceptances")
SKEW = 300
"""Seconds by which clocks may differ."""
DAY = 86_400
RANKS: tuple[AgreementState, ...] = ("accepted", "unknown", "declared", "asked", "silent", "declined", "lapsed", "none")
"""What counts most, first."""


class Question(Struct, frozen=True):
    """What statements are judged by, beside themselves: the time (seconds since the epoch) and the policy's words.

    `components` are the known ids, so that a bare name is told from an ambiguous one; empty: none is known.
    """

    now: int
    people: People = field(default_factory=People)
    terms: AgreementTerms = AgreementTerms()
    escalation: str = ""
    components: Collection[str] = ()


Key = tuple[str, str, Role]


class Group(Struct, frozen=True):
    """What was said about one person, component and role; `handovers` are those in which the person hands over."""

    key: Key
    acceptances: tuple[Statement[Acceptance], ...] = ()
    declines: tuple[Statement[Decline], ...] = ()
    requests: tuple[Statement[Request], ...] = ()
    handovers: tuple[Statement[HandOver], ...] = ()


class Term(Struct, frozen=True):
    """A proved acceptance with its real end, in seconds since the epoch; `note` says what shortened it."""

    statement: Statement[Acceptance]
    end: int
    note: str = ""


class Taken(Struct, frozen=True):
    """Who took over, and when (seconds since the epoch)."""

    by: str
    at: int


def judge_agreements(statements: Sequence[Statement[Said]], question: Question) -> tuple[Agreement, ...]:
    """One agreement for each person, component and role that something was said about; those that count first."""
    groups = _groups(statements, question)
    found = [a for group in groups.values() if (a := _agreement(group, groups, question))]
    return tuple(sorted(found, key=_order))


def agreement_of(agreements: Sequence[Agreement], component: str, role: Role) -> Agreement:
    """The agreement that counts for a component (an id or a bare name) and a role; `none` when nobody said a thing."""
    found = sorted((a for a in agreements if a.role == role and means(a.component, component)), key=_order)
    if found:
        return found[0]
    remedy = f"let a person accept it: watchkeeper accept {component} --role {role}"
    return Agreement(component, "", role, "none", "absent", because="nobody was asked", remedy=remedy)


def means(written: str, component: str) -> bool:
    """Whether a component as written in an entry, an id or a bare name, means this one."""
    return written == component or ("/" not in written and component.rpartition("/")[2] == written)


def _order(agreement: Agreement) -> tuple[int, int, str, str]:
    return RANKS.index(agreement.state), -_time(agreement.since), agreement.component, agreement.person


def _time(text: str) -> int:
    """Seconds since the epoch of a time that a parser took; 0 for none."""
    return parse_time(text) or 0


def _groups(statements: Sequence[Statement[Said]], question: Question) -> dict[Key, Group]:
    groups: dict[Key, Group] = {}
    for statement in statements:
        said = statement.said
        component, doubt = _component(said.component, question)
        person = said.outgoing if isinstance(said, HandOver) else said.person
        name = _LISTS[type(said)]
        if statement.source == "head" and name != "acceptances":
            continue
        key = (component, person_key(person, question.people), said.role)
        group = groups.get(key, Group(key))
        if doubt and not statement.doubt:
            statement = structs.replace(statement, doubt=doubt)  # noqa: PLW2901 - the same one, doubted
        groups[key] = structs.replace(group, **{name: (*getattr(group, name), statement)})
    return groups


_LISTS: dict[type[Said], str] = {
    Acceptance: "acceptances", Decline: "declines", Request: "requests", HandOver: "handovers"
}  # fmt: skip


def _component(written: str, question: Question) -> tuple[str, Unknown | None]:
    """The id that is meant, and a doubt where several are."""
    meant = sorted(c for c in question.components if means(written, c))
    if len(meant) == 1:
        return meant[0], None
    if not meant or written in meant:
        return written, None
    reason = f"{written!r} is ambiguous: {', '.join(meant)}"
    return written, Unknown(STATEMENTS.name, "", reason, "write the full id of the component in a new entry")


def _agreement(group: Group, groups: dict[Key, Group], question: Question) -> Agreement | None:
    """Where the person stands: the last proved yes, unless a no came later; else what else was said."""
    term = _term(group, question)
    no = max(group.declines, key=_landed, default=None)
    if term and (no is None or _landed(no) < term.statement.said_at):
        agreement = _accepted(term, group, groups, question)
        later = [
            s for s in group.acceptances if s.source == "head" or (s.doubt and s.landed_at > term.statement.said_at)
        ]
        asked = [s for s in group.requests if s.landed_at > term.statement.said_at]
        if agreement.state == "accepted" or not (later or asked):
            return agreement
        group = structs.replace(group, acceptances=tuple(later), requests=tuple(asked))
    elif no:
        return _declined(no, question)
    if group.acceptances:
        return _declared(group.acceptances, question)
    if group.requests:
        return _asked(group.requests, question)
    return None


def _landed(statement: Statement[Decline]) -> int:
    """When a no came; one of which that is not known came last."""
    return statement.landed_at or LAST


def _term(group: Group, question: Question) -> Term | None:
    """The last acceptance that is proved and has no fault."""
    proved = [_ended(s, question) for s in group.acceptances if not _fault(s, question)]
    return max(proved, key=lambda term: (term.statement.said_at, term.end), default=None)


def _ended(statement: Statement[Acceptance], question: Question) -> Term:
    said = statement.said
    begin = min(_time(said.accepted_at), statement.said_at)
    cap = begin + question.terms.acceptance_days * DAY
    if not said.until or _time(said.until) <= cap:
        return Term(statement, _time(said.until) if said.until else cap)
    days = question.terms.acceptance_days
    return Term(statement, cap, f"it says until {said.until}, but counts for {days} days: until {utc(cap)}")


def _fault(statement: Statement[Acceptance], question: Question) -> Unknown | None:
    """Why an acceptance does not count, whether it has ended or not."""
    if statement.doubt:
        return statement.doubt
    said = statement.said
    known = directory_person(said.person, question.people)
    anew = f"let {said.person} accept anew: {_command(said)}"
    if known and known.kind != "person":
        return _unknown(f"{said.person} is no person ({known.kind})", "let a person accept it")
    if statement.said_at > question.now + SKEW:
        said_at = utc(statement.said_at)
        return _unknown(f"it was said at {said_at}, which is later than now", "ask again after that time")
    if _time(said.accepted_at) > min(question.now, statement.said_at) + SKEW:
        return _unknown(f"accepted_at {said.accepted_at} is later than the commit that brought it", anew)
    return None


def _accepted(term: Term, group: Group, groups: dict[Key, Group], question: Question) -> Agreement:
    """A proved acceptance: in force, or why it ended."""
    statement = term.statement
    said = statement.said
    taken, notes = _handed_over(term, group, groups, question)
    known = directory_person(said.person, question.people)
    because = ""
    ended: Literal["", "expired", "left", "replaced"] = ""
    if taken and taken.at < term.end:
        because, ended = f"{taken.by} took it over at {utc(taken.at)}", "replaced"
    elif question.now >= term.end:
        because, ended = f"it ended at {utc(term.end)}", "expired"
    elif known and not known.active:
        because, ended = f"{said.person} left, as the people file says", "left"
    agreement = Agreement(
        group.key[0], said.person, said.role, "accepted", "simulated", said.hours, utc(term.end),
        proof=statement.proof, place=statement.place, since=utc(statement.said_at),
        notes=tuple(n for n in (term.note, *notes) if n),
    )  # fmt: skip
    if not because:
        return agreement
    remedy = f"let somebody accept it: {_command(said)}"
    until = utc(taken.at) if taken and ended == "replaced" else agreement.until
    return structs.replace(
        agreement, state="lapsed", rung="declared", because=because, remedy=remedy, ended=ended, until=until
    )


def _handed_over(
    term: Term, group: Group, groups: dict[Key, Group], question: Question
) -> tuple[Taken | None, list[str]]:
    """Who took the acceptance over, None if nobody did, and what is open about a hand-over."""
    notes: list[str] = []
    for statement in group.handovers:
        to, day = statement.said.incoming, statement.said.on
        if question.now < _time(day):
            notes.append(f"to be handed over to {to} at {day}")
        elif statement.doubt:
            notes.append(f"a hand-over to {to} is written down, but does not count: {statement.doubt.reason}")
        else:
            taken = _taken_over(statement, groups, question)
            if taken is None:
                who = term.statement.said.person
                notes.append(f"handed over at {day}, but {to} has not accepted: it stays with {who}")
            elif term.statement.said_at <= taken.at:
                return taken, notes
    return None, notes


def _taken_over(statement: Statement[HandOver], groups: dict[Key, Group], question: Question) -> Taken | None:
    """Since when the incoming person has it: once both had agreed and the day had come; None if never."""
    said = statement.said
    component, _ = _component(said.component, question)
    incoming = groups.get((component, person_key(said.incoming, question.people), said.role))
    term = _term(incoming, question) if incoming else None
    if incoming is None or term is None:
        return None
    at = max(_time(said.on), statement.landed_at, term.statement.said_at)
    said_no = any(term.statement.said_at <= _landed(no) <= at for no in incoming.declines)
    return Taken(said.incoming, at) if at < term.end and at <= question.now and not said_no else None


def _declined(no: Statement[Decline], question: Question) -> Agreement:
    said = no.said
    who = question.escalation
    remedy = f"ask {who}" if who else 'ask somebody else, and name an escalation in the policy: escalation: "@login"'
    because = f"{said.person} declined" + (f": {said.reason}" if said.reason else "")
    note = f"nothing proves that {said.person} said so: {no.doubt.reason}" if no.doubt else ""
    return Agreement(
        _component(said.component, question)[0], said.person, said.role, "declined", because=because, proof=no.proof,
        remedy=remedy, escalation=who, place=no.place, since=_text(no.landed_at), notes=(note,) if note else (),
    )  # fmt: skip


def _declared(statements: Sequence[Statement[Acceptance]], question: Question) -> Agreement:
    """The last acceptance that does not count, with the reason."""
    last = max(statements, key=lambda s: (s.source != "head", s.landed_at))
    said = last.said
    fault = _fault(last, question) or _unknown("it does not count", "")
    return Agreement(
        _component(said.component, question)[0], said.person, said.role, "declared" if last.visible else "unknown",
        hours=said.hours, until=said.until, because=fault.reason, remedy=fault.remedy, place=last.place,
        since=_text(last.landed_at),
    )  # fmt: skip


def _asked(statements: Sequence[Statement[Request]], question: Question) -> Agreement:
    """An answer is due, or overdue; the clock runs from the first request, and silence is no yes."""
    first = min(statements, key=_asked_at)
    said = first.said
    days = question.terms.answer_working_days
    due = add_working_days(_asked_at(first), days)
    late = question.now >= due
    because = f"{said.person} was asked and has {'given no answer' if late else 'not answered yet'}"
    remedy = f"let {said.person} answer: {_command(said)}, or watchkeeper decline {said.component}"
    escalation = question.escalation if late else ""
    if late and escalation:
        remedy = f"ask {escalation}; silence is no consent"
    return Agreement(
        _component(said.component, question)[0], said.person, said.role, "silent" if late else "asked",
        until=utc(due), because=because, remedy=remedy, escalation=escalation, place=first.place,
        since=utc(_asked_at(first)),
    )  # fmt: skip


def _asked_at(statement: Statement[Request]) -> int:
    """When the question was put: as it says, but not later than it came to the target."""
    written = _time(statement.said.asked_at)
    return min(written, statement.landed_at or written)


def _text(moment: int) -> str:
    return utc(moment) if moment else ""


def _command(said: Acceptance | Request) -> str:
    return f"watchkeeper accept {said.component} --role {said.role}"


def _unknown(reason: str, remedy: str) -> Unknown:
    return Unknown(STATEMENTS.name, "", reason, remedy)
