"""Users and groups of a catalog as a directory: who is in a group, whichever side says it."""

from __future__ import annotations

from watchkeeper.analysis.people.directory import Directory
from watchkeeper.analysis.people.entities import people_of_entities
from watchkeeper.analysis.people.merging import merge
from watchkeeper.analysis.people.teams import Roster
from watchkeeper.domain.catalogs import CatalogEntity
from watchkeeper.domain.problems import Place


def user(name: str, *groups: str) -> CatalogEntity:
    logins = (("github", f"{name}-hub"),)
    place = Place("org.yaml", 3)
    return CatalogEntity(
        "backstage", "user", "default", name, place, member_of=groups, email=f"{name}@example.com", logins=logins
    )


def group(name: str, *members: str, parent: str = "") -> CatalogEntity:
    return CatalogEntity("backstage", "group", "default", name, Place("org.yaml", 9), members=members, parent=parent)


ROSTER = Roster(
    Directory(
        merge([[
            people_of_entities([
                user("ada", "group:default/pay"), user("bo"), user("cy", "group:default/cards"),
                group("pay", "user:default/bo", "user:default/zoe"),
                group("cards", parent="group:default/pay"),
                group("empty"), group("above"), group("below", "user:default/bo", parent="group:default/above"),
                group("ring", "group:default/ring"),
            ])
        ]])
    )
)  # fmt: skip


def test_members_are_those_that_either_side_names_and_those_of_groups_below() -> None:
    found = ROSTER.members("group:default/pay")
    assert sorted(person.id for person in found.persons) == ["ada", "bo", "cy"]
    assert found.strangers == ("user:default/zoe",)


def test_a_group_that_only_others_name_as_theirs_has_their_members() -> None:
    found = ROSTER.members("group:default/above")
    assert ([person.id for person in found.persons], found.gaps) == (["bo"], ())


def test_a_group_without_anybody_is_not_known_to_be_empty() -> None:
    assert ROSTER.members("group:default/empty").gaps


def test_a_group_in_itself_is_told() -> None:
    assert ROSTER.members("group:default/ring").problems


def test_a_user_is_found_by_reference_login_and_address() -> None:
    for name in ("user:default/ada", "@ada-hub", "ada@example.com"):
        found = ROSTER.directory.find(name)
        assert (found.state, found.person and found.person.id) == ("known", "ada")
        assert found.person is not None
        assert found.person.kind == "person"
