"""Reads GitHub's lists of teams and of their members, as its REST and GraphQL interfaces give them.

REST names no team in a list of members, so the file does: `{"team": "org/slug", "members": [...]}`, or the
file is called `org%2Fslug.json`, or `slug.json` in a folder `org`. GraphQL's `organization.teams` holds both.
A team's members include those of the teams below it, as GitHub lists them.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from msgspec import Struct, field

from watchkeeper.domain.people import Logins, People, Person, PersonKind, Team
from watchkeeper.domain.problems import Place, Problem
from watchkeeper.formats.directories.team_files import team_of_file
from watchkeeper.formats.directories.values import objects_of, read_objects, text_of, told

_TEAM_PATH = "/orgs/"
REMEDY = 'write {"team": "ORG/SLUG", "members": [...]}, or call the file ORG%2FSLUG.json'


class _Reading(Struct):
    """What was read so far: people by login, teams in the order of the file, whose members nobody names."""

    file: str
    persons: dict[str, Person] = field(default_factory=dict)
    teams: list[Team] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    unassigned: list[str] = field(default_factory=list)
    lists_members: bool = False


def parse_github_teams(text: bytes, file: str) -> People:
    """Teams, and their members as accounts: GitHub cannot tell whether a person is behind a user.

    Never raises; what cannot be read is a problem. Teams of a list without members are not `known`.
    """
    objects, problems = read_objects(text, file)
    reading = _Reading(file, problems=problems)
    for value in objects:
        _read(value, reading)
    if reading.unassigned or not (objects or problems):
        _assign(reading)
    unread = (file,) if reading.problems else ()
    people = tuple(reading.persons.values())
    return People(people, tuple(reading.teams), (Place(file),), told(reading.problems, file), unread)


def looks_like_github(value: dict[str, Any]) -> bool:
    """Whether an object of an export is one of GitHub's."""
    envelope = "team" in value and "members" in value
    return envelope or "login" in value or "slug" in value or "data" in value or "combinedSlug" in value


def _read(value: dict[str, Any], reading: _Reading) -> None:
    if isinstance(value.get("data"), dict):
        _read_answer(value["data"], reading)
    elif "team" in value and "members" in value:
        name = text_of(value["team"]).removeprefix("@")
        members = value["members"]
        _add(name, reading, members=_members(members if isinstance(members, list) else [], reading))
    elif "combinedSlug" in value:
        _read_node(value, reading)
    elif "slug" in value:
        parent = value.get("parent")
        above = _full_slug(parent) if isinstance(parent, dict) else ""
        _add(_full_slug(value), reading, parent=above)
    elif "login" in value:
        reading.unassigned += _members([value], reading)


def _read_answer(data: dict[str, Any], reading: _Reading) -> None:
    """One page of a GraphQL answer."""
    organisation = data.get("organization")
    teams = organisation.get("teams") if isinstance(organisation, dict) else None
    if not isinstance(teams, dict):
        reading.problems.append(Problem("an answer holds no organization.teams", Place(reading.file), "see the query"))
        return
    for node in objects_of(teams.get("nodes")):
        _read_node(node, reading)


def _read_node(node: dict[str, Any], reading: _Reading) -> None:
    listed = node.get("members")
    parent = node.get("parentTeam")
    above = text_of(parent.get("combinedSlug")) if isinstance(parent, dict) else ""
    name = text_of(node.get("combinedSlug"))
    if not isinstance(listed, dict):
        _add(name, reading, parent=above)
        return
    nodes = objects_of(listed.get("nodes"))
    members = _members(nodes, reading)
    total, page = listed.get("totalCount"), listed.get("pageInfo")
    more = isinstance(page, dict) and page.get("hasNextPage") is True
    whole = not more and not (isinstance(total, int) and total > len(nodes))
    if not whole:
        what = f"lists {len(nodes)} of the members of @{name}, who are more"
        remedy = f"export them with gh api --paginate orgs/{name.replace('/', '/teams/')}/members"
        reading.problems.append(Problem(what, Place(reading.file), remedy))
    _add(name, reading, members=members, parent=above, known=whole)


def _add(
    name: str, reading: _Reading, *, members: Iterable[str] | None = None, parent: str = "", known: bool = True
) -> None:
    """One team by `org/slug`; members None means that this list does not tell them."""
    if not name or "/" not in name:
        reading.problems.append(Problem("a team does not say of which organisation it is", Place(reading.file), REMEDY))
        return
    full = f"@{name}"
    above = f"@{parent}" if parent else ""
    listed = members is not None and known
    reading.teams.append(Team(full, (full,), tuple(members or ()), above, known=listed, place=Place(reading.file)))


def _assign(reading: _Reading) -> None:
    """Members without a team are those of the team that the file is named for."""
    if name := team_of_file(reading.file):
        _add(name, reading, members=dict.fromkeys(reading.unassigned))
    else:
        reading.problems.append(Problem("does not say whose members it lists", Place(reading.file), REMEDY))


def _members(listed: Iterable[Any], reading: _Reading) -> list[str]:
    """The members' texts; each becomes an account of the directory."""
    found: list[str] = []
    for value in listed:
        user = value if isinstance(value, dict) else {"login": value}
        login = text_of(user.get("login")).removeprefix("@")
        if not login:
            reading.problems.append(Problem("a member has no login", Place(reading.file), "export it again"))
            continue
        found.append(f"login:github:{login}")
        reading.persons.setdefault(login, _account(login, user, reading.file))
    return found


def _account(login: str, user: dict[str, Any], file: str) -> Person:
    bot = text_of(user.get("type")) in {"Bot", "Mannequin"} or login.endswith("[bot]")
    kind: PersonKind = "bot" if bot else "account"
    address = text_of(user.get("email"))
    return Person(
        id=login,
        name=text_of(user.get("name")),
        emails=(address,) if "@" in address else (),
        logins=Logins(github=login),
        kind=kind,
        active=not user.get("suspended_at"),
        place=Place(file),
    )


def _full_slug(team: dict[str, Any]) -> str:
    """`org/slug` of a team of the REST interface, whose organisation stands in its web address."""
    slug = text_of(team.get("slug"))
    organisation = team.get("organization")
    owner = text_of(organisation.get("login")) if isinstance(organisation, dict) else ""
    if not owner:
        _, marker, rest = text_of(team.get("html_url")).partition(_TEAM_PATH)
        owner = rest.partition("/")[0] if marker else ""
    return f"{owner}/{slug}" if owner and slug else ""
