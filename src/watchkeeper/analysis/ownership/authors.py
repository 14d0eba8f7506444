"""Which names in an owners file mean the author of a change."""

from __future__ import annotations

import re

from watchkeeper.domain.change import Change
from watchkeeper.domain.people import People

NOREPLY = re.compile(r"^(?:\d+\+)?([A-Za-z0-9][A-Za-z0-9-]*)@users\.noreply\.github\.com$", re.IGNORECASE)


def author_names(change: Change, people: People) -> tuple[frozenset[str], bool]:
    """Owner texts in lower case that mean an author or the initiator, and whether a login is among them.

    Sources, strongest first: the login given or told by the forge, the people file by address,
    the forge's no-reply addresses, the commits' addresses themselves.
    """
    addresses = {c.author.email.casefold() for c in change.commits if c.author.email}
    logins = {name for name in (change.author_login, change.opening.login) if name}
    logins |= {m[1] for address in addresses if (m := NOREPLY.match(address))}
    persons = [p for address in addresses if (p := people.by_email(address))]
    persons += [p for login in logins if (p := people.by_login(login))]
    for person in persons:
        logins |= {person.logins.github, person.logins.gitlab} - {""}
        addresses |= {e.casefold() for e in person.emails}
    return frozenset({f"@{login.removeprefix('@').casefold()}" for login in logins} | addresses), bool(logins)
