"""Reads GitLab's lists of groups and of their members.

A list of members names no group, so the file does: `{"group": "acme/payments", "members": [...]}`, or the file is
called `acme%2Fpayments.json`, as in the request `groups/acme%2Fpayments/members/all`. With `/all` it holds the
members that a group inherits, so the groups above it are not asked again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from watchkeeper.domain.people import Logins, People, Person, PersonKind, Team
from watchkeeper.domain.problems import Place, Problem
from watchkeeper.formats.directories.team_files import team_of_file
from watchkeeper.formats.directories.values import objects_of, read_objects, text_of, told

ALIVE = frozenset({"", "active", "created"})
"""States of an account that can sign in; blocked, banned, deactivated and waiting ones cannot."""
_BOT = re.compile(r"(?:project|group)_\d+_bot(?:_.*|\d*)|service_account_.*|.+-bot|ghost\d*", re.IGNORECASE)
_REMEDY = 'write {"group": "GROUP/PATH", "members": [...]}, or call the file GROUP%2FPATH.json'


def parse_gitlab_groups(text: bytes, file: str) -> People:
    """Groups as teams, and their members as accounts, who are not active when GitLab has blocked them.

    Never raises; what cannot be read is a problem. Groups of a list without members are not `known`.
    """
    objects, problems = read_objects(text, file)
    persons: dict[str, Person] = {}
    teams: list[Team] = []
    loose: list[dict[str, Any]] = []
    for value in objects:
        if "group" in value and "members" in value:
            members = _members(objects_of(value["members"]), persons, file, problems)
            teams += _team(text_of(value["group"]), members, file, problems)
        elif "full_path" in value:
            teams += _team(text_of(value["full_path"]), None, file, problems)
        elif "username" in value:
            loose.append(value)
        else:
            problems.append(Problem("an entry is neither a group nor a member", Place(file), "export it again"))
    if loose or not (objects or problems):
        teams += _team(team_of_file(file), _members(loose, persons, file, problems), file, problems)
    unread = (file,) if problems else ()
    return People(tuple(persons.values()), tuple(teams), (Place(file),), told(problems, file), unread)


def looks_like_gitlab(value: dict[str, Any]) -> bool:
    """Whether an object of an export is one of GitLab's."""
    return ("group" in value and "members" in value) or "username" in value or "full_path" in value


def _team(path: str, members: Iterable[str] | None, file: str, problems: list[Problem]) -> list[Team]:
    plain = path.removeprefix("@").strip("/")
    if not plain:
        problems.append(Problem("does not say of which group it is", Place(file), _REMEDY))
        return []
    known = members is not None
    return [Team(f"@{plain}", (f"@{plain}",), tuple(members or ()), known=known, place=Place(file))]


def _members(
    listed: Iterable[dict[str, Any]], persons: dict[str, Person], file: str, problems: list[Problem]
) -> list[str]:
    found: list[str] = []
    for user in listed:
        login = text_of(user.get("username")).removeprefix("@")
        if not login:
            problems.append(Problem("a member has no username", Place(file), "export it again"))
            continue
        persons.setdefault(login, _account(login, user, file))
        if text_of(user.get("membership_state")) in ALIVE:
            found.append(f"login:gitlab:{login}")
    return list(dict.fromkeys(found))


def _account(login: str, user: dict[str, Any], file: str) -> Person:
    kind: PersonKind = "bot" if user.get("bot") is True or _BOT.fullmatch(login) else "account"
    address = text_of(user.get("email")) or text_of(user.get("public_email"))
    return Person(
        id=login,
        name=text_of(user.get("name")),
        emails=(address,) if "@" in address else (),
        logins=Logins(gitlab=login),
        kind=kind,
        active=text_of(user.get("state")).lower() in ALIVE and user.get("locked") is not True,
        place=Place(file),
    )
