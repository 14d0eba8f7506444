"""How a person whom the history knows is written as an owner, and why somebody cannot be named."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from watchkeeper.analysis.authorship.bots import is_bot
from watchkeeper.analysis.people.addresses import login_of
from watchkeeper.analysis.people.directory import Directory
from watchkeeper.domain.knowledge import Presence
from watchkeeper.domain.ownership.owners import Dialect
from watchkeeper.domain.people import Person, fold
from watchkeeper.domain.times import utc
from watchkeeper.formats.owners.words import NAME, consists, is_address

DAY = 86_400
ACTIVE_DAYS = 90
MACHINE = re.compile(r"(?:^|[\s_-])(?:ro)?bot(?:$|@)", re.IGNORECASE)
"""A name, a login or an address that ends in the word for a machine."""
LEAST_LETTERS = 5
SEGMENT = NAME | {"."}


class Named(Struct, frozen=True):
    """A person as an owners file writes them; `id` is one a person.

    `text` is "" for somebody who cannot stand there; `doubt` says why, "" where only no login is known.
    """

    text: str
    id: str
    doubt: str = ""


class Naming:
    """Names people in one dialect as of a time (`now`, seconds since the epoch).

    `logins` are those that a forge's merges tell, by address in lower case; `machines` logins and addresses
    of agents and automations. A login is taken from the directory, a no-reply address or a merge; without
    one the address stands for the person, where the dialect takes addresses.
    """

    def __init__(
        self,
        directory: Directory,
        presence: Iterable[Presence],
        machines: frozenset[str],
        dialect: Dialect,
        now: int,
        logins: Mapping[str, str] | None = None,
    ) -> None:
        self._directory = directory
        self._presence = {address: one for one in presence for address in (one.person, *one.addresses)}
        self._machines = machines
        self._dialect = dialect
        self._now = now
        self._logins = logins or {}
        self._known: dict[str, Named] = {}

    def name(self, address: str) -> Named:
        """How the person of an address is written."""
        if address not in self._known:
            self._known[address] = self._name(address)
        return self._known[address]

    def _name(self, address: str) -> Named:
        one = self._presence.get(address) or Presence(address, "", (address,))
        addresses = tuple(dict.fromkeys((address, *one.addresses)))
        found = [self._directory.find(a, one.name) for a in addresses]
        person = next((f.person for f in found if f.state == "known"), None) or next((f.person for f in found), None)
        listed = any(f.state == "known" for f in found)
        who = person.id if person and listed else one.person
        login = self._login(person, addresses)
        if why := self._unfit(one, person if listed else None, (login, *addresses)):
            return Named("", who, why)
        if login:
            return Named(f"@{login}", who)
        mail = next((a for a in addresses if is_address(a) and "noreply" not in a), "")
        if self._dialect == "kubernetes" or not mail:
            return Named("", who)
        return Named(mail, who)

    def _login(self, person: Person | None, addresses: Iterable[str]) -> str:
        """The login on the dialect's forge, "" where none is known."""
        forge = "gitlab" if self._dialect == "gitlab" else "github"
        told = [getattr(person.logins, forge)] if person else []
        told += [found[1] for address in addresses if (found := login_of(address)) and found[0] == forge]
        told += [self._logins.get(address, "") for address in addresses]
        return next((login for login in told if consists(login, SEGMENT)), "")

    def _unfit(self, one: Presence, listed: Person | None, names: Sequence[str]) -> str:
        """Why somebody cannot be named; "" if they can."""
        folded = {fold(name) for name in names if name}
        if listed and listed.kind in {"bot", "agent"}:
            return f"is listed as {listed.kind}"
        machine = is_bot(one.name, one.person) or any(MACHINE.search(text) for text in (one.name, *names))
        if not self._machines.isdisjoint(folded) or (not listed and machine):
            return "is a program"
        if listed and (not listed.active or (listed.until and listed.until < utc(self._now)[:10])):
            return "left"
        if one.last < self._now - ACTIVE_DAYS * DAY:
            return f"was not seen for {max(0, self._now - one.last) // DAY:,} days"
        return ""


def logins_by_spelling(owners: Iterable[str], presence: Iterable[Presence]) -> Mapping[str, str]:
    """Logins that an owners file names, by the addresses of the one person whose name or address is spelt so.

    It only proposes: `@adalovelace` is taken for Ada Lovelace, and for `adalovelace@example.com`.
    """
    spelt: dict[str, dict[str, Presence]] = {}
    for one in presence:
        for text in (one.name if " " in one.name else "", *(a.partition("@")[0] for a in one.addresses)):
            if len(key := _letters(text)) >= LEAST_LETTERS:
                spelt.setdefault(key, {})[one.person] = one
    found: dict[str, str] = {}
    for owner in owners:
        people = spelt.get(_letters(owner), {}) if owner.startswith("@") and "/" not in owner else {}
        if len(people) == 1:
            found |= {address: owner[1:] for one in people.values() for address in one.addresses}
    return found


def _letters(text: str) -> str:
    return "".join(character for character in text.casefold() if character.isalnum())
