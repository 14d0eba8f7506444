"""Reads the people file."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct, structs

from watchkeeper.domain.people import People, Person, PersonEntry, Team
from watchkeeper.domain.problems import Place
from watchkeeper.formats.policy.shapes import decode
from watchkeeper.formats.yaml.document import parse_yaml


class TeamEntry(Struct, frozen=True, forbid_unknown_fields=True):
    """A team in the people file. A dissolved one stays with `active: false`, so that its name is still known."""

    id: str
    names: tuple[str, ...] = ()
    members: tuple[str, ...] = ()
    parent: str = ""
    active: bool = True


class PeopleFile(Struct, frozen=True, forbid_unknown_fields=True):
    """The file's shape: `people:` and `teams:`, each a list."""

    people: tuple[PersonEntry, ...] = ()
    teams: tuple[TeamEntry, ...] = ()


def parse_people(text: bytes, file: str) -> People:
    """The directory of a people file; each entry knows its line.

    Raises:
        UsageError: it is no YAML or does not fit; all faults at once.
    """
    document = parse_yaml(text, file)
    found = decode(document, PeopleFile)
    persons = tuple(person_of(entry, document.place(("people", at))) for at, entry in enumerate(found.people))
    teams = tuple(_team(entry, document.place(("teams", at))) for at, entry in enumerate(found.teams))
    return People(persons, teams, (Place(file),))


def people_of(entries: Iterable[PersonEntry], place: Place) -> People:
    """The directory that a policy holds itself, all of it at one place."""
    return People(tuple(person_of(entry, place) for entry in entries), (), (place,))


def person_of(entry: PersonEntry, place: Place) -> Person:
    """An entry as a person of the directory."""
    return Person(**structs.asdict(entry), place=place)


def _team(entry: TeamEntry, place: Place) -> Team:
    return Team(entry.id, entry.names, entry.members, entry.parent, entry.active, known=True, place=place)
