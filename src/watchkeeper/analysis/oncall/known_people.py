"""Tells whom a name on a rota means, and whether that is a known living person."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from watchkeeper.analysis.people.directory import Directory
from watchkeeper.domain.people import Person, fold
from watchkeeper.domain.readiness.on_call import Contact


class KnownPeople:
    """The people of a directory and the entries of a pager. A name counts by id, address, login or full name."""

    def __init__(self, directory: Directory, contacts: Iterable[Contact], now: int) -> None:
        self._directory = directory
        self._contacts: dict[str, Contact] = {}
        for contact in contacts:
            for name in contact.names:
                self._contacts.setdefault(fold(name), contact)
        self._by_name: dict[str, Person | None] = {}
        for person in directory.people.persons:
            key = fold(person.name)
            self._by_name[key] = person if self._by_name.setdefault(key, person) is person else None
        self._today = datetime.fromtimestamp(now, UTC).strftime("%Y-%m-%d")

    def person(self, text: str) -> Person | None:
        """The person of the directory whom a text means, by any name that the pager has for them."""
        for name in self._names(text):
            for asked in (name, f"login:pager:{name}"):
                found = self._directory.find(asked)
                if found.state == "known" and found.person is not None:
                    return found.person
        return next((p for name in self._names(text) if name and (p := self._by_name.get(fold(name)))), None)

    def living(self, text: str) -> str:
        """Why a name does not count, as the end of a sentence that begins with it; "" for a known living person."""
        contact = self._contacts.get(fold(text))
        if contact is not None and not contact.active:
            return "is not active in the pager's export"
        person = self.person(text)
        if person is None:
            return "is in no list of people"
        if person.kind != "person":
            return f"is no person but of the kind {person.kind}"
        if not person.active:
            return "is not active in the list of people"
        return f"left on {person.until}" if person.until and person.until < self._today else ""

    def same(self, text: str) -> str:
        """What a person is known by, however they are written."""
        person = self.person(text)
        return person.id if person is not None else fold(self._names(text)[-1])

    def name(self, text: str) -> str:
        """The name to show: the directory's, else the pager's."""
        person = self.person(text)
        if person is not None:
            return person.name or person.id
        return next((name for name in self._names(text) if " " in name), text)

    def _names(self, text: str) -> tuple[str, ...]:
        contact = self._contacts.get(fold(text))
        return tuple(dict.fromkeys((text, *(contact.names if contact else ()))))
