"""How people of the history are written as owners: never a program, never somebody who is gone."""

from __future__ import annotations

import pytest

from watchkeeper.analysis.ownership.naming import DAY, Naming, logins_by_spelling
from watchkeeper.analysis.people.directory import Directory
from watchkeeper.domain.knowledge import Presence
from watchkeeper.domain.ownership.owners import Dialect
from watchkeeper.domain.people import Logins, People, Person

NOW = 20_000 * DAY
LISTED = (
    Person("ada", "Ada Lovelace", ("ada@example.com",), Logins(github="ada-l", gitlab="ada.l")),
    Person("dora", "Dora", ("dora@example.com",), Logins(github="dora"), active=False),
    Person("eve", "Eve", ("eve@example.com",), Logins(github="eve"), until="2020-01-01"),
    Person("rob", "Rob", ("rob@example.com",), Logins(github="rob"), kind="bot"),
)


def seen(address: str, name: str = "", *others: str, days: int = 1) -> Presence:
    return Presence(address, name, (address, *others), authored=NOW - days * DAY)


PRESENCE = (
    seen("ada@example.com", "Ada"), seen("dora@example.com"), seen("eve@example.com"), seen("rob@example.com"),
    seen("ben@example.com", "Ben", "7+ben@users.noreply.github.com"), seen("old@example.com", days=91),
    seen("mail@example.com", "Mail"), seen("merged@example.com", "M"), seen("ci@example.com", "Acme CI Robot"),
    seen("x@example.com", "renovate[bot]"), seen("agent@example.com", "An Agent"), seen("broken", "Broken"),
)  # fmt: skip


@pytest.mark.parametrize(
    ("address", "github", "gitlab", "kubernetes"),
    [
        ("ada@example.com", "@ada-l", "@ada.l", "@ada-l"),
        ("ben@example.com", "@ben", "ben@example.com", "@ben"),
        ("mail@example.com", "mail@example.com", "mail@example.com", ""),
        ("merged@example.com", "@merged", "@merged", "@merged"),
        ("broken", "", "", ""),
        *((f"{name}@example.com", "", "", "") for name in ("dora", "eve", "rob", "old", "ci", "x", "agent", "never")),
    ],
)
def test_a_person_is_written_as_the_dialect_takes_it(address: str, github: str, gitlab: str, kubernetes: str) -> None:
    dialects: dict[Dialect, str] = {"github": github, "gitlab": gitlab, "kubernetes": kubernetes}
    for dialect, wanted in dialects.items():
        directory, machines = Directory(People(LISTED)), frozenset({"agent@example.com"})
        naming = Naming(directory, PRESENCE, machines, dialect, NOW, {"merged@example.com": "merged"})
        assert naming.name(address).text == wanted


def test_a_login_that_an_owners_file_names_is_the_one_person_who_is_spelt_so() -> None:
    people = [
        Presence("a@example.com", "Ada Lovelace", ("a@example.com", "b@example.com")),
        Presence("grace.hopper@example.com", "G", ("grace.hopper@example.com",)),
        Presence("x@example.com", "Dan Dane", ("x@example.com",)),
        Presence("y@example.com", "Dan Dane", ("y@example.com",)),
        Presence("lin@example.com", "Lin", ("lin@example.com",)),
    ]
    owners = ["@Ada-Lovelace", "@gracehopper", "@dandane", "@lin", "@acme/adalovelace", "adalovelace@example.com"]
    assert logins_by_spelling(owners, people) == {
        "a@example.com": "Ada-Lovelace", "b@example.com": "Ada-Lovelace", "grace.hopper@example.com": "gracehopper",
    }  # fmt: skip
