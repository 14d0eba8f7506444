"""Merging: one entry a person, contradictions told, and the laws of merging."""

from __future__ import annotations

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from watchkeeper.analysis.people.directory import Directory
from watchkeeper.analysis.people.merging import merge
from watchkeeper.domain.people import Logins, People, Person, Team
from watchkeeper.domain.problems import Place

OURS, HR, SCIM, FORGE = Place("people.yaml", 2), Place("hr.csv", 3), Place("scim.json"), Place("teams.json")


def of(*persons: Person) -> People:
    return People(persons)


def test_entries_with_one_address_or_one_login_are_one_person() -> None:
    ours = Person("ada", logins=Logins(github="Ada"), place=OURS)
    bridge = Person("1001", "Ada L", ("Ada@x.org",), Logins(github="ada"), department="Pay", place=HR)
    scim = Person("ada@x.org", emails=("ada@X.org",), zone="Europe/London", place=SCIM)
    account = Person("ada", logins=Logins(github="ADA"), kind="account", place=FORGE)
    for levels in (
        [[of(ours)], [of(bridge)], [of(scim)], [of(account)]],
        [[of(ours)], [of(scim), of(bridge, account)]],
    ):
        merged = merge(levels)
        (ada,) = merged.persons
        assert (ada.id, ada.name, ada.kind, ada.department, ada.zone) == (
            "ada",
            "Ada L",
            "person",
            "Pay",
            "Europe/London",
        )
        assert not merged.problems


def test_a_login_on_one_forge_is_nobody_on_another() -> None:
    one = Person("a", logins=Logins(github="ada"), place=OURS)
    other = Person("b", logins=Logins(gitlab="ada"), place=HR)
    merged = merge([[of(one)], [of(other)]])
    assert len(merged.persons) == 2
    assert Directory(merged).find("@ada").state == "contested"
    found = Directory(merged).find("login:gitlab:ADA").person
    assert found is not None
    assert found.id == "b"


def test_who_has_left_by_any_source_is_gone_and_both_places_are_named() -> None:
    ours = Person("ada", emails=("ada@x.org",), place=OURS)
    gone = Person("1", emails=("ada@x.org",), active=False, until="2026-01-31", place=HR)
    merged = merge([[of(ours)], [of(gone)]])
    assert (merged.persons[0].active, merged.persons[0].until) == (False, "2026-01-31")
    (problem,) = merged.problems
    assert "hr.csv:3" in problem.message
    assert "people.yaml:2" in problem.message


def test_a_bot_by_any_source_is_a_bot() -> None:
    ours = Person("x", logins=Logins(github="x"), place=OURS)
    bot = Person("x", logins=Logins(github="x"), kind="bot", place=FORGE)
    merged = merge([[of(ours)], [of(bot)]])
    assert merged.persons[0].kind == "bot"
    assert "a bot counts" in merged.problems[0].message


def test_one_login_given_to_two_people_of_one_source_means_neither() -> None:
    ada = Person("ada", logins=Logins(github="al"), place=Place("people.yaml", 2))
    ben = Person("ben", logins=Logins(github="AL"), place=Place("people.yaml", 3))
    merged = merge([[of(ada, ben)]])
    assert len(merged.persons) == 2
    assert "people.yaml:2" in merged.problems[0].message
    directory = Directory(merged)
    assert directory.find("@al").state == "contested"
    assert directory.by_login("al") is None
    assert directory.find("person:ben").person == ben


def test_two_logins_of_one_person_are_told() -> None:
    one = Person("a", emails=("a@x.org",), logins=Logins(github="ada"), place=OURS)
    other = Person("a", emails=("a@x.org",), logins=Logins(github="lovelace"), place=HR)
    merged = merge([[of(one)], [of(other)]])
    assert merged.persons[0].logins.github == "ada"
    assert "@lovelace" in merged.problems[0].message
    assert Directory(merged).find("@lovelace").person == merged.persons[0]


def test_one_id_without_anything_in_common_is_two_people() -> None:
    merged = merge([[of(Person("ada", place=OURS))], [of(Person("ada", emails=("z@x.org",), place=HR))]])
    assert [p.id for p in merged.persons] == ["ada", "ada (hr.csv:3)"]
    assert "two people" in merged.problems[0].message


def team(id_: str, *names: str, members: tuple[str, ...] = (), known: bool = True, file: str = "t") -> Team:
    return Team(id_, names, members, known=known, place=Place(file))


def test_members_are_those_of_the_most_trusted_source_that_tells_any() -> None:
    listed = team("@acme/a", "@acme/a", known=False, file="teams.json")
    ours = team("pay", "@ACME/a", "group:default/pay", members=("@ada",), file="people.yaml")
    forge = team("@acme/a", "@acme/a", members=("@ben",), file="a.json")
    (merged,) = merge([[People((), (listed,))], [People((), (ours,))], [People((), (forge,))]]).teams
    assert (merged.members, merged.known) == (("@ada",), True)
    (same_level,) = merge([[People((), (listed,)), People((), (forge,)), People((), (ours,))]]).teams
    assert set(same_level.members) == {"@ada", "@ben"}


def test_two_teams_of_one_source_with_one_name_mean_neither() -> None:
    merged = merge([[People((), (team("a", "x", members=("@ada",)), team("b", "x", members=("@ben",))))]])
    assert len(merged.teams) == 2
    found = Directory(merged).team("x")
    assert not isinstance(found, Team)
    assert found.state == "contested"


WORDS = st.sampled_from(["", "ada", "ADA", "ben", "\u0430da", "z"])
PERSONS = st.builds(
    Person,
    id=st.sampled_from(["ada", "ben", "1"]),
    name=WORDS,
    emails=st.lists(st.sampled_from(["a@x.org", "A@x.org", "b@x.org", "1+ada@users.noreply.github.com"])).map(tuple),
    logins=st.builds(Logins, github=WORDS, gitlab=WORDS),
    kind=st.sampled_from(["person", "bot", "agent", "account"]),
    active=st.booleans(),
    until=st.sampled_from(["", "2026-01-01", "2027-01-01"]),
    place=st.builds(Place, st.sampled_from(["a", "b", "c"]), st.integers(0, 3)),
)
TEAMS = st.builds(
    Team,
    id=st.sampled_from(["@o/a", "@o/b", "c"]),
    names=st.lists(st.sampled_from(["@o/a", "@O/A", "@o/b", "c"])).map(tuple),
    members=st.lists(st.sampled_from(["@ada", "@o/a", "@o/b", "c", "zoe"])).map(tuple),
    parent=st.sampled_from(["", "@o/a", "@o/b", "nowhere"]),
    active=st.booleans(),
    known=st.booleans(),
    place=st.builds(Place, st.sampled_from(["a", "b"])),
)
SOURCES = st.builds(People, st.lists(PERSONS, max_size=4).map(tuple), st.lists(TEAMS, max_size=4).map(tuple))


@given(st.lists(SOURCES, max_size=4), st.randoms())
def test_within_a_level_order_and_repetition_change_nothing(level: list[People], chance: st.DataObject) -> None:
    plain = merge([level])
    shuffled = [*level, *level]
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert merge([shuffled]) == plain
    assert merge([level, level]).persons == plain.persons


@given(st.lists(SOURCES, max_size=4))
def test_what_is_merged_loses_nobody_and_trusts_no_one_more(level: list[People]) -> None:
    merged = merge([[source] for source in level])
    ids = [person.id for person in merged.persons]
    assert len(ids) == len(set(ids))
    msgspec.json.encode(merged)
    directory = Directory(merged)
    for person in (p for source in level for p in source.persons):
        for login in (f"login:github:{person.logins.github}", f"login:gitlab:{person.logins.gitlab}"):
            found = directory.find(login)
            if not login.endswith(":") and login.isascii():
                assert found.state in {"known", "contested"}
            if found.person is not None and found.state == "known":
                assert person.active or not found.person.active
                assert person.kind in {"person", "account"} or found.person.kind in {"bot", "agent"}
