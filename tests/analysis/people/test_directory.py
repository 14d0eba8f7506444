"""Looking people up: forms of names, the mailmap, no-reply addresses, hints of the history, look-alikes."""

# ruff: noqa: RUF001 letters that look like others are what is tested
from __future__ import annotations

import time

import pytest

from watchkeeper.analysis.people.addresses import login_of
from watchkeeper.analysis.people.directory import Directory, activity_by_person
from watchkeeper.analysis.people.history import people_of_history
from watchkeeper.analysis.people.look_alikes import skeleton
from watchkeeper.analysis.people.merging import merge
from watchkeeper.domain.change import Identity
from watchkeeper.domain.people import Logins, People, Person, Team
from watchkeeper.domain.problems import Place
from watchkeeper.formats.directories.mailmap import parse_mailmap

ADA = Person(
    "ada",
    "Ada L",
    ("ada@x.org",),
    Logins(github="Ada-L", gitlab="ada"),
    refs=("user:default/ada",),
    place=Place("p", 1),
)
BEN = Person("ben", "Ben", ("ben@x.org",), Logins(github="bell1"), team="pay", place=Place("p", 2))
PAY = Team("@acme/pay", ("@acme/pay", "group:default/payments"), ("@ada-l",))
CORE = Team("@acme/core", ("@acme/core",))
OTHER = Team("@other/core", ("@other/core",))
MAILMAP = parse_mailmap(b"Ada L <ada@x.org> <ada@laptop>\nBen <ben@home> <ben@x.org>\n", ".mailmap")
DIRECTORY = Directory(merge([[People((ADA, BEN), (PAY, CORE, OTHER))]]), MAILMAP)


@pytest.mark.parametrize(
    ("text", "person"),
    [
        ("@ada-l", "ada"), ("@ADA-L", "ada"), ("@ada", "ada"), ("login:github:ada-l", "ada"), ("login:github:ada", ""),
        ("ada@x.org", "ada"), ("ADA@X.ORG", "ada"), ("email:ada@x.org", "ada"), ("Somebody <ada@x.org>", "ada"),
        ("user:default/ada", "ada"), ("user:default/ADA", "ada"), ("person:ada", "ada"), ("ada", "ada"),
        ("ada@laptop", "ada"), ("12+Ada-L@users.noreply.github.com", "ada"), ("9-ada@users.noreply.gitlab.com", "ada"),
        ("ben@home", "ben"), ("user:other/ada", ""), ("@zoe", ""), ("", ""), ("   ", ""), ("@", ""), ("@@owner", ""),
    ],
)  # fmt: skip
def test_what_means_a_person(text: str, person: str) -> None:
    found = DIRECTORY.find(text)
    assert (found.person.id if found.person else "") == person


@pytest.mark.parametrize(
    ("text", "team"),
    [
        ("@acme/pay", "@acme/pay"), ("@ACME/Pay", "@acme/pay"), ("group:default/payments", "@acme/pay"),
        ("payments", "@acme/pay"), ("pay", "pay"), ("team:pay", "pay"), ("core", ""), ("@core", ""), ("@acme/none", ""),
        ("group:other/payments", ""), ("@other/pay", ""),
    ],
)  # fmt: skip
def test_what_means_a_team(text: str, team: str) -> None:
    found = DIRECTORY.team(text)
    assert (found.id if isinstance(found, Team) else "") == team


@pytest.mark.parametrize(
    ("address", "login"),
    [
        ("ada@users.noreply.github.com", ("github", "ada")),
        ("123+ada-l@users.noreply.github.com", ("github", "ada-l")),
        ("123-ada@users.noreply.github.com", ("github", "123-ada")),
        ("49+renovate[bot]@users.noreply.github.com", ("github", "renovate[bot]")),
        ("77-ada.l@users.noreply.gitlab.example", ("gitlab", "ada.l")),
        ("5+ada@users.noreply.git.corp.example", ("github", "ada")),
        ("ada@users.noreply.git.corp.example", None),
        ("ada@example.com", None),
    ],
)
def test_no_reply_addresses(address: str, login: tuple[str, str] | None) -> None:
    assert login_of(address) == login


@pytest.mark.parametrize(
    "text",
    ["@аda-l", "@ada‑l", "@ada-l\u200b", "@ａda-l", "@\u202eada-l", "@αda-l", "аda@x.org", "@ada-\u217c", "@add\u0430"],
)
def test_look_alikes_mean_nobody_and_are_called_what_they_are(text: str) -> None:
    found = DIRECTORY.find(text)
    assert (found.state, found.person) == ("look-alike", None)
    assert "U+" in found.why


def test_a_digit_for_a_letter_is_another_login_and_its_twin_is_told() -> None:
    found = DIRECTORY.find("@be11l")
    assert (found.state, found.why) == ("absent", "is nobody, and only looks like bell1")
    assert DIRECTORY.find("@bell1").state == "known"


def test_the_kelvin_sign_is_no_k() -> None:
    kim = Directory(merge([[People((Person("k", emails=("kim@x.org",), logins=Logins(github="kim")),))]]))
    assert kim.find("@\u212aim").state == "look-alike"
    assert kim.find("\u212aim@x.org").state == "look-alike"


def test_a_team_that_only_looks_like_another() -> None:
    found = DIRECTORY.team("@acme/рay")
    assert not isinstance(found, Team)
    assert found.state == "look-alike"


def test_a_login_with_foreign_letters_in_the_directory_is_told_and_means_nobody() -> None:
    fake = Person("eve", logins=Logins(github="аda-l"), place=Place("p", 9))
    directory = Directory(merge([[People((ADA, fake))]]))
    assert directory.find("@аda-l").state == "look-alike"
    assert "looks like @Ada-L" in directory.problems[0].message


@pytest.mark.parametrize("one", ["ada", "rnike", "paypal", "Iris", "o0"])
def test_a_skeleton_of_a_skeleton_is_the_same(one: str) -> None:
    assert skeleton(skeleton(one)) == skeleton(one)


def history(*names: str) -> People:
    return people_of_history((Identity(n.partition(" <")[0], n.partition("<")[2][:-1]) for n in names), MAILMAP)


def test_the_history_ties_a_login_to_a_listed_person_only_as_a_hint() -> None:
    listed = Person("carla", "Carla", ("carla@x.org",), place=Place("hr.csv", 4))
    mailmap = parse_mailmap(b"Carla <carla@x.org> <7+cc@users.noreply.github.com>\n", ".mailmap")
    shown = people_of_history(
        [Identity("Carla", "carla@x.org"), Identity("C", "7+cc@users.noreply.github.com")], mailmap
    )  # fmt: skip
    found = Directory(merge([[People((listed,))]]), mailmap, shown).find("@cc")
    assert (found.state, found.person) == ("hint", listed)


def test_a_login_that_only_the_history_knows_is_a_hint() -> None:
    found = Directory(People(), hints=history("Dora <3+dora@users.noreply.github.com>")).find("@Dora")
    assert found.state == "hint"
    assert found.person is not None
    assert found.person.kind == "account"


def test_the_history_never_gives_a_listed_login_to_somebody_else() -> None:
    hints = history("Eve <ada-l@users.noreply.github.com>", "Eve <eve@x.org>")
    assert (
        Directory(merge([[People((ADA, BEN))]]), MAILMAP, hints).find("@ada-l").person
        == merge([[People((ADA,))]]).persons[0]
    )


def test_activity_is_counted_by_person_whatever_the_name() -> None:
    seen = {
        "ada@x.org": 5,
        "ADA@laptop": 9,
        "12+ada-l@users.noreply.github.com": 7,
        "who@ever": 3,
        "login:gitlab:ada": 1,
    }
    assert activity_by_person(DIRECTORY, seen) == {"ada": 9, "who@ever": 3}


def test_a_thousand_people_and_paths_are_looked_up_in_a_moment() -> None:
    people = tuple(
        Person(f"p{n}", emails=(f"p{n}@x.org",), logins=Logins(github=f"login-{n}"), place=Place("p", n))
        for n in range(1000)
    )
    directory = Directory(merge([[People(people)]]))
    start = time.monotonic()
    for n in range(20_000):
        assert directory.find(f"@login-{n % 1000}").person is not None
    assert time.monotonic() - start < 2
