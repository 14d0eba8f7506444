"""Who is in a team: nesting, cycles, strangers, gaps, dissolved teams; every graph comes to an end."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from watchkeeper.analysis.people.directory import Directory
from watchkeeper.analysis.people.merging import merge
from watchkeeper.analysis.people.teams import MOST_MEMBERS, Membership, Roster
from watchkeeper.domain.people import Logins, People, Person, Team
from watchkeeper.domain.problems import Place

PEOPLE = tuple(Person(n, logins=Logins(github=n), place=Place("p")) for n in ("ada", "ben", "cleo"))


def members(text: str, *teams: Team) -> Membership:
    return Roster(Directory(merge([[People(PEOPLE, teams)]]))).members(text)


def ids(found: Membership) -> list[str]:
    return sorted(person.id for person in found.persons)


def test_members_are_people_and_teams_within() -> None:
    found = members(
        "@o/all",
        Team("@o/all", (), ("@ada", "@o/sub", "zoe@x.org")),
        Team("@o/sub", (), ("@ben", "@ada")),
        Team("@o/child", (), ("login:github:CLEO",), parent="@o/all"),
    )
    assert ids(found) == ["ada", "ben", "cleo"]
    assert found.strangers == ("zoe@x.org",)
    assert not found.gaps
    assert not found.problems


def test_a_cycle_is_cut_and_told() -> None:
    found = members("@o/a", Team("@o/a", (), ("@o/b", "@ada")), Team("@o/b", (), ("@o/a", "@ben")))
    assert ids(found) == ["ada", "ben"]
    assert [p.message for p in found.problems] == ["the team holds itself: @o/a → @o/b → @o/a"]


def test_a_diamond_is_no_cycle() -> None:
    found = members(
        "a", Team("a", (), ("b", "c")), Team("b", (), ("d",)), Team("c", (), ("d",)), Team("d", (), ("@ada",))
    )
    assert ids(found) == ["ada"]
    assert not found.problems


def test_a_team_whose_members_nobody_lists_leaves_a_gap() -> None:
    found = members("a", Team("a", (), ("@ada", "b")), Team("b", known=False))
    assert ids(found) == ["ada"]
    assert found.gaps == ("no export lists who is in b",)


def test_a_dissolved_team_has_nobody_and_a_team_that_no_source_knows_is_none() -> None:
    assert members("a", Team("a", (), ("@ada",), active=False)).dissolved
    assert members("@o/x").team is None
    assert ids(members("a", Team("a", (), ("b",)), Team("b", (), ("@ada",), active=False))) == []


def test_members_have_a_limit_that_is_told() -> None:
    found = members("a", Team("a", (), tuple(f"@x{n}" for n in range(MOST_MEMBERS + 5))))
    assert len(found.strangers) == MOST_MEMBERS
    assert found.gaps


def test_a_deep_nest_and_a_long_ring_come_to_an_end() -> None:
    ring = [Team(f"t{n}", (), (f"t{(n + 1) % 3000}", "@ada")) for n in range(3000)]
    found = members("t0", *ring)
    assert ids(found) == ["ada"]
    assert len(found.problems) == 1


NAMES = st.sampled_from(["a", "b", "c", "d", "@ada", "@ben", "@zoe", "", "person:cleo"])
GRAPHS = st.lists(
    st.builds(
        Team,
        id=st.sampled_from(["a", "b", "c", "d"]),
        members=st.lists(NAMES, max_size=4).map(tuple),
        parent=st.sampled_from(["", "a", "b", "c", "d", "x"]),
        active=st.booleans(),
        known=st.booleans(),
        place=st.builds(Place, st.sampled_from(["f", "g"])),
    ),
    max_size=8,
)


@given(GRAPHS)
def test_every_graph_of_teams_ends_and_gives_people_that_are_listed(teams: list[Team]) -> None:
    roster = Roster(Directory(merge([[People(PEOPLE, tuple(teams))]])))
    for text in ("a", "b", "c", "d"):
        found = roster.members(text)
        assert {p.id for p in found.persons} <= {"ada", "ben", "cleo"}
        assert len({p.id for p in found.persons}) == len(found.persons)
        assert roster.members(text) is found
