"""People and teams, as a directory lists them."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct, field

from watchkeeper.domain.problems import Place

PersonKind = Literal["person", "bot", "agent"]


class Logins(Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """The names one person has in other systems."""

    github: str = ""
    gitlab: str = ""
    pager: str = ""


class Person(Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """One entry of the people file. `zone` is an IANA time zone name."""

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


class Team(Struct, frozen=True):
    """A team as one source lists it.

    `names` are all texts that mean it, as owners files and catalogs write them (`@org/team`,
    `group:default/payments`, a Kubernetes alias). `members` are texts that name persons or teams (logins
    with `@`, addresses, ids, `user:default/ada`); a source that cannot tell its members says `known=False`.
    """

    id: str
    names: tuple[str, ...] = ()
    members: tuple[str, ...] = ()
    parent: str = ""
    active: bool = True
    known: bool = True
    place: Place | None = None


class People(Struct, frozen=True):
    """The directory; empty when the policy names none. `sources` says where it was read."""

    persons: tuple[Person, ...] = ()
    teams: tuple[Team, ...] = ()
    sources: tuple[Place, ...] = ()

    def by_email(self, email: str) -> Person | None:
        """The person with this address, case-insensitively."""
        wanted = email.casefold()
        return next((p for p in self.persons if wanted in {e.casefold() for e in p.emails}), None)

    def by_login(self, login: str) -> Person | None:
        """The person with this forge login (without the @), case-insensitively."""
        wanted = login.removeprefix("@").casefold()
        return next(
            (p for p in self.persons if wanted in {p.logins.github.casefold(), p.logins.gitlab.casefold()} - {""}),
            None,
        )
