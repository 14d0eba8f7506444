"""Takes people and free texts out of a draft: what enters the chain holds keyed references only."""

from __future__ import annotations

import hmac
from collections.abc import Callable
from functools import cache
from hashlib import sha256
from typing import Any, get_args, get_origin

import msgspec
from msgspec import Struct

from watchkeeper.domain.events.event import Draft, Payload, Person, Text
from watchkeeper.domain.problems import Problem, UsageError
from watchkeeper.ledger.chain import canonical

PERSON = "person:"
TEXT = "text:"
DIGITS = 32


class Sealed(Struct, frozen=True):
    """A draft as it may be chained: canonical payload without names, and what was taken out of it.

    `people` maps pseudonym to (reference, display name), `texts` reference to text.
    """

    draft: Draft
    payload: bytes
    people: dict[str, tuple[str, str]]
    texts: dict[str, str]


class Pseudonyms:
    """Gives people and texts their keyed names; the key never leaves the ledger."""

    def __init__(self, key: bytes) -> None:
        self._key = key
        self._known: dict[str, str] = {}

    def of(self, reference: str) -> str:
        """The pseudonym of `email:ADDRESS` or `login:FORGE:NAME`; a pseudonym stays what it is."""
        if not reference or reference.startswith(PERSON):
            return reference
        found = self._known.get(reference)
        if found is None:
            found = PERSON + self._digest(reference)
            if len(self._known) < 100_000:
                self._known[reference] = found
        return found

    def of_text(self, text: str) -> str:
        """The reference of a text; a reference stays what it is."""
        if not text or text.startswith(TEXT):
            return text
        return TEXT + self._digest("text\0" + text)

    def _digest(self, value: str) -> str:
        return hmac.new(self._key, value.encode("utf-8"), sha256).hexdigest()[:DIGITS]

    def seal(self, draft: Draft) -> Sealed:
        """Replace people and texts by their references.

        Raises:
            UsageError: the draft holds what no ledger can keep.
        """
        if "\0" in draft.source + draft.source_id + draft.subject:
            raise UsageError(Problem(f"{draft.source_id!r} holds a NUL character", remedy="leave it out"))
        names = {reference: name.replace("\0", "") for reference, name in draft.names}
        people: dict[str, tuple[str, str]] = {}
        texts: dict[str, str] = {}

        def person(reference: str) -> str:
            pseudonym = self.of(reference)
            if reference and pseudonym != reference:
                people[pseudonym] = (reference, names.get(reference, ""))
            return pseudonym

        def text(value: str) -> str:
            reference = self.of_text(value)
            if value and reference != value:
                texts[reference] = value.replace("\0", "")
            return reference

        changed = _replaced(draft.payload, {"person": person, "text": text})
        try:
            return Sealed(draft, canonical(changed), people, texts)
        except UnicodeEncodeError:
            problem = Problem(f"{draft.source_id!r} holds characters that are no Unicode text", remedy="leave them out")
            raise UsageError(problem) from None


def _replaced(payload: Payload, replace: dict[str, Callable[[str], str]]) -> Payload:
    changes: dict[str, Any] = {}
    for name, mark, many in marked_fields(type(payload)):
        value = getattr(payload, name)
        if value:
            changes[name] = tuple(map(replace[mark], value)) if many else replace[mark](value)
    return msgspec.structs.replace(payload, **changes) if changes else payload


@cache
def marked_fields(payload: type[Payload]) -> tuple[tuple[str, str, bool], ...]:
    """Fields that hold people or texts: name, mark (`person` or `text`), whether there are several."""
    found = []
    for field in msgspec.structs.fields(payload):
        many = get_origin(field.type) is tuple
        inner = get_args(field.type)[0] if many else field.type
        mark = "person" if inner == Person else "text" if inner == Text else ""
        if mark:
            found.append((field.name, mark, many))
    return tuple(found)
