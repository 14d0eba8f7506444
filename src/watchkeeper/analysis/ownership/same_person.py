"""Whether two texts name one person, when in doubt yes: another spelling is not another person."""

from __future__ import annotations

import re
import unicodedata

from watchkeeper.domain.people import People, Person

ADDRESS = re.compile(r"<([^<>]*)>")
NOREPLY = re.compile(r"(?:\d+\+)?([^@]+)@users\.noreply\.[^@]+")


def find_person(text: str, people: People) -> Person | None:
    """The person of the directory whom an id, a login, an address or a full name means; None for nobody."""
    plain = _plain(text)
    found = people.by_login(plain) or people.by_email(plain)
    if found or not plain:
        return found
    return next((p for p in people.persons if plain in {_plain(p.id), _plain(p.name)}), None)


def same_person(one: str, other: str, people: People) -> bool:
    """Whether both texts mean one person.

    The directory decides where it knows both. Else the spelling does, without case, accents, marks, a
    leading `@`, a tag (`+…`) and the domain of an address; two people who differ by no more than that
    have to stand in the directory.
    """
    left, right = find_person(one, people), find_person(other, people)
    if left and right:
        return left is right
    return bool(_key(one) & _key(other))


def _plain(text: str) -> str:
    """A text without case, the forms of its letters, `person:` and `@` in front; of `Name <address>` the address."""
    folded = unicodedata.normalize("NFKC", text).casefold().strip()
    if inner := ADDRESS.search(folded):
        folded = inner[1].strip()
    if noreply := NOREPLY.fullmatch(folded):
        folded = noreply[1]
    return folded.removeprefix("person:").removeprefix("@").strip()


def _key(text: str) -> set[str]:
    """The letters of what names the person, and of the name before an address."""
    parts = [_plain(text).partition("@")[0].partition("+")[0], ADDRESS.sub("", text).partition("@")[0]]
    if not ADDRESS.search(text):
        parts = parts[:1]
    return {letters for part in parts if (letters := _letters(part))}


def _letters(text: str) -> str:
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in apart if c.isalnum())
