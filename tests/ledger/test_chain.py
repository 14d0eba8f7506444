"""Canonical JSON is that of RFC 8785, and a hash holds everything of a row."""

from __future__ import annotations

import msgspec
import pytest
import rfc8785
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs

from tests.ledger.samples import at, draft
from tests.ledger.strategies import NUMBERS, WORDS, payload_of, payloads
from watchkeeper.domain.events.deployments import Deployed
from watchkeeper.domain.events.event import Event, Payload
from watchkeeper.domain.events.types import PAYLOADS
from watchkeeper.ledger.chain import GENESIS, Link, canonical, event_id, link_hash

ROW = Event("a" * 64, "Deployed", 1, "test", "1", "deployment:1", at(1), at(2), "b" * 64)


@pytest.mark.parametrize("type_", PAYLOADS.values(), ids=PAYLOADS)
@settings(max_examples=8)
@given(data=st.data())
def test_every_payload_is_canonical_json(type_: type[Payload], data: st.DataObject) -> None:
    payload = data.draw(payload_of(type_, WORDS, WORDS))
    assert canonical(payload) == rfc8785.dumps(msgspec.to_builtins(payload))
    assert msgspec.json.decode(canonical(payload), type=type_) == payload


@settings(max_examples=100)
@given(payload=payloads())
def test_a_payload_read_back_is_canonical_again(payload: Payload) -> None:
    assert canonical(msgspec.json.decode(canonical(payload), type=type(payload))) == canonical(payload)


@settings(max_examples=50)
@given(words=st.lists(WORDS, min_size=8, max_size=8), revision=NUMBERS)
def test_what_is_hashed_of_a_row_is_canonical_json(words: list[str], revision: int) -> None:
    a, b, c, d, e, f, g, h = words
    link = Link(a, b, c, d, revision, 1, e, f, g, h, "Deployed", 1)
    assert msgspec.json.encode(link, order="sorted") == rfc8785.dumps(msgspec.to_builtins(link))


@pytest.mark.parametrize("text", [chr(n) for n in (*range(0x20), 0x22, 0x5C, 0x7F, 0x80, 0x2028, 0xFFFF, 0x10FFFF)])
def test_every_odd_character_is_written_as_the_standard_says(text: str) -> None:
    assert canonical({"a": text}) == rfc8785.dumps({"a": text})


@pytest.mark.parametrize("field", [f for f in Event.__struct_fields__ if f != "payload"])
def test_every_field_of_a_row_is_in_its_hash(field: str) -> None:
    value = getattr(ROW, field)
    changed = structs.replace(ROW, **{field: value + 1 if isinstance(value, int) else value + "x"})
    assert link_hash(1, changed, GENESIS) != link_hash(1, ROW, GENESIS)


def test_place_and_hash_before_are_in_the_hash() -> None:
    assert len({link_hash(1, ROW, GENESIS), link_hash(2, ROW, GENESIS), link_hash(1, ROW, "1" * 64)}) == 3


def test_the_first_hash_never_changes() -> None:
    """Ledgers live for years: a new way of hashing would break every one of them."""
    payload = canonical(Deployed("shop", commit="ü"))
    assert payload == '{"commit":"ü","service":"shop"}'.encode()
    assert link_hash(1, ROW, GENESIS) == "132f1260aaefe53c48fad8b8c59eb06c1c4494a553a43f0a45c9a8a15e63f406"
    assert (
        event_id(draft("deployment:1", Deployed("shop"), at(1)), "b" * 64)
        == "18317ea43f0c413fdb5f331605902fc0b34a3592ccd8dfe080449076542d660e"
    )


@pytest.mark.parametrize("field", ["source", "source_id", "subject", "occurred_at", "revision", "supersedes"])
def test_everything_that_is_said_is_in_the_identity(field: str) -> None:
    one = draft("deployment:1", Deployed("shop"), at(1))
    value = getattr(one, field)
    other = structs.replace(one, **{field: value + 1 if isinstance(value, int) else value + "x"})
    assert event_id(one, "b" * 64) != event_id(other, "b" * 64)
    assert event_id(one, "b" * 64) != event_id(one, "c" * 64)
