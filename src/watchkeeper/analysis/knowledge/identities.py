"""Tells which names and addresses of a history are one person, and which are programs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from watchkeeper.analysis.authorship.bots import is_bot
from watchkeeper.analysis.authorship.signals import SignalCatalogue
from watchkeeper.domain.change import Identity

NOREPLY = re.compile(r"(?:\d+\+)?([^@+]+)@users\.noreply\.([^@]+)")
FORGES = frozenset({"noreply@github.com", "noreply@gitlab.com", "noreply@bitbucket.org", "noreply@gitea.com"})
"""Addresses under which forges commit on behalf of whoever pressed a button."""


def key_of(identity: Identity) -> str:
    """What tells an identity apart: its address in lower case, no-reply addresses of a login as one; else the name."""
    address = identity.email.casefold().strip()
    if found := NOREPLY.fullmatch(address):
        return f"{found[1]}@users.noreply.{found[2]}"
    return address or identity.name.casefold().strip()


def is_program(identity: Identity, catalogue: SignalCatalogue) -> bool:
    """Whether an identity is an agent, a bot or a forge, and so no person who could be asked."""
    address, name = identity.email.casefold(), identity.name.casefold().strip()
    return (
        address in FORGES
        or address in catalogue.by_address
        or address in catalogue.automations
        or name in catalogue.automations
        or is_bot(identity.name, identity.email)
        or any(name.endswith(suffix) for suffix in catalogue.author_suffixes)
    )


def name_key(name: str) -> str:
    """A full name (two words or more) without case and outer blanks; "" for what may be anybody's."""
    words = name.casefold().split()
    return " ".join(words) if len(words) > 1 and len("".join(words)) > 4 else ""


def unify(identities: Sequence[Identity], mapped: Mapping[Identity, Identity]) -> tuple[int, ...]:
    """For each identity the first one (by its place) of the same person.

    One person are identities with one key after the mailmap, and those that bear one full name. Two people
    of one name are told apart by a mailmap that gives them two names.
    """
    parents = list(range(len(identities)))

    def root(at: int) -> int:
        while parents[at] != at:
            parents[at] = parents[parents[at]]
            at = parents[at]
        return at

    first: dict[str, int] = {}
    for at, identity in enumerate(identities):
        proper = mapped.get(identity, identity)
        for mark in _marks(proper):
            one, other = root(first.setdefault(mark, at)), root(at)
            parents[max(one, other)] = min(one, other)
    return tuple(root(at) for at in range(len(identities)))


def _marks(identity: Identity) -> Iterable[str]:
    yield f"<{key_of(identity)}>"
    if name := name_key(identity.name):
        yield name
