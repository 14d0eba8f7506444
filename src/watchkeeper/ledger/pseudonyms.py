"""Takes people and free texts out of a draft: what enters the chain holds keyed references only."""

from __future__ import annotations

import hmac
import re
from collections.abc import Callable
from functools import cache
from hashlib import sha256
from typing import Any, get_args, get_origin

import msgspec
from msgspec import Struct

from watchkeeper.domain.events.event import Draft, Payload, Person, Text
from watchkeeper.domain.problems import Problem, UsageError
from watchkeeper.ledger.chain import canonical
from watchkeeper.ledger.keepable import check_draft, check_payload, clean

PERSON = "person:"
TEXT = "text:"
DIGITS = 32
REFERENCE = re.compile(rf"(?:person|text):[0-9a-f]{{{DIGITS}}}")
"""What a pseudonym or a reference of a text looks like; anything else is still to be replaced."""


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
        """The pseudonym of `email:ADDRESS` or `login:FORGE:NAME`, in any spelling; a pseudonym stays what it is."""
        reference = reference.strip().casefold()
        if not reference or REFERENCE.fullmatch(reference):
            return reference
        found = self._known.get(reference)
        if found is None:
            found = PERSON + self._digest(reference)
            if len(self._known) < 100_000:
                self._known[reference] = found
        return found

    def of_text(self, text: str) -> str:
        """The reference of a text; a reference stays what it is."""
        if not text or REFERENCE.fullmatch(text):
            return text
        return TEXT + self._digest("text\0" + text)

    def _digest(self, value: str) -> str:
        return hmac.new(self._key, value.encode("utf-8"), sha256).hexdigest()[:DIGITS]

    def seal(self, draft: Draft) -> Sealed:
        """Replace people and texts by their references.

        Raises:
            UsageError: the draft holds what no ledger can keep.
        """
        check_draft(draft)
        names = {reference: clean(name) for reference, name in draft.names}
        people: dict[str, tuple[str, str]] = {}
        texts: dict[str, str] = {}

        def person(reference: str) -> str:
            pseudonym = self.of(reference)
            if pseudonym and pseudonym != reference:
                people[pseudonym] = (clean(reference), names.get(reference, ""))
            return pseudonym

        def text(value: str) -> str:
            reference = self.of_text(value)
            if value and reference != value:
                texts[reference] = clean(value)
            return reference

        try:
            payload = canonical(_replaced(draft.payload, {"person": person, "text": text}))
        except (UnicodeEncodeError, OverflowError):
            what = "holds characters that are no Unicode text, or numbers that are too large"
            raise UsageError(Problem(f"{draft.source_id!r} {what}", remedy="leave them out")) from None
        check_payload(draft, payload)
        return Sealed(draft, payload, people, texts)


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
