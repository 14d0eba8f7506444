"""Whether an address that was proved belongs to a named person, when in doubt no: the strict side of `same_person`."""

from __future__ import annotations

import re

from watchkeeper.domain.people import People, Person

NOREPLY = re.compile(r"(?:\d+[+-])?([^@+]+)@users\.noreply\.(github|gitlab)\.com")


def directory_person(text: str, people: People) -> Person | None:
    """The one person whom a login with `@`, an address or an id means exactly; None for nobody or several."""
    wanted = _plain(text)
    found = [p for p in people.persons if wanted and wanted in _names(p)]
    return found[0] if len(found) == 1 else None


def is_person(address: str, person: str, people: People) -> bool:
    """Whether an address is one of a person's, both as exact words but for case.

    The directory says which addresses and logins a person has; a forge's no-reply address is its login
    there. Whoever is not in the directory has the one address, or the one login, that names them. Neither
    names nor the part before the `@` say anything here.
    """
    address = _plain(address)
    if not address or not person.strip():
        return False
    noreply = NOREPLY.fullmatch(address)
    known = directory_person(person, people)
    if known is None:
        wanted = _plain(person)
        return wanted == address or (noreply is not None and wanted == f"@{noreply[1]}")
    if address in {_plain(email) for email in known.emails}:
        return True
    if noreply is None:
        return False
    login = known.logins.github if noreply[2] == "github" else known.logins.gitlab
    return noreply[1] == _plain(login).removeprefix("@")


def person_key(person: str, people: People) -> str:
    """One text for one person, however an entry spells them: the id in the directory, else the text without case."""
    known = directory_person(person, people)
    return known.id if known else _plain(person)


def _names(person: Person) -> set[str]:
    logins = {f"@{login.removeprefix('@')}" for login in (person.logins.github, person.logins.gitlab) if login}
    names = {person.id, f"person:{person.id.removeprefix('person:')}", *person.emails, *logins}
    return {_plain(name) for name in names}


def _plain(text: str) -> str:
    """Without white space around it and, in ASCII, without case: other alphabets fold letters that only look alike."""
    text = text.strip()
    return text.lower() if text.isascii() else text
