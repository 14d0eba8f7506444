"""The people whom a history shows: names that belong together by the mailmap and by no-reply addresses."""

from __future__ import annotations

from collections.abc import Iterable

from watchkeeper.analysis.people.addresses import login_of
from watchkeeper.analysis.people.clusters import unique
from watchkeeper.domain.change import Identity
from watchkeeper.domain.people import Logins, People, Person, fold
from watchkeeper.formats.directories.mailmap import Mailmap


def people_of_history(identities: Iterable[Identity], mailmap: Mailmap) -> People:
    """Accounts, one for each proper address, with all addresses that the mailmap puts together, and their logins.

    Anybody can write any name into a commit: this ties names to each other, and proves nothing.
    """
    names: dict[str, list[str]] = {}
    addresses: dict[str, list[str]] = {}
    for identity in identities:
        name, address = mailmap.resolve(identity.name, identity.email)
        if key := fold(address):
            names.setdefault(key, []).append(name)
            addresses.setdefault(key, [address]).append(identity.email)
    return People(tuple(_account(key, names[key], every) for key, every in addresses.items()))


def _account(key: str, names: list[str], addresses: list[str]) -> Person:
    logins: dict[str, str] = {}
    for address in addresses:
        if found := login_of(address):
            logins.setdefault(found[0], found[1])
    known = Logins(github=logins.get("github", ""), gitlab=logins.get("gitlab", ""))
    return Person(key, next((n for n in names if n), ""), unique(addresses), known, kind="account")
