"""Reads the people file."""

from __future__ import annotations

from msgspec import Struct

from watchkeeper.domain.people import People, Person
from watchkeeper.formats.policy.shapes import decode
from watchkeeper.formats.yaml.document import parse_yaml


class PeopleFile(Struct, frozen=True, forbid_unknown_fields=True):
    """The file's shape: `people:` and a list."""

    people: tuple[Person, ...] = ()


def parse_people(text: bytes, file: str) -> People:
    """The directory of a people file.

    Raises:
        UsageError: it is no YAML or does not fit; all faults at once.
    """
    return People(decode(parse_yaml(text, file), PeopleFile).people)
