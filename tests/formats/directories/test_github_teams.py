"""GitHub's lists of teams and members, in the shapes of its REST and GraphQL documentation."""

from __future__ import annotations

import json

import pytest

from watchkeeper.formats.directories.github_teams import parse_github_teams
from watchkeeper.formats.directories.recognise import parse_teams
from watchkeeper.formats.directories.team_files import team_of_file

ADA = {"login": "ada", "id": 1, "type": "User", "site_admin": False}
BEN = {"login": "Ben-K", "id": 2, "type": "User"}
APP = {"login": "deploy[bot]", "id": 3, "type": "Bot"}
TEAM = {
    "id": 1, "name": "Pay Ments", "slug": "pay-ments", "html_url": "https://github.com/orgs/acme/teams/pay-ments",
    "parent": {"slug": "money", "html_url": "https://github.com/orgs/acme/teams/money"},
}  # fmt: skip


def test_members_are_those_of_the_team_in_the_file_name_whatever_the_pages() -> None:
    for text in ([ADA, BEN], [[ADA], [BEN]]):
        people = parse_teams(json.dumps(text).encode(), "ops/teams/acme%2Fpayments.json")
        (team,) = people.teams
        assert (team.names, team.members, team.known) == (
            ("@acme/payments",), ("login:github:ada", "login:github:Ben-K"), True,
        )  # fmt: skip
        assert [(p.logins.github, p.kind) for p in people.persons] == [("ada", "account"), ("Ben-K", "account")]
        assert not people.problems
    pages = json.dumps([ADA]).encode() + json.dumps([BEN]).encode()
    assert parse_teams(pages, "teams/acme/payments.json").teams[0].members == team.members


def test_an_envelope_names_its_team() -> None:
    text = json.dumps({"team": "acme/payments", "members": [ADA, APP, "zoe"]}).encode()
    people = parse_teams(text, "x.json")
    assert people.teams[0].id == "@acme/payments"
    assert [(p.id, p.kind) for p in people.persons] == [("ada", "account"), ("deploy[bot]", "bot"), ("zoe", "account")]


def test_a_list_of_teams_tells_parents_but_no_members() -> None:
    people = parse_teams(json.dumps([TEAM]).encode(), "teams.json")
    (team,) = people.teams
    assert (team.id, team.parent, team.known) == ("@acme/pay-ments", "@acme/money", False)


def graphql(*nodes: object) -> bytes:
    page = {"pageInfo": {"hasNextPage": False}, "nodes": list(nodes)}
    return json.dumps({"data": {"organization": {"teams": page}}}).encode()


def test_graphql_tells_teams_and_members_page_after_page() -> None:
    one = {"combinedSlug": "acme/a", "parentTeam": None, "members": {"totalCount": 1, "nodes": [{"login": "ada"}]}}
    two = {"combinedSlug": "acme/b", "parentTeam": {"combinedSlug": "acme/a"}, "members": {"nodes": []}}
    people = parse_teams(graphql(one) + graphql(two), "x.json")
    assert [(t.id, t.parent, t.members, t.known) for t in people.teams] == [
        ("@acme/a", "", ("login:github:ada",), True),
        ("@acme/b", "@acme/a", (), True),
    ]


@pytest.mark.parametrize("more", [{"totalCount": 101}, {"pageInfo": {"hasNextPage": True}}])
def test_a_team_whose_members_are_cut_off_is_not_known_and_says_how_to_export_it(more: object) -> None:
    node = {"combinedSlug": "acme/a", "members": {**more, "nodes": [{"login": "ada"}]}}  # type: ignore[dict-item]
    people = parse_teams(graphql(node), "x.json")
    assert (people.teams[0].known, people.teams[0].members) == (False, ("login:github:ada",))
    assert "orgs/acme/teams/a/members" in people.problems[0].remedy


def test_an_empty_list_is_an_empty_team() -> None:
    (team,) = parse_teams(b"[]", "acme%2Fgone.json").teams
    assert (team.members, team.known) == ((), True)


def test_who_was_suspended_on_a_server_is_not_active() -> None:
    text = json.dumps([{**ADA, "suspended_at": "2026-01-01T00:00:00Z"}]).encode()
    assert not parse_github_teams(text, "acme%2Fx.json").persons[0].active


@pytest.mark.parametrize(
    ("text", "what"),
    [
        (b"[{]", "no JSON from here on"),
        (b"", "is empty"),
        (b'["ada"]', "are no objects"),
        (b'[{"login": 7.5}]', "a member has no login"),
        (b'[{"slug": "x"}]', "of which organisation"),
        (b'{"data": {"organization": null}}', "no organization.teams"),
        (b"[" * 100_000, "no JSON"),
    ],
)
def test_what_cannot_be_read_is_told_and_the_file_counts_as_not_read(text: bytes, what: str) -> None:
    people = parse_github_teams(text, "acme%2Fx.json")
    assert any(what in problem.message for problem in people.problems)
    assert people.unread == ("acme%2Fx.json",)


@pytest.mark.parametrize(
    ("file", "team"),
    [
        ("ops/acme%2Fpay.json", "acme/pay"),
        ("acme%2fsub%2fpay.members.json", "acme/sub/pay"),
        ("ops/acme/pay.json", "acme/pay"),
        ("pay.json", ""),
    ],
)
def test_the_team_of_a_file(file: str, team: str) -> None:
    assert team_of_file(file) == team
