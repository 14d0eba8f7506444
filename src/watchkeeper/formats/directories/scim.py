"""Reads SCIM 2.0: users and groups of an identity provider, alone or as the pages of a list (RFC 7643, RFC 7644)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from watchkeeper.domain.people import People, Person, PersonKind, Team, fold
from watchkeeper.domain.problems import Place, Problem
from watchkeeper.formats.directories.values import objects_of, read_objects, text_of, texts_of, told

ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:user"
MACHINES = frozenset({"service", "service account", "serviceaccount", "bot", "robot", "application", "system"})
"""Values of `userType` that are no people; RFC 7643 leaves the words to the provider."""
_PLAIN = ({"username", "emails"}, {"displayname", "members"})
"""Attributes of users and groups that other systems' entries do not have together."""
_NO = frozenset({"false", "no", "0", "inactive", "disabled"})


def parse_scim(text: bytes, file: str) -> People:
    """Users as people, groups as teams; names of attributes are read without case, as RFC 7643 says.

    Never raises; what cannot be read is a problem. A list that holds fewer entries than it counts is
    not whole, so nobody is missing from it for certain.
    """
    objects, problems = read_objects(text, file)
    entries: list[dict[str, Any]] = []
    pages, counted, cut = 0, 0, False
    for value in map(_folded, objects):
        if "resources" in value or "totalresults" in value:
            found = [_folded(entry) for entry in objects_of(value.get("resources"))]
            entries += found
            pages += len(found)
            total = value.get("totalresults")
            counted = max(counted, total) if isinstance(total, int) else counted
        else:
            entries.append(value)
    cut = counted > pages
    if cut:
        what = f"holds {pages:,} of the {counted:,} entries that it counts"
        problems.append(Problem(what, Place(file), "export every page"))
    persons, teams = _entries(entries, file, problems, whole=not cut)
    unread = (file,) if problems else ()
    return People(persons, teams, (Place(file),), told(problems, file), unread)


def looks_like_scim(value: dict[str, Any]) -> bool:
    """Whether an object of an export is one of SCIM."""
    names = set(_folded(value))
    return (
        bool(names & {"schemas", "resources"}) or {"username", "emails"} <= names or {"displayname", "members"} <= names
    )


def _entries(
    entries: Iterable[dict[str, Any]], file: str, problems: list[Problem], *, whole: bool
) -> tuple[tuple[Person, ...], tuple[Team, ...]]:
    persons: list[Person] = []
    teams: list[Team] = []
    memberships: dict[str, tuple[list[str], list[str]]] = {}
    for entry in entries:
        schemas = " ".join(texts_of(entry.get("schemas"))).lower()
        if "username" in entry or schemas.endswith(":user"):
            person = _person(entry, file)
            if person is None:
                problems.append(Problem("a user has neither a userName nor an id", Place(file), "export it again"))
                continue
            persons.append(person)
            for group in map(_folded, objects_of(entry.get("groups"))):
                names, members = memberships.setdefault(text_of(group.get("value")), ([], []))
                names.append(text_of(group.get("display")))
                members.append(person.id)
        elif "displayname" in entry:
            teams.append(_group(entry, file, known=whole))
        else:
            problems.append(Problem("an entry is neither a user nor a group", Place(file), "export it again"))
    listed = {name for team in teams for name in team.names}
    for value, (names, members) in memberships.items():
        if value and value not in listed:
            texts = tuple(dict.fromkeys(name for name in (*names, value) if name))
            teams.append(Team(texts[0], texts, tuple(members), known=whole, place=Place(file)))
    return tuple(persons), tuple(teams)


def _person(entry: dict[str, Any], file: str) -> Person | None:
    number, login = text_of(entry.get("id")), text_of(entry.get("username"))
    if not (login or number):
        return None
    more = next((_folded(value) for key, value in entry.items() if key == ENTERPRISE and isinstance(value, dict)), {})
    kind: PersonKind = "bot" if fold(text_of(entry.get("usertype"))) in MACHINES else "person"
    addresses = [text_of(_folded(email).get("value")) for email in objects_of(entry.get("emails"))]
    return Person(
        id=login or number,
        name=_name(entry),
        emails=tuple(dict.fromkeys(a for a in (*addresses, login) if "@" in a)),
        kind=kind,
        department=text_of(more.get("department")),
        manager=_manager(more.get("manager")),
        active=_active(entry.get("active")),
        zone=text_of(entry.get("timezone")),
        refs=tuple(dict.fromkeys(ref for ref in (number, text_of(entry.get("externalid"))) if ref)),
        place=Place(file),
    )


def _group(entry: dict[str, Any], file: str, *, known: bool) -> Team:
    names = (text_of(entry.get("displayname")), text_of(entry.get("id")), text_of(entry.get("externalid")))
    texts = tuple(dict.fromkeys(name for name in names if name)) or ("a group without a name",)
    listed = entry.get("members")
    members = [text_of(_folded(member).get("value")) for member in objects_of(listed)]
    whole = known and "members" in entry
    return Team(texts[0], texts, tuple(dict.fromkeys(m for m in members if m)), known=whole, place=Place(file))


def _name(entry: dict[str, Any]) -> str:
    parts = entry.get("name")
    written = _folded(parts) if isinstance(parts, dict) else {}
    joined = " ".join(part for part in (text_of(written.get("givenname")), text_of(written.get("familyname"))) if part)
    return text_of(entry.get("displayname")) or text_of(written.get("formatted")) or joined


def _manager(value: object) -> str:
    if isinstance(value, dict):
        manager = _folded(value)
        return text_of(manager.get("displayname")) or text_of(manager.get("value"))
    return text_of(value)


def _active(value: object) -> bool:
    """What is not said is active, as the attribute is optional; some providers write it as a text."""
    return value is not False and not (isinstance(value, str | int) and str(value).strip().lower()[:20] in _NO)


def _folded(value: dict[str, Any]) -> dict[str, Any]:
    """An object by the names of its attributes in small letters."""
    return {fold(key): inner for key, inner in value.items()}
