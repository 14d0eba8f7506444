"""SCIM: users and groups in the shapes of RFC 7643 section 8 and RFC 7644 section 3.4.2."""

from __future__ import annotations

import json
from typing import Any

import pytest

from watchkeeper.formats.directories.scim import parse_scim

USER = {
    "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User",
                "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"],
    "id": "u-1", "externalId": "701984", "userName": "ada@example.com",
    "name": {"formatted": "Ms. Ada Lovelace", "familyName": "Lovelace", "givenName": "Ada"},
    "emails": [{"value": "ada@example.com", "primary": True}, {"value": "ada@home.example"}],
    "timezone": "Europe/London", "userType": "Employee", "active": True,
    "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":
        {"department": "Tours", "manager": {"value": "u-9", "displayName": "Ben"}},
}  # fmt: skip
GROUP = {
    "schemas": ["urn:ietf:params:scim:schemas:core:2.0:Group"], "id": "g-1", "displayName": "Tour Guides",
    "members": [{"value": "u-1", "display": "Ada"}, {"value": "g-2", "type": "Group"}],
}  # fmt: skip


def page(*resources: object, total: int = 0) -> bytes:
    schemas = ["urn:ietf:params:scim:api:messages:2.0:ListResponse"]
    return json.dumps(
        {"schemas": schemas, "totalResults": total or len(resources), "Resources": resources}
    ).encode()  # fmt: skip


def test_a_list_of_users_and_groups() -> None:
    people = parse_scim(page(USER, GROUP), "scim.json")
    (ada,), (guides,) = people.persons, people.teams
    assert (ada.id, ada.name, ada.kind, ada.active) == ("ada@example.com", "Ms. Ada Lovelace", "person", True)
    assert ada.emails == ("ada@example.com", "ada@home.example")
    assert (ada.department, ada.manager, ada.zone, ada.refs) == ("Tours", "Ben", "Europe/London", ("u-1", "701984"))
    assert (guides.names, guides.members, guides.known) == (("Tour Guides", "g-1"), ("u-1", "g-2"), True)
    assert not people.problems


def test_names_of_attributes_have_no_case() -> None:
    lower: dict[str, Any] = {"USERNAME": "ada", "ID": "u-1", "Emails": [{"Value": "ada@x.org"}], "Active": False}
    (ada,) = parse_scim(json.dumps({"totalresults": 1, "resources": [lower]}).encode(), "x").persons
    assert (ada.id, ada.emails, ada.active) == ("ada", ("ada@x.org",), False)


@pytest.mark.parametrize("active", [False, "False", "false", 0])
def test_who_is_not_active(active: object) -> None:
    assert not parse_scim(page({**USER, "active": active}), "x").persons[0].active


def test_what_is_not_said_is_active_and_a_service_is_no_person() -> None:
    user = {key: value for key, value in USER.items() if key != "active"} | {"userType": "Service Account"}
    (service,) = parse_scim(page(user), "x").persons
    assert (service.active, service.kind) == (True, "bot")


def test_a_page_of_many_is_not_the_whole() -> None:
    people = parse_scim(page(USER, GROUP, total=250), "scim.json")
    assert people.problems[0].message == "holds 2 of the 250 entries that it counts"
    assert people.unread == ("scim.json",)
    assert not people.teams[0].known
    assert not parse_scim(page(USER, total=2) + page(GROUP, total=2), "x").problems


def test_groups_of_users_are_teams_where_no_group_is_listed() -> None:
    user = {**USER, "groups": [{"value": "g-7", "display": "Pilots"}]}
    (pilots,) = parse_scim(page(user), "x").teams
    assert (pilots.id, pilots.members) == ("Pilots", ("ada@example.com",))


def test_a_group_without_members_attribute_is_not_known_to_be_empty() -> None:
    bare = {key: value for key, value in GROUP.items() if key != "members"}
    assert not parse_scim(page(bare), "x").teams[0].known
    assert parse_scim(page({**GROUP, "members": []}), "x").teams[0].known


def test_wrong_types_are_told() -> None:
    text = page({"schemas": ["x:user"], "userName": 3.5}, {"what": 1}, {**USER, "emails": "ada", "name": []})
    people = parse_scim(text, "x")
    assert len(people.persons) == 1
    assert len(people.problems) == 2
