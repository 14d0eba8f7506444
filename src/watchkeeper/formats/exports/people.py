"""Names the people of a record: by their address, else by their login on the tool."""

from __future__ import annotations

import re

from msgspec import Struct

from watchkeeper.domain.events.changes import ActorKind

_ADDRESS = re.compile(r"[^\s@<>]+@[^\s@<>]+")


class Who(Struct, frozen=True):
    """Somebody as a record tells: a reference for payloads ("" is nobody), a display name, what kind of actor."""

    ref: str = ""
    name: str = ""
    kind: ActorKind = "unknown"


NOBODY = Who()


def by_login(forge: str, login: str | None, name: str | None = None, kind: ActorKind = "unknown") -> Who:
    """The owner of a login; nobody when it is empty."""
    if not login or not login.strip():
        return NOBODY
    return Who(f"login:{forge}:{login.strip().casefold()}", (name or "").strip(), kind)


def by_address(address: str | None, name: str | None = None, kind: ActorKind = "unknown") -> Who:
    """The owner of an e-mail address; nobody when the text is none."""
    if not address or not _ADDRESS.fullmatch(address.strip()):
        return NOBODY
    return Who(f"email:{address.strip().casefold()}", (name or "").strip(), kind)


def names(*people: Who) -> tuple[tuple[str, str], ...]:
    """The display names of these people, as a draft carries them."""
    return tuple(dict.fromkeys((who.ref, who.name) for who in people if who.ref and who.name))
