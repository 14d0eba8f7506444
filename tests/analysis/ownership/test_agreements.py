"""From nobody asked to lapsed: what counts at each time, and that nothing but a proved yes ever counts."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from watchkeeper.analysis.ownership.agreements import Question, agreement_of, judge_agreements
from watchkeeper.domain.evidence import Unknown
from watchkeeper.domain.ownership.agreements import AgreementTerms, Said, Statement
from watchkeeper.domain.ownership.owners import Acceptance, Decline, HandOver, Request
from watchkeeper.domain.problems import Place
from watchkeeper.domain.times import utc

DAY = 86_400
MONDAY = 1_772_445_600
"""2026-03-02T10:00:00Z"""
DOUBT = Unknown("ownership/acceptances", "", "nobody signed it", "sign it")
PAYMENTS = "component:default/payments"


def stated(said: Said, at: int, *, proved: bool = True) -> Statement[Said]:
    return Statement(said, "file", Place("f", 1), at, at, "signed" if proved else "", None if proved else DOUBT)


def yes(person: str, at: int, days: int = 30, *, proved: bool = True) -> Statement[Said]:
    return stated(Acceptance("payments", person, "responder", "24x7", utc(at), utc(at + days * DAY)), at, proved=proved)


def no(person: str, at: int) -> Statement[Said]:
    return stated(Decline("payments", person, "responder", utc(at)), at, proved=False)


def asked(person: str, at: int) -> Statement[Said]:
    return stated(Request("payments", person, "responder", utc(at)), at)


def state(statements: list[Statement[Said]], now: int, **more: Any) -> tuple[str, str, str]:
    question = Question(now, components=(PAYMENTS,), escalation="@leads", **more)
    found = agreement_of(judge_agreements(statements, question), PAYMENTS, "responder")
    return found.state, found.person, found.rung


def test_the_life_of_an_agreement() -> None:
    said: list[Statement[Said]] = []
    assert state(said, MONDAY) == ("none", "", "absent")
    said.append(asked("@ada", MONDAY))
    assert state(said, MONDAY + 2 * DAY - 1) == ("asked", "@ada", "declared")
    assert state(said, MONDAY + 2 * DAY) == ("silent", "@ada", "declared")
    assert agreement_of(
        judge_agreements(said, Question(MONDAY + 2 * DAY, escalation="@leads")), "payments", "responder"
    ).escalation == "@leads"  # fmt: skip
    said.append(no("@ada", MONDAY + 3 * DAY))
    assert state(said, MONDAY + 3 * DAY) == ("declined", "@ada", "declared")
    said.append(asked("@bob", MONDAY + 4 * DAY))
    assert state(said, MONDAY + 4 * DAY) == ("asked", "@bob", "declared")
    said.append(yes("@bob", MONDAY + 4 * DAY + 60, proved=False))
    assert state(said, MONDAY + 5 * DAY) == ("declared", "@bob", "declared")
    said.append(yes("@bob", MONDAY + 5 * DAY))
    assert state(said, MONDAY + 6 * DAY) == ("accepted", "@bob", "simulated")
    assert state(said, MONDAY + 35 * DAY - 1) == ("accepted", "@bob", "simulated")
    assert state(said, MONDAY + 35 * DAY)[0] != "accepted"
    said.append(asked("@bob", MONDAY + 35 * DAY))
    assert state(said, MONDAY + 36 * DAY) == ("asked", "@bob", "declared")
    said.append(yes("@bob", MONDAY + 36 * DAY))
    assert state(said, MONDAY + 36 * DAY) == ("accepted", "@bob", "simulated")


def test_a_weekend_is_no_time_to_answer() -> None:
    friday = MONDAY + 4 * DAY
    assert state([asked("@ada", friday)], friday + 4 * DAY - 1)[0] == "asked"
    assert state([asked("@ada", friday)], friday + 4 * DAY)[0] == "silent"
    terms = AgreementTerms(answer_working_days=1)
    assert state([asked("@ada", friday)], friday + 3 * DAY, terms=terms)[0] == "silent"


def test_roles_are_apart() -> None:
    found = judge_agreements([yes("@ada", MONDAY)], Question(MONDAY))
    assert agreement_of(found, "payments", "accountable").state == "none"
    assert agreement_of(found, PAYMENTS, "responder").state == "accepted"


def test_an_ambiguous_name_counts_for_nobody() -> None:
    question = Question(MONDAY, components=("component:a/payments", "component:b/payments"))
    (found,) = judge_agreements([yes("@ada", MONDAY)], question)
    assert found.state == "declared"
    assert "component:a/payments, component:b/payments" in found.because


def test_a_no_of_which_the_time_is_not_known_came_last() -> None:
    unknown = Statement(Decline("payments", "@ada", "responder", utc(0)), "file", Place("f"), doubt=DOUBT)
    assert state([yes("@ada", MONDAY), unknown], MONDAY + DAY)[0] == "declined"


MOMENTS = st.integers(0, 60).map(lambda day: MONDAY + day * DAY)
PEOPLE = st.sampled_from(["@ada", "@bob"])


@st.composite
def unproved(draw: st.DrawFn) -> Statement[Said]:
    """Anything but a proved acceptance."""
    at, person = draw(MOMENTS), draw(PEOPLE)
    over = stated(HandOver("payments", "responder", "@ada", "@bob", utc(at)), at)
    return draw(st.sampled_from([yes(person, at, proved=False), no(person, at), asked(person, at), over]))


@given(st.lists(unproved(), max_size=6), MOMENTS)
def test_without_a_proved_yes_nothing_counts(said: list[Statement[Said]], now: int) -> None:
    assert all(a.state != "accepted" and a.rung != "simulated" for a in judge_agreements(said, Question(now)))


@given(st.lists(unproved(), max_size=4), st.lists(st.builds(yes, PEOPLE, MOMENTS), max_size=3), MOMENTS, st.randoms())
def test_the_order_of_the_entries_says_nothing(
    others: list[Statement[Said]], said: list[Statement[Said]], now: int, random: Any
) -> None:
    mixed = [*others, *said]
    random.shuffle(mixed)
    straight, shuffled = (
        {(a.person, a.role): (a.state, a.until) for a in judge_agreements(statements, Question(now))}
        for statements in ([*others, *said], mixed)
    )
    assert straight == shuffled


@given(st.builds(yes, PEOPLE, MOMENTS, st.integers(1, 400)), MOMENTS)
def test_no_acceptance_outlives_the_policy(said: Statement[Acceptance], now: int) -> None:
    (found,) = judge_agreements([said], Question(now))
    if found.state == "accepted":
        assert said.said_at - 300 <= now < said.said_at + 180 * DAY
