"""Random payloads of every type of event, within what their fields allow."""

from __future__ import annotations

from typing import Any, Literal, get_args, get_origin

import msgspec
from hypothesis import strategies as st

from watchkeeper.domain.events.event import Payload, Person, Text, Time
from watchkeeper.domain.events.types import PAYLOADS
from watchkeeper.ledger.chain import LARGEST

WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
NUMBERS = st.integers(-LARGEST, LARGEST)
TIMES = st.datetimes().map(lambda at: f"{at:%Y}".zfill(4) + f"{at:-%m-%dT%H:%M:%SZ}")


def payloads(people: st.SearchStrategy[str] = WORDS, words: st.SearchStrategy[str] = WORDS) -> Any:
    """A payload of any type; `people` are references of persons and free texts."""
    return st.sampled_from(list(PAYLOADS.values())).flatmap(lambda type_: payload_of(type_, people, words))


def payload_of(type_: type[Payload], people: st.SearchStrategy[str], words: st.SearchStrategy[str]) -> Any:
    """A payload of one type."""
    return _struct(type_, people, words)


def _struct(type_: Any, people: Any, words: Any) -> Any:
    fields = msgspec.structs.fields(type_)
    optional = {f.name: _of(f.type, people, words) for f in fields if not f.required}
    required = {f.name: _of(f.type, people, words) for f in fields if f.required}
    return st.fixed_dictionaries(required, optional=optional).map(lambda values: type_(**values))


def _of(type_: Any, people: Any, words: Any) -> Any:
    if type_ in (Person, Text):
        return people
    if type_ == Time:
        return st.just("") | TIMES
    if get_origin(type_) is Literal:
        return st.sampled_from(get_args(type_))
    if get_origin(type_) is tuple:
        return st.lists(_of(get_args(type_)[0], people, words), max_size=3).map(tuple)
    if isinstance(type_, type) and issubclass(type_, msgspec.Struct):
        return _struct(type_, people, words)
    return {str: words, int: NUMBERS, bool: st.booleans()}[type_]
