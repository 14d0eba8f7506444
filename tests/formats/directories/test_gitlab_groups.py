"""GitLab's lists of groups and members, in the shapes of its documentation of groups and members."""

from __future__ import annotations

import json
from typing import Any

import pytest

from watchkeeper.domain.people import Person
from watchkeeper.formats.directories.gitlab_groups import parse_gitlab_groups
from watchkeeper.formats.directories.recognise import parse_teams


def member(**facts: object) -> dict[str, Any]:
    plain = {"id": 1, "username": "ada", "name": "Ada L.", "state": "active", "locked": False, "access_level": 30}
    return {**plain, "web_url": "https://gitlab.example.com/ada", "membership_state": "active", **facts}


def only(value: object) -> Person:
    (person,) = parse_teams(json.dumps([value]).encode(), "acme%2Fpay.json").persons
    return person


def test_members_are_those_of_the_group_in_the_file_name() -> None:
    people = parse_teams(json.dumps([member(), member(username="zoe")]).encode(), "acme%2Fsub%2Fpay.json")
    (team,) = people.teams
    assert (team.names, team.members) == (("@acme/sub/pay",), ("login:gitlab:ada", "login:gitlab:zoe"))


def test_an_envelope_names_its_group() -> None:
    people = parse_teams(json.dumps({"group": "acme/pay", "members": [member(email="ada@x.org")]}).encode(), "x.json")
    assert people.teams[0].id == "@acme/pay"
    assert people.persons[0].emails == ("ada@x.org",)


@pytest.mark.parametrize("state", ["blocked", "deactivated", "banned", "ldap_blocked", "blocked_pending_approval"])
def test_who_cannot_sign_in_is_not_active(state: str) -> None:
    assert not only(member(state=state)).active
    assert only(member()).active


@pytest.mark.parametrize("name", ["project_12_bot", "group_7_bot_a1b2", "service_account_ab12", "alert-bot", "ghost"])
def test_machines_are_bots(name: str) -> None:
    assert only(member(username=name)).kind == "bot"


def test_a_member_who_waits_for_approval_is_none_yet() -> None:
    people = parse_teams(json.dumps([member(membership_state="awaiting")]).encode(), "acme%2Fpay.json")
    assert people.teams[0].members == ()


def test_a_list_of_groups_tells_no_members() -> None:
    groups = [{"id": 4, "name": "Pay", "path": "pay", "full_path": "acme/pay", "parent_id": 3}]
    (team,) = parse_teams(json.dumps(groups).encode(), "groups.json").teams
    assert (team.id, team.known) == ("@acme/pay", False)


def test_wrong_types_are_told() -> None:
    people = parse_gitlab_groups(b'[{"username": null}, {"x": 1}]', "pay.json")
    assert {p.message for p in people.problems} == {
        "a member has no username", "an entry is neither a group nor a member", "does not say of which group it is",
    }  # fmt: skip
