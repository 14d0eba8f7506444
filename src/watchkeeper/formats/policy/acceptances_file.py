"""Reads `.watchkeeper/acceptances.yaml`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TypeVar

from msgspec import structs

from watchkeeper.domain.ownership.agreements import Said
from watchkeeper.domain.ownership.owners import Acceptance, Acceptances, Decline, HandOver, Request
from watchkeeper.domain.problems import Place, Problem, UsageError
from watchkeeper.formats.policy.shapes import decode
from watchkeeper.formats.policy.times import parse_time, utc_text
from watchkeeper.formats.yaml.document import Document, parse_yaml

LISTS = ("requests", "acceptances", "declines", "handovers")
TIMES = ("asked_at", "accepted_at", "until", "declined_at", "on")
OPTIONAL = frozenset({"until", "by", "reason"})
DATE = re.compile(r"\d{4}-\d\d-\d\d")
LOGIN = re.compile(r"@[A-Za-z0-9](?:[A-Za-z0-9_.-]*[A-Za-z0-9_])?")
ADDRESS = re.compile(r"[^@\s<>]+@[^@\s<>]+")
ZONED = re.compile(r"business-hours [A-Za-z][A-Za-z0-9_+-]*(?:/[A-Za-z0-9_+-]+){0,2}")
MISSPELT = re.compile(r"(?:24\s*[^\w\s]?\s*x?\s*7|business[-_ ]?hours|best[-_ ]?effort)\b.*", re.IGNORECASE)
MOST_LETTERS = 500
T = TypeVar("T", bound=Said)


def parse_acceptances(text: bytes, file: str) -> Acceptances:
    """What a file says, its times in UTC.

    Raises:
        UsageError: it does not fit, a time is no time, a name is blank or cannot be one, hours misspell a
            known word, something ends before it begins; all faults at once.
    """
    return _parsed(text, file)[0]


def parse_placed_acceptances(text: bytes, file: str) -> tuple[tuple[Said, Place], ...]:
    """All entries of a file, each with the place where it is written.

    Raises:
        UsageError: as `parse_acceptances`.
    """
    found, document = _parsed(text, file)
    return tuple((entry, document.place((name, at))) for name in LISTS for at, entry in enumerate(getattr(found, name)))


def parse_day(text: str) -> int | None:
    """Seconds since the epoch of an RFC 3339 time, or of a date, which begins at midnight in UTC."""
    return parse_time(f"{text}T00:00:00Z" if DATE.fullmatch(text) else text)


def hours_fault(hours: str) -> str:
    """What is wrong with hours as written, "" if nothing: known words are spelt right, else any words will do."""
    known = hours in {"24x7", "best-effort"} or ZONED.fullmatch(hours)
    if not known and MISSPELT.fullmatch(hours.strip()):
        return "write 24x7, best-effort, or business-hours with a time zone, such as business-hours Europe/Berlin"
    return ""


def person_fault(person: str) -> str:
    """What is wrong with a person's name as written, "" if nothing."""
    if not person.isprintable() or person != person.strip() or len(person) > MOST_LETTERS:
        return "write a login with @, an address, or the id in the people file"
    if person.startswith("@") and not LOGIN.fullmatch(person):
        return "a login has letters from a to z, digits, '-', '_' and '.' only; a team cannot accept"
    if "@" in person[1:] and not ADDRESS.fullmatch(person):
        return "write the address alone"
    return ""


def _parsed(text: bytes, file: str) -> tuple[Acceptances, Document]:
    document = parse_yaml(text, file)
    found = decode(document, Acceptances)
    problems = [
        Problem(message, document.place((name, at, key)), remedy)
        for name in LISTS
        for at, entry in enumerate(getattr(found, name))
        for key, message, remedy in _faults(entry)
    ]
    if problems:
        raise UsageError(*problems)
    return structs.replace(found, **{name: tuple(map(_in_utc, getattr(found, name))) for name in LISTS}), document


def _in_utc(entry: T) -> T:
    times = {key: getattr(entry, key) for key in entry.__struct_fields__ if key in TIMES}
    return structs.replace(entry, **{k: utc_text(_whole(v)) for k, v in times.items() if v})


def _whole(text: str) -> str:
    return f"{text}T00:00:00Z" if DATE.fullmatch(text) else text


def _faults(entry: Said) -> Iterator[tuple[str, str, str]]:
    """Key, message and remedy of each fault."""
    for key in entry.__struct_fields__:
        value = getattr(entry, key)
        if not value.strip():
            if key not in OPTIONAL:
                yield key, f"{key} is blank", f"write the {key}"
        elif key in TIMES and _time(key, value) is None:
            yield key, f"{key} {value!r} is no time", "write it like 2026-03-01T18:00:00Z"
        elif key in {"person", "by", "outgoing", "incoming"} and (remedy := person_fault(value)):
            yield key, f"{key} {value!r} is no name of a person", remedy
        elif key == "hours" and (remedy := hours_fault(value)):
            yield key, f"hours {value!r} are not understood", remedy
        elif key == "component" and (not value.isprintable() or value != value.strip() or len(value) > MOST_LETTERS):
            yield key, "component is no name", "write the component's id or name on one line"
    yield from _contradictions(entry)


def _time(key: str, value: str) -> int | None:
    return parse_day(value) if key == "on" else parse_time(value)


def _contradictions(entry: Said) -> Iterator[tuple[str, str, str]]:
    if isinstance(entry, Acceptance) and entry.until:
        begin, end = parse_time(entry.accepted_at), parse_time(entry.until)
        if begin is not None and end is not None and end <= begin:
            yield "until", f"until {entry.until} is not later than accepted_at", "name a later time, or leave until out"
    if isinstance(entry, HandOver) and entry.outgoing.casefold() == entry.incoming.casefold():
        yield "incoming", "outgoing and incoming are one person", "name who takes over"


KINDS: dict[type[Said], str] = {
    Request: "requests", Acceptance: "acceptances", Decline: "declines", HandOver: "handovers"
}  # fmt: skip
"""The list that an entry of each kind stands in."""
