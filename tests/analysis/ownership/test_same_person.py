"""Another spelling is not another person."""

from __future__ import annotations

import pytest

from watchkeeper.analysis.ownership.same_person import find_person, same_person
from watchkeeper.domain.people import Logins, People, Person

PEOPLE = People((
    Person("ada", "Ada Lovelace", ("ada@example.com",), Logins(github="countess")),
    Person("adam", "Ada Lovelace-Byron", ("ada@other.example",)),
))  # fmt: skip


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ada", "ADA"),
        ("ada", "@ada"),
        ("ada", "person:ada"),
        ("ada", " ada "),
        ("ada", "ada@example.com"),
        ("ada@example.com", "ada+second@example.com"),
        ("ada@example.com", "12345+ada@users.noreply.github.com"),
        ("Ada <ada@example.com>", "ada@corp.example"),
        ("a.da", "ada"),
        ("ádá", "ada"),
        ("ａｄａ", "ada"),  # noqa: RUF001 - full-width letters on purpose
        ("Ada Lovelace", "ada lovelace"),
        ("Somebody <ada@example.com>", "@ada"),
    ],
)
def test_other_spellings(one: str, other: str) -> None:
    assert same_person(one, other, People())
    assert same_person(other, one, People())


@pytest.mark.parametrize(
    ("one", "other"), [("ada", "bob"), ("ada@example.com", "bob@example.com"), ("", ""), ("@", "")]
)
def test_other_people(one: str, other: str) -> None:
    assert not same_person(one, other, People())


def test_the_directory_decides() -> None:
    assert same_person("countess", "ada@example.com", PEOPLE)
    assert same_person("Ada Lovelace", "@Countess", PEOPLE)
    assert not same_person("ada@example.com", "ada@other.example", PEOPLE)
    assert find_person("nobody", PEOPLE) is None
