"""People and teams, as a directory lists them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Literal

from msgspec import Struct, field

from watchkeeper.domain.problems import Place, Problem

PersonKind = Literal["person", "bot", "agent", "account"]
"""What stands behind an entry. An account is one that a forge or a history shows: nobody says that it is a person."""
NameKind = Literal["login", "address"]
FORGES = ("github", "gitlab", "pager")
_LOWER = {upper: upper + 32 for upper in range(ord("A"), ord("Z") + 1)}


def fold(text: str) -> str:
    """A login, an address or a team's name for comparison: ASCII letters small, nothing else changed.

    Full case folding would make other letters equal to ASCII ones (the Kelvin sign is folded to `k`).
    """
    return text.translate(_LOWER)


class Logins(Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """The names one person has in other systems."""

    github: str = ""
    gitlab: str = ""
    pager: str = ""


class PersonEntry(Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """One entry of the people file. `zone` is an IANA time zone name.

    `no_test_pages` are hours of the day, in that zone, in which no test page may call them (`22:00-08:00`).
    """

    id: str
    name: str = ""
    emails: tuple[str, ...] = ()
    logins: Logins = field(default_factory=Logins)
    kind: PersonKind = "person"
    team: str = ""
    department: str = ""
    manager: str = ""
    active: bool = True
    zone: str = ""
    no_test_pages: str = ""


class Person(PersonEntry, frozen=True):
    """A person of the directory.

    `refs` are further texts that mean the person (`user:default/ada`, the id of a SCIM export), `until` is
    the last day (`YYYY-MM-DD`, "" = no end), `place` where the most trusted source writes of them.
    """

    refs: tuple[str, ...] = ()
    until: str = ""
    place: Place | None = None


class Team(Struct, frozen=True):
    """A team as one source lists it.

    `names` are all texts that mean it, as owners files and catalogs write them (`@org/team`,
    `group:default/payments`, a Kubernetes alias). `members` are texts that name persons or teams (logins
    with `@` or as `login:github:ada`, addresses, ids, `user:default/ada`); a source that cannot tell its
    members, or not all of them, says `known=False`.
    """

    id: str
    names: tuple[str, ...] = ()
    members: tuple[str, ...] = ()
    parent: str = ""
    active: bool = True
    known: bool = True
    place: Place | None = None


class People(Struct, frozen=True, dict=True):
    """The directory; empty when the policy names none. `sources` says where it was read.

    `unread` are files of which nothing, or not everything, could be read: who is not found may stand there.
    `lists` tells what a merged directory's lists of persons name people by; a forge's export of teams is none.
    """

    persons: tuple[Person, ...] = ()
    teams: tuple[Team, ...] = ()
    sources: tuple[Place, ...] = ()
    problems: tuple[Problem, ...] = ()
    unread: tuple[str, ...] = ()
    lists: tuple[NameKind, ...] = ()

    @cached_property
    def lists_persons(self) -> bool:
        """Whether any entry says that it is a person; accounts, bots and agents alone are no list of people."""
        return any(person.kind == "person" for person in self.persons)

    def by_email(self, email: str) -> Person | None:
        """The person with this address, case-insensitively."""
        return self._by_email.get(email.casefold())

    def by_login(self, login: str) -> Person | None:
        """The person with this forge login (without the @), case-insensitively."""
        return self._by_login.get(login.removeprefix("@").casefold())

    @cached_property
    def _by_email(self) -> Mapping[str, Person]:
        return _first((email.casefold(), person) for person in self.persons for email in person.emails)

    @cached_property
    def _by_login(self) -> Mapping[str, Person]:
        logins = ((p.logins.github, p.logins.gitlab) for p in self.persons)
        pairs = zip(logins, self.persons, strict=True)
        return _first((login.casefold(), person) for both, person in pairs for login in both if login)


def _first(pairs: Iterable[tuple[str, Person]]) -> Mapping[str, Person]:
    """Each key with the first person that has it."""
    found: dict[str, Person] = {}
    for key, person in pairs:
        found.setdefault(key, person)
    return found
