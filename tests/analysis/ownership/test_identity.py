"""Who an address proves: exact words only, where `same_person` is generous."""

from __future__ import annotations

import pytest

from watchkeeper.analysis.ownership.identity import is_person, person_key
from watchkeeper.domain.people import Logins, People, Person

ADA = Person("ada", "Ada Lovelace", ("ada@example.com", "al@old.example.com"), Logins("Ada-L", "adal"))
PEOPLE = People((ADA, Person("bob", "Ada Lovelace", ("bob@example.com",), Logins("bob"))))


@pytest.mark.parametrize(
    ("address", "person", "people", "expected"),
    [
        ("ada@example.com", "Ada@Example.com", People(), True),
        ("ada@example.com", "ada@example.org", People(), False),
        ("ada@example.com", "@ada", People(), False),
        ("12+ada@users.noreply.github.com", "@Ada", People(), True),
        ("ada@users.noreply.github.com.evil.org", "@ada", People(), False),
        ("\u212aada@example.com", "kada@example.com", People(), False),
        ("", "", People(), False),
        ("ada@example.com", "@ada-l", PEOPLE, True),
        ("al@old.example.com", "person:ada", PEOPLE, True),
        ("12+ada-l@users.noreply.github.com", "ada@example.com", PEOPLE, True),
        ("12-adal@users.noreply.gitlab.com", "ada", PEOPLE, True),
        ("adal@users.noreply.github.com", "ada", PEOPLE, False),
        ("bob@example.com", "ada", PEOPLE, False),
        ("bob@example.com", "Ada Lovelace", PEOPLE, False),
        ("ada@example.com", "Ada Lovelace", PEOPLE, False),
    ],
)
def test_who_an_address_proves(address: str, person: str, people: People, expected: bool) -> None:
    assert is_person(address, person, people) == expected


def test_spellings_of_one_person_have_one_key() -> None:
    assert {person_key(name, PEOPLE) for name in ("@Ada-L", "al@old.example.com", "ada", "person:ada")} == {"ada"}
    assert person_key("@Zoe", PEOPLE) == "@zoe"
