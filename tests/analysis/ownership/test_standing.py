"""Whether owners stand: every test of a person with its reasons, teams that fail closed, unknown never a pass."""

# ruff: noqa: RUF001 a letter that looks like another is what is tested
from __future__ import annotations

import time
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchkeeper.analysis.ownership.asking import best_people
from watchkeeper.analysis.ownership.person_tests import DAY, Facts, Terms
from watchkeeper.analysis.ownership.standing import person_state, stand
from watchkeeper.analysis.people.directory import Directory
from watchkeeper.analysis.people.history import people_of_history
from watchkeeper.analysis.people.merging import merge
from watchkeeper.analysis.people.teams import Roster
from watchkeeper.domain.change import Identity
from watchkeeper.domain.knowledge import Knower
from watchkeeper.domain.ownership.owners import OwnerAnswer, OwnerKind, OwnerRef
from watchkeeper.domain.people import Logins, People, Person, Team
from watchkeeper.domain.problems import Place
from watchkeeper.formats.directories.mailmap import Mailmap, parse_mailmap

MAILMAP = parse_mailmap(b"Gus <gus@x.org> <1+zz@users.noreply.github.com>", ".mailmap")
NOW = 1_790_000_000
"""2026-09-21T14:13:20Z"""
TERMS = Terms(escalation="@leads")


def person(login: str, **facts: Any) -> Person:
    plain = {"emails": (f"{login}@x.org",), "logins": Logins(github=login), "place": Place("people.yaml", 2)}
    return Person(login, **{**plain, **facts})


ADA, BEN = person("ada", name="Ada L"), person("ben")
GONE = person("gus", active=False, place=Place("hr.csv", 7))
PAST = person("pat", until="2026-09-20")
TODAY = person("tod", until="2026-09-21")
BOT = person("robo", kind="bot")
ACCOUNT = Person("acc", logins=Logins(github="acc"), kind="account", place=Place("teams.json"))
EVERYBODY = (ADA, BEN, GONE, PAST, TODAY, BOT, ACCOUNT)
SEEN = {p.id: NOW - DAY for p in EVERYBODY} | {"ben": NOW - 91 * DAY}


def roster(*teams: Team, persons: tuple[Person, ...] = EVERYBODY, hints: People | None = None, **rest: Any) -> Roster:
    return Roster(Directory(merge([[People(persons, teams, (Place("people.yaml"),), **rest)]]), hints=hints))


def facts(**changed: Any) -> Facts:
    return msgspec.structs.replace(Facts(NOW, SEEN, since=0), **changed)


def ask(text: str, kind: OwnerKind = "user", *, given_: Roster | None = None, **changed: Any) -> OwnerAnswer:
    terms = changed.pop("terms", TERMS)
    return stand(OwnerRef(text, kind), given_ or roster(), facts(**changed), terms)


def holds(answer: OwnerAnswer, test: str) -> bool | None:
    (standing,) = answer.standings
    (reason,) = [r for r in standing.reasons if r.test == test]
    return reason.holds


def test_a_listed_living_active_person_stands_and_is_resolved() -> None:
    answer = ask("@Ada")
    (standing,) = answer.standings
    assert (answer.state, answer.escalation) == ("stands", "")
    assert (standing.id, standing.login, standing.name, standing.rung) == ("person:ada", "ada", "Ada L", "resolved")
    assert standing.stands
    assert ask("ada@x.org", "email").state == "stands"


@pytest.mark.parametrize(
    ("text", "state", "test"),
    [
        ("@zoe", "nobody", "exists"), ("@аda", "nobody", "exists"), ("@gus", "nobody", "active"),
        ("@pat", "nobody", "active"), ("@robo", "nobody", "person"), ("@ben", "nobody", "active"),
        ("@acc", "unknown", "person"), ("@tod", "stands", "active"),
    ],
)  # fmt: skip
def test_who_falls_and_why(text: str, state: str, test: str) -> None:
    answer = ask(text)
    assert answer.state == state
    assert holds(answer, test) is {"nobody": False, "unknown": None, "stands": True}[state]
    assert answer.standings[0].stands is (state == "stands")
    assert answer.standings[0].rung == ("resolved" if state == "stands" else "declared")
    assert answer.escalation == ("" if state == "stands" else "@leads")


def test_a_blank_owner_is_nobody_and_a_role_is_not_known() -> None:
    assert ask("  ").state == "nobody"
    assert ask("@@maintainer", "role").state == "unknown"


def test_without_any_list_of_people_nobody_is_known_to_exist_or_not_to() -> None:
    answer = ask("@zoe", given_=roster(persons=()))
    assert (answer.state, holds(answer, "exists")) == ("unknown", None)
    assert ask("@zoe", given_=roster(persons=(ACCOUNT,))).state == "unknown"


def test_a_list_that_was_not_read_whole_or_tells_no_logins_proves_no_absence() -> None:
    assert ask("@zoe", given_=roster(unread=("hr.csv",))).state == "unknown"
    listed = (Person("z", emails=("z@x.org",), place=Place("hr.csv")),)
    assert ask("@zoe", given_=roster(persons=listed)).state == "unknown"
    assert ask("y@x.org", "email", given_=roster(persons=listed)).state == "nobody"


def test_the_history_alone_proves_nobody() -> None:
    hints = people_of_history([Identity("Zoe", "1+zoe@users.noreply.github.com")], Mailmap())
    answer = ask("@zoe", given_=roster(hints=hints), last_active={"1+zoe@users.noreply.github.com": NOW})
    assert holds(answer, "active") is True
    assert (answer.state, holds(answer, "exists")) == ("unknown", None)


def test_whom_the_history_ties_to_somebody_who_left_is_gone() -> None:
    hints = people_of_history([Identity("Z", "1+zz@users.noreply.github.com"), Identity("Z", "gus@x.org")], MAILMAP)
    answer = ask("@zz", given_=roster(hints=hints), last_active={"gus": NOW})
    assert (answer.state, holds(answer, "active")) == ("nobody", False)


def test_who_has_no_known_address_may_be_active_under_another_name() -> None:
    listed = roster(persons=(person("zoe", emails=()),))
    assert holds(ask("@zoe", given_=listed), "active") is None
    assert holds(ask("@zoe", given_=listed, last_active={"zoe": NOW - 91 * DAY}), "active") is None
    assert holds(ask("@zoe", given_=roster(persons=(person("zoe"),))), "active") is False


def test_an_old_address_of_somebody_whom_only_the_history_knows_proves_nothing() -> None:
    hints = people_of_history([Identity("Zoe", "1+zoe@users.noreply.github.com")], Mailmap())
    answer = ask("@zoe", given_=roster(hints=hints), last_active={"1+zoe@users.noreply.github.com": NOW - 999 * DAY})
    assert (answer.state, holds(answer, "active")) == ("unknown", None)


def test_a_contested_login_is_not_known() -> None:
    given_ = roster(persons=(ADA, person("ava", logins=Logins(github="ADA"))))
    assert ask("@ada", given_=given_).state == "unknown"


@pytest.mark.parametrize(
    ("last", "since", "expected"),
    [
        (NOW - 90 * DAY, 0, True), (NOW - 90 * DAY - 1, 0, False), (None, 0, False), (None, None, None),
        (NOW - 91 * DAY, NOW - 100 * DAY, False), (None, NOW - 89 * DAY, None), (None, NOW - 90 * DAY, False),
        (NOW + 2 * DAY, 0, None), (NOW + 3600, 0, True), (NOW - 5 * DAY, None, True), (2**62, 0, None),
    ],
)  # fmt: skip
def test_activity_against_what_the_history_can_tell(last: int | None, since: int | None, expected: bool | None) -> None:
    seen = {} if last is None else {"ada": last}
    assert holds(ask("@ada", last_active=seen, since=since), "active") is expected


def test_the_date_last_seen_is_told() -> None:
    answer = ask("@ben")
    assert "2026-06-22" in answer.reason


@pytest.mark.parametrize("machines", [{"ada"}, {"ada@x.org"}])
def test_agents_that_the_signals_know_are_never_people(machines: set[str]) -> None:
    assert holds(ask("@ada", machines=frozenset(machines)), "person") is False


def test_names_of_machines() -> None:
    assert holds(ask("@x[bot]", given_=roster(persons=())), "person") is False
    assert holds(ask("@release-bot", given_=roster(persons=())), "person") is False
    listed = roster(persons=(person("tal-bot"),))
    assert holds(ask("@tal-bot", given_=listed, last_active={"tal-bot": NOW}), "person") is True


def knower(address: str, share: float, reviews: int = 0) -> Knower:
    return Knower(address, "", share, 1.0, 1, reviews, NOW)


RANKED = (knower("a@y", 0.5), knower("b@y", 0.2), knower("c@y", 0.1), knower("ada@x.org", 0.04))


@pytest.mark.parametrize(
    ("knowers", "expected"),
    [
        (None, None), ((), None), (RANKED, False), (RANKED[:3], False), (RANKED[1:], True),
        ((*RANKED[:3], knower("ADA@x.org", 0.05)), True), ((*RANKED[:3], knower("ada@x.org", 0.01, 2)), True),
    ],
)  # fmt: skip
def test_knowing_a_path(knowers: tuple[Knower, ...] | None, expected: bool | None) -> None:
    told = ask("@ada", knowers=knowers)
    assert (holds(told, "knows"), told.state) == (expected, "stands")
    required = ask("@ada", knowers=knowers, terms=Terms((*TERMS.matters, "knows")))
    assert required.state == {True: "stands", False: "nobody", None: "unknown"}[expected]


@pytest.mark.parametrize(
    ("involved", "known", "expected"),
    [
        ({"@ada"}, True, False), ({"ADA@x.org"}, False, False), ({"person:ada"}, True, False), ({"@ben"}, True, True),
        ({"@ben"}, False, None), (set(), False, None),
    ],
)  # fmt: skip
def test_independence(involved: set[str], known: bool, expected: bool | None) -> None:
    terms = Terms((*TERMS.matters, "independent"))
    answer = ask("@ada", involved=frozenset(involved), involved_known=known, terms=terms)
    assert holds(answer, "independent") is expected
    assert answer.state == {True: "stands", False: "nobody", None: "unknown"}[expected]


def team(*members: str, **facts_: Any) -> Roster:
    return roster(Team("@acme/pay", (), members, **facts_))


@pytest.mark.parametrize(
    ("given_", "state"),
    [
        (team("@gus", "@ada"), "stands"), (team("@gus", "@robo"), "nobody"), (team(), "nobody"),
        (team("@ada", active=False), "nobody"), (team(known=False), "unknown"), (team("@gus", known=False), "unknown"),
        (team("@ada", known=False), "stands"), (team("@gus", "@acc"), "unknown"), (team("@zoe"), "nobody"),
        (roster(), "unknown"),
    ],
)  # fmt: skip
def test_a_team_stands_by_one_of_its_members_and_fails_closed(given_: Roster, state: str) -> None:
    answer = ask("@acme/pay", "team", given_=given_)
    assert answer.state == state
    assert answer.escalation == ("" if state == "stands" else "@leads")
    assert state == "stands" or answer.remedy


def test_a_team_that_no_export_lists_says_how_to_export_it() -> None:
    answer = ask("@acme/pay", "team")
    assert answer.reason == "no export of the team @acme/pay: who is in it is not known"
    assert "docs/people.md" in answer.remedy
    assert ask("@acme/рay", "team", given_=team("@ada")).state == "nobody"


def test_an_owner_without_a_slash_may_be_a_team() -> None:
    given_ = roster(Team("@pay", (), ("@ada",)), Team("reviewers", (), ("ada",)))
    assert ask("@pay", given_=given_).state == "stands"
    assert ask("reviewers", "alias", given_=given_).state == "stands"
    assert ask("ada", "alias", given_=given_).state == "stands"


def test_a_team_is_not_mistaken_for_a_person_with_a_name_like_it() -> None:
    given_ = roster(Team("@core1", (), ("@ada",)), persons=(ADA, person("corel")))
    assert ask("@core1", given_=given_).state == "stands"


def test_a_login_like_another_is_not_known_where_a_list_could_not_be_read() -> None:
    given_ = roster(persons=(person("adal"),), unread=("hr.csv",))
    assert ask("@ada1", given_=given_).state == "unknown"
    assert "only looks like adal" in ask("@ada1", given_=roster(persons=(person("adal"),))).reason


def test_those_who_stand_come_first() -> None:
    answer = ask("@acme/pay", "team", given_=team("@gus", "@acc", "@ada"))
    assert [s.login for s in answer.standings] == ["ada", "acc", "gus"]


def test_the_fewest_people_are_asked_and_those_who_know_most() -> None:
    given_ = roster(Team("@o/a", (), ("@ada", "@tod")), Team("@o/b", (), ("@tod",)), Team("@o/c", (), ("@gus",)))
    answers = [ask(text, "team", given_=given_) for text in ("@o/a", "@o/b")]
    assert [a.person for a in best_people(answers, {}, TERMS.matters)] == ["@tod"]
    one = best_people(answers[:1], {"person:ada": 0.2, "person:tod": 0.9}, TERMS.matters)
    assert [a.person for a in one] == ["@tod"]
    nobody = best_people([*answers, ask("@o/c", "team", given_=given_)], {}, TERMS.matters)
    assert [a.person for a in nobody] == ["@tod", "@leads"]
    assert best_people([ask("@acc")], {}, TERMS.matters)[0].person == "@acc"
    assert best_people([], {}, TERMS.matters) == ()


TEXTS = st.text(st.characters(), max_size=10) | st.sampled_from(
    ["@ada", "@acme/pay", "@@x", "person:ada", "<", "@", "@/"]
)
TIMES = st.integers(-(2**70), 2**70)


@given(TEXTS, st.sampled_from(["user", "team", "email", "role", "alias"]), TIMES, st.none() | TIMES)
def test_any_owner_has_an_answer_and_only_true_reasons_pass(
    text: str, kind: OwnerKind, last: int, since: int | None
) -> None:
    answer = ask(text, kind, given_=team("@ada", "@gus", "@acc"), last_active={"ada": last}, since=since)
    for standing in answer.standings:
        good = all(r.holds for r in standing.reasons if r.test in TERMS.matters) and bool(standing.reasons)
        assert standing.stands is good
        assert person_state(standing, TERMS.matters) in {"stands", "nobody", "unknown"}
    assert (answer.state == "stands") == any(s.stands for s in answer.standings)
    assert answer.reason


def test_a_thousand_people_and_a_thousand_paths_are_judged_in_seconds() -> None:
    many = tuple(person(f"p{n}") for n in range(1000))
    teams = [Team(f"@o/t{n}", (), tuple(f"@p{n * 10 + m}" for m in range(10))) for n in range(100)]
    given_ = roster(*teams, persons=many)
    seen = {f"p{n}": NOW for n in range(1000)}
    start = time.monotonic()
    for n in range(1000):
        answer = ask(f"@o/t{n % 100}", "team", given_=given_, last_active=seen, knowers=RANKED)
        assert answer.state == "stands"
    assert time.monotonic() - start < 5


def test_in_a_quiet_history_nobody_is_called_gone() -> None:
    """The last commit of anybody is a year old: that Ada was not seen since says nothing about her."""
    year = 365 * 86_400
    seen = {"ada": NOW - year}
    assert holds(ask("@ada", last_active=seen, since=0, newest=NOW - year), "active") is None
    assert holds(ask("@ada", last_active=seen, since=0, newest=NOW - 86_400), "active") is False
