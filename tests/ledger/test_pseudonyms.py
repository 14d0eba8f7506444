"""No row of the chain ever holds a name, an address, a login or a free text."""

from __future__ import annotations

import re
from typing import Any, get_args, get_origin

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.ledger.samples import NOW, at
from tests.ledger.strategies import TIMES, WORDS, payloads
from watchkeeper.domain.events.event import Draft, Payload, Person, Text
from watchkeeper.domain.events.types import PAYLOADS
from watchkeeper.domain.problems import UsageError
from watchkeeper.ledger.chain import GENESIS, canonical
from watchkeeper.ledger.pseudonyms import Pseudonyms
from watchkeeper.ledger.rows import row_of

MARK = "Zaphod"
PLAIN = WORDS.map(lambda word: word.replace("\0", ""))
NAMING = st.sampled_from(
    (f"email:{MARK}@example.com", f"login:github:{MARK}", f"name:{MARK} B.", MARK, f"person:{MARK}", f"text:{MARK}",
     f"person:{MARK}".ljust(39, "0"), f"PERSON:{MARK}", f" {MARK} \udc80".replace("\udc80", ""), f"{MARK}\0"),
)  # fmt: skip
PERSONAL = re.compile(
    "by|author|person|reviewer|approver|merged_by|asked|owner|second|follow_up_owner|title|reason|what|branch"
)
NOT_PERSONAL = {("ChangeReverted", "by"), ("ChangeBackported", "branch")}
"""A change, and a long-lived branch of the repository."""


@settings(max_examples=150)
@given(payload=payloads(NAMING, PLAIN), when=TIMES)
def test_no_row_of_the_chain_names_anybody(payload: Payload, when: str) -> None:
    keyed = Pseudonyms(b"key")
    names = tuple((reference, MARK) for reference in (f"email:{MARK}@example.com", MARK))
    sealed = keyed.seal(Draft("test", "1", "change:1", when, payload, names=names))
    row = row_of(1, "a" * 64, sealed, NOW, GENESIS)
    assert MARK.casefold() not in repr(row).casefold()
    assert keyed.seal(Draft("test", "1", "change:1", when, payload, names=names)) == sealed
    kept = [value for who in sealed.people.values() for value in who] + list(sealed.texts.values())
    assert "\0" not in "".join(kept)


@pytest.mark.parametrize("type_", PAYLOADS.values(), ids=PAYLOADS)
def test_every_field_that_may_name_somebody_is_marked(type_: type[Payload]) -> None:
    for field in msgspec.structs.fields(type_):
        personal = PERSONAL.fullmatch(field.name) and (type_.__name__, field.name) not in NOT_PERSONAL
        inner = get_args(field.type)[0] if get_origin(field.type) is tuple else field.type
        assert not personal or inner in (Person, Text), field.name
        assert not _marks_within(inner), field.name


def _marks_within(type_: Any) -> bool:
    """Whether a struct inside of a payload holds people or texts, where they would not be found."""
    if not (isinstance(type_, type) and issubclass(type_, msgspec.Struct)):
        return False
    return any(f.type in (Person, Text) or _marks_within(f.type) for f in msgspec.structs.fields(type_))


def test_a_pseudonym_is_stable_and_keyed() -> None:
    one, same, other = Pseudonyms(b"1"), Pseudonyms(b"1"), Pseudonyms(b"2")
    who = one.of("email:ada@example.com")
    assert re.fullmatch("person:[0-9a-f]{32}", who)
    assert who == same.of("email:ada@example.com") == one.of("EMAIL:Ada@Example.COM ") == one.of(who)
    assert who != other.of("email:ada@example.com")
    assert who != one.of("login:github:ada")
    assert one.of("") == one.of(" ") == one.of_text("") == ""


def test_a_text_and_a_person_of_the_same_words_differ() -> None:
    keyed = Pseudonyms(b"1")
    assert keyed.of("ada")[-32:] != keyed.of_text("ada")[-32:]


def test_a_pseudonym_cannot_be_guessed_without_the_key() -> None:
    assert len({Pseudonyms(bytes([n])).of("email:ada@example.com") for n in range(50)}) == 50


@pytest.mark.parametrize("type_", PAYLOADS.values(), ids=PAYLOADS)
@settings(max_examples=5)
@given(data=st.data())
def test_a_nul_or_a_surrogate_anywhere_is_refused_or_cleaned(type_: type[Payload], data: st.DataObject) -> None:
    payload = data.draw(payloads(st.just("a\0\udc80"), st.just("\0")))
    try:
        sealed = Pseudonyms(b"key").seal(Draft("test", "1", "change:1", at(1), payload))
    except UsageError:
        return
    assert b"\\u0000" not in sealed.payload
    assert canonical(msgspec.json.decode(sealed.payload)) == sealed.payload
