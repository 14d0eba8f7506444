"""What a waiver is worth: its proof, the clock, the cap, the second person."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec import structs

from watchkeeper.domain.evidence import Unknown
from watchkeeper.domain.people import People, Person
from watchkeeper.domain.problems import Place
from watchkeeper.domain.times import utc
from watchkeeper.domain.waivers import Grant, Standing, Terms, Waiver, WaiverSource
from watchkeeper.policy.waivers import Facts, judge_waivers

GRANTED = 1_772_445_600
"""2026-03-02T10:00:00Z, a Monday."""
HOUR = 3600
SHORT, LONG = Terms(), Terms(max_hours=300, second_within_days=2)
NOBODY = People()


def grant(source: WaiverSource = "file", at: int = GRANTED, **changed: str) -> Grant:
    fields = {"rule": "a/a", "head": "h", "reason": "r", "by": "ada", "second": "bob", **changed}
    return Grant(Waiver(**fields), source, Place("f", 1), granted_at=at)


def stand(*grants: Grant, after: float = 1, terms: Terms = SHORT, people: People = NOBODY, **changed: Any) -> Standing:
    facts = Facts(GRANTED + int(after * HOUR), terms, people, {"h": ("carol@example.com",)}, "h", "main")
    return judge_waivers(grants, structs.replace(facts, **changed))[0]


@pytest.mark.parametrize("source", ["file", "forge", "commit", "break-glass"])
def test_what_is_proved_is_in_force(source: WaiverSource) -> None:
    assert stand(grant(source)).state == "in-force"


def test_what_is_not_proved_is_declared_only() -> None:
    doubt = Unknown("waivers", "", "it is not signed", "sign it")
    found = stand(structs.replace(grant("commit"), doubt=doubt))
    assert (found.state, found.reason, found.remedy) == ("declared", "it is not signed", "sign it")
    assert stand(grant("ledger")).state == "declared"
    assert stand(grant(at=0)).state == "declared"
    assert "later than this check" in stand(grant(at=GRANTED + 9 * HOUR)).reason
    assert "not protected" in stand(grant(), unprotected="no default branch").reason
    assert stand(grant("forge"), unprotected="no default branch").state == "in-force"
    assert "not for the head" in stand(grant(head="older")).reason
    assert "forge" in stand(grant("ledger")).remedy


@pytest.mark.parametrize(
    ("until", "after", "state", "end"),
    [
        (2, 1, "in-force", 2),
        (2, 2, "expired", 2),
        (8, 7.99, "in-force", 8),
        (100, 7.99, "in-force", 8),
        (100, 8, "expired", 8),
        (None, 7.99, "in-force", 8),
        (None, 8, "expired", 8),
    ],
)
def test_the_clock_and_its_cap(until: int | None, after: float, state: str, end: int) -> None:
    said = utc(GRANTED + until * HOUR) if until else ""
    found = stand(grant(until=said), after=after)
    assert (found.state, found.until) == (state, utc(GRANTED + end * HOUR))
    assert ("counts for 8 hours" in " ".join(found.notes)) == (until == 100)


def test_a_commit_ends_it() -> None:
    ended = structs.replace(grant(until_commit="c" * 40), ended=True)
    assert stand(ended).state == "expired"
    unknown = structs.replace(ended, ended=Unknown("waivers", "", "shallow", "deepen"))
    assert (stand(unknown).state, stand(unknown).reason) == ("declared", "shallow")


@pytest.mark.parametrize(
    "second", ["", "ada", "Ada", "@ada", "ada+2@example.com", "carol", "Carol <carol@corp.example>"]
)
def test_the_second_person_is_another_one(second: str) -> None:
    found = stand(grant(second=second), terms=LONG)
    assert (found.state, found.second, found.second_by) == ("in-force", "", "2026-03-04T10:00:00Z")
    assert "2026-03-04T10:00:00Z" in found.notes[0]
    assert stand(grant(second=second), terms=LONG, after=48).state == "second-missing"


def test_with_a_second_person_in_time_it_goes_on() -> None:
    assert stand(grant(), terms=LONG, after=100).state == "in-force"
    assert stand(grant(), terms=LONG, after=100).second == "bob"
    late = structs.replace(grant(), second_at=GRANTED + 49 * HOUR)
    assert stand(late, terms=LONG, after=50).state == "second-missing"
    assert "bob came later" in stand(late, terms=LONG, after=50).reason


def test_zero_days_need_the_second_person_at_once() -> None:
    terms = Terms(second_within_days=0)
    assert stand(grant(second=""), terms=terms).state == "second-missing"
    assert stand(grant(), terms=terms).state == "in-force"


def test_a_directory_knows_who_may_be_second() -> None:
    people = People((
        Person("ada", emails=("lovelace@example.com",)),
        Person("bob"),
        Person("robot", kind="bot"),
        Person("gone", active=False),
    ))  # fmt: skip
    assert stand(grant(), people=people).second == "bob"
    for name in ("lovelace@example.com", "robot", "gone", "stranger"):
        assert stand(grant(second=name), people=people).second == "", name
    assert "not in the people file" in " ".join(stand(grant(second="stranger"), people=people).notes)


def test_a_merged_entry_of_somebody_else_reconciles_a_break_glass() -> None:
    glass = grant("break-glass", rule="*", second="")
    assert stand(glass).second_by
    other = grant(at=GRANTED + 100, by="bob", second="")
    assert stand(glass, other).second == "bob"
    assert not stand(glass, structs.replace(other, source="ledger")).second
    assert not stand(glass, structs.replace(other, waiver=structs.replace(other.waiver, head="x"))).second
    assert not stand(glass, grant(by="ada", second="")).second


def test_a_commit_cannot_name_its_own_second() -> None:
    assert stand(grant("commit")).second == ""


def test_several_waivers_of_one_rule_are_judged_each_by_itself() -> None:
    facts = Facts(GRANTED + HOUR, Terms(), People(), {}, "h", "main")
    early, late = grant(until=utc(GRANTED + 10)), grant(reason="another", until=utc(GRANTED + 2 * HOUR))
    assert [s.state for s in judge_waivers((early, late), facts)] == ["expired", "in-force"]
