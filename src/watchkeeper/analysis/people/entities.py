"""Makes people and teams of what catalogs say of users and groups."""

from __future__ import annotations

from collections.abc import Iterable

from watchkeeper.domain.catalogs import CatalogEntity
from watchkeeper.domain.people import Logins, People, Person, Team


def people_of_entities(entities: Iterable[CatalogEntity]) -> People:
    """The users as people, the groups as teams with the users that either side names.

    A group of which nobody says that they are in it may be filled elsewhere: who is in it is not known.
    """
    listed = [entity for entity in entities if entity.kind in {"user", "group"}]
    joined: dict[str, list[str]] = {}
    for entity in listed:
        for group in entity.member_of if entity.kind == "user" else ():
            joined.setdefault(group, []).append(entity.ref)
    persons = tuple(_person(entity) for entity in listed if entity.kind == "user")
    above = {entity.parent for entity in listed}
    teams = tuple(_team(e, joined.get(e.ref, []), has_groups=e.ref in above) for e in listed if e.kind == "group")
    places = dict.fromkeys(entity.place.file for entity in listed)
    sources = tuple(next(e.place for e in listed if e.place.file == file) for file in places)
    return People(persons, teams, sources)


def _person(entity: CatalogEntity) -> Person:
    logins = dict(entity.logins)
    return Person(
        id=_short(entity),
        name=entity.display_name or entity.title,
        emails=(entity.email,) if entity.email else (),
        logins=Logins(github=logins.get("github", ""), gitlab=logins.get("gitlab", "")),
        refs=(entity.ref,),
        place=entity.place,
    )


def _team(entity: CatalogEntity, joined: list[str], *, has_groups: bool) -> Team:
    members = tuple(dict.fromkeys((*entity.members, *joined)))
    known = bool(members) or has_groups
    return Team(entity.ref, (entity.ref,), members, entity.parent, known=known, place=entity.place)


def _short(entity: CatalogEntity) -> str:
    return entity.name if entity.namespace == "default" else f"{entity.namespace}/{entity.name}"
