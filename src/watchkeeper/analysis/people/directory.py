"""Finds the person or the team that a text means, in a merged directory, each in one look."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Literal

from msgspec import Struct

from watchkeeper.analysis.people.look_alikes import odd_characters, skeleton
from watchkeeper.analysis.people.merging import address_keys, person_keys
from watchkeeper.domain.people import FORGES, People, Person, Team, fold
from watchkeeper.domain.problems import Problem
from watchkeeper.formats.directories.mailmap import Mailmap

State = Literal["known", "hint", "contested", "look-alike", "absent"]
_ADDRESS = re.compile(r"[^<]*<([^<>]*)>\s*")
_PREFIXES = ("person:", "user:default/", "user:")
_TEAM_PREFIXES = ("team:", "group:default/", "group:")


class Lookup(Struct, frozen=True):
    """Whom a text means. `why` ends a sentence that begins with the text: "is …", "has …".

    known: the directory lists `person`. hint: only the history ties the text to `person`. contested: the
    directory gives it to several. look-alike: its letters are not those of any login. absent: nobody.
    """

    state: State
    person: Person | None = None
    why: str = ""


class Directory:
    """The persons and teams of a merged directory (`merging.merge`), looked up by any text that means them.

    `mailmap` says which addresses are one; `hints` are the people whom the history shows (`people_of_history`):
    they only tie names to each other, and prove nothing.
    """

    def __init__(self, people: People, mailmap: Mailmap | None = None, hints: People | None = None) -> None:
        self.people = people
        self.mailmap = mailmap or Mailmap()
        self._persons = _index((key, p) for p in people.persons for key in person_keys(p) if _plain_login(key))
        self._ids = _index((fold(text), p) for p in people.persons if p.kind != "account" for text in _ids(p))
        self._mapped = self._mapped_addresses()
        self._hints = _index((key, p) for p in (hints.persons if hints else ()) for key in person_keys(p))
        self._teams = _index((fold(name), team) for team in _all_teams(people) for name in (team.id, *team.names))
        self._short = _index((_short(key), team) for key, team in self._teams.items() if team)
        self._seen = {skeleton(text): text for person in people.persons for text in _shown(person)}
        self._seen_teams = {skeleton(name): name for team in people.teams for name in team.names}
        self.problems = (*people.problems, *self.mailmap.problems, *_spoofed(people, self._seen))

    def find(self, text: str, name: str = "") -> Lookup:
        """The person whom an owner text, an id, a login, an address or `Name <address>` means."""
        plain = _inner(text)
        if not plain:
            return Lookup("absent", None, "is blank")
        tiers = self._readings(plain, name)
        indexes = (self._persons, self._ids, self._mapped)
        for keys in tiers:
            found = [index[key] for key in keys for index in indexes if key in index]
            if None in found or len({person.id for person in found if person}) > 1:
                return Lookup("contested", None, "is a name of two people in the directory")
            if found:
                return Lookup("known", found[0], "is in the directory")
        every = [key for tier in tiers for key in tier]
        return self._foreign(plain, self._seen) or self._hinted(every) or self._absent("is nobody", plain, self._seen)

    def by_login(self, login: str, forge: str = "") -> Person | None:
        """The person with this login, on one forge or on any; None for nobody, and when two people have it."""
        return self.find(f"login:{forge}:{login.removeprefix('@')}" if forge else f"@{login.removeprefix('@')}").person

    def by_address(self, address: str, name: str = "") -> Person | None:
        """The person with this address, by itself, as the mailmap maps it, or by the login of a no-reply address."""
        found = self.find(address, name)
        return found.person if found.state == "known" else None

    def identity(self, text: str, name: str = "") -> str:
        """What a person is counted under, whoever writes of them: the directory's id, else the proper address, folded.

        Here the history's hints do count, as the one who did the work is looked for, not somebody to rely on.
        """
        found = self.find(text, name)
        if found.person is not None:
            return found.person.id
        return fold(self.mailmap.resolve(name, _inner(text))[1])

    def team(self, text: str) -> Team | Lookup:
        """The team that a text means (`@org/team`, `group:ns/name`, an alias, a bare name that only one team has).

        Raises nothing: what is no team of the directory comes back as the reason why not.
        """
        plain = text.strip()
        keys = (fold(plain), fold(_without(plain, _TEAM_PREFIXES)), f"@{fold(plain)}")
        for key in keys:
            if key in self._teams:
                found = self._teams[key]
                return found or Lookup("contested", None, "is a name of two teams in the directory")
        if "/" not in plain or plain.lower().startswith("group:default/"):
            bare = fold(_without(plain, _TEAM_PREFIXES)).removeprefix("@")
            if bare in self._short:
                return self._short[bare] or Lookup("contested", None, "is the name of teams in several organisations")
        seen = self._seen_teams
        return self._foreign(plain, seen) or self._absent("is no team that a source lists", plain, seen)

    def _readings(self, plain: str, name: str) -> tuple[tuple[str, ...], ...]:
        """The keys that a text may stand for, the surest first; those that stand together are equally sure."""
        if plain.startswith("login:"):
            return ((fold(plain),),)
        address = plain.removeprefix("email:")
        if "@" in address[1:] and not address.startswith("@"):
            proper = self.mailmap.resolve(name, address)[1]
            return ((fold(address),), address_keys(proper), address_keys(address))
        bare = fold(_without(plain, (*_PREFIXES, "@")))
        logins = tuple(f"login:{forge}:{bare}" for forge in FORGES[:2])
        if plain.startswith("@"):
            return (logins,)
        ids = (fold(plain), bare)
        return (ids,) if bare != fold(plain) else ((*ids, *logins),)

    def _hinted(self, keys: Iterable[str]) -> Lookup | None:
        """The person whom the history ties to one of the keys: the directory's, where the history leads there."""
        shown = next((person for key in keys if (person := self._hints.get(key))), None)
        if shown is None:
            return None
        listed = [self._persons.get(key) or self._mapped.get(key) for key in person_keys(shown)]
        known = {p.id: p for p in listed if p}
        person = next(iter(known.values())) if len(known) == 1 else shown
        who = person.name or person.id
        return Lookup("hint", person, f"is {who} by the history alone; no list of people says so")

    def _foreign(self, plain: str, seen: Mapping[str, str]) -> Lookup | None:
        """A text that is drawn like a name of the directory with other letters, or holds what no login has."""
        odd = odd_characters(plain)
        if not odd:
            return None
        holds = f"holds {', '.join(odd[:3])}"
        if other := _twin(plain, seen):
            return Lookup("look-alike", None, f"only looks like {other}: it {holds}")
        return Lookup("look-alike", None, f"{holds}, which no login has") if plain.startswith("@") else None

    def _absent(self, why: str, plain: str, seen: Mapping[str, str]) -> Lookup:
        other = _twin(plain, seen)
        return Lookup("absent", None, f"{why}, and only looks like {other}" if other else why)

    def _mapped_addresses(self) -> dict[str, Person | None]:
        """The proper addresses of listed people, which the history knows them by."""
        pairs = ((fold(self.mailmap.resolve(p.name, a)[1]), p) for p in self.people.persons for a in p.emails)
        return {key: person for key, person in _index(pairs).items() if key not in self._persons}


def activity_by_person(directory: Directory, seen: Mapping[str, int]) -> dict[str, int]:
    """When each person was last active (seconds), by `Directory.identity`, from times by address or login."""
    found: dict[str, int] = {}
    for text, at in seen.items():
        who = directory.identity(text)
        found[who] = max(at, found.get(who, at))
    return found


def _index(pairs: Iterable[tuple[str, Struct]]) -> dict:  # type: ignore[type-arg]
    """Each key with its value; None where two different values claim it."""
    found: dict[str, Struct | None] = {}
    for key, value in pairs:
        if key:
            found[key] = value if found.setdefault(key, value) is value else None
    return found


def _ids(person: Person) -> tuple[str, ...]:
    return tuple(text for text in (person.id, *person.refs) if not text.startswith("login:"))


def _plain_login(key: str) -> bool:
    """Whether a login is one that a forge can have; one with other letters would only stand beside its twin."""
    return not key.startswith("login:") or key.isascii()


def _shown(person: Person) -> tuple[str, ...]:
    logins = (person.logins.github, person.logins.gitlab)
    return tuple(text for text in (*logins, *person.emails) if text and text.isascii())


def _spoofed(people: People, seen: Mapping[str, str]) -> Iterable[Problem]:
    """Entries of the directory whose login is no login, or whose address is another's twin."""
    for person in people.persons:
        for login in (person.logins.github, person.logins.gitlab):
            if odd := odd_characters(login):
                other = seen.get(skeleton(login))
                twin = f" and looks like @{other}" if other else ""
                what = f"the login of {person.id} holds {', '.join(odd[:3])}{twin}; it means nobody"
                yield Problem(what, person.place, "write the login as the forge shows it")
        for address in person.emails:
            other = seen.get(skeleton(address))
            if other and odd_characters(address) and fold(other) != fold(address):
                what = f"an address of {person.id} looks like {other}, and is not that"
                yield Problem(what, person.place, "check the letters of the address")


def _all_teams(people: People) -> Iterable[Team]:
    """The listed teams, and those that only people's own entries name."""
    yield from people.teams
    listed = {fold(name) for team in people.teams for name in (team.id, *team.names)}
    members: dict[str, list[Person]] = {}
    for person in people.persons:
        if person.team and fold(person.team) not in listed:
            members.setdefault(fold(person.team), []).append(person)
    for persons in members.values():
        name = persons[0].team
        yield Team(name, (name,), tuple(f"person:{p.id}" for p in persons), place=persons[0].place)


def _twin(plain: str, seen: Mapping[str, str]) -> str:
    """The name of the directory that a text is drawn like, without being it."""
    other = seen.get(skeleton(plain.removeprefix("@"))) or seen.get(skeleton(plain)) or ""
    return "" if fold(other).removeprefix("@") == fold(plain).removeprefix("@") else other


def _short(key: str) -> str:
    """The last part of a team's name, by which people call it."""
    return _without(key, _TEAM_PREFIXES).rpartition("/")[2].removeprefix("@")


def _without(text: str, prefixes: Iterable[str]) -> str:
    low = text.lower()
    return next((text[len(prefix) :] for prefix in prefixes if low.startswith(prefix)), text)


def _inner(text: str) -> str:
    """The address of `Name <address>`, else the text without blanks around it."""
    found = _ADDRESS.fullmatch(text)
    return (found[1] if found else text).strip()
