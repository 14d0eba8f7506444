"""Hostile records for every parser: any JSON at all, and valid records with a part replaced or cut."""

from __future__ import annotations

import json
from collections.abc import Callable
from types import ModuleType
from typing import Any

import msgspec
from hypothesis import example, given
from hypothesis import strategies as st

from watchkeeper.domain.events.event import Draft
from watchkeeper.domain.problems import UsageError
from watchkeeper.formats.exports.origin import Origin

ORIGIN = Origin("shop")
WORDS = ["", "x", "0001-01-01T00:00:00Z", "2026-03-01T18:00:00+24:00", "9999-12-31T23:59:59-23:59", "https://[", "a@b"]
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(st.characters())
    | st.sampled_from([*WORDS, "é" * 5000, "\ud800", -1, 0, 2**53, 2**200, float("nan"), float("inf"), 1e300])
)
VALUES = st.recursive(SCALARS, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=8)
DEEP = b'{"a":' * 30_000


def hostile(module: ModuleType, *valid: object) -> Callable[[], None]:
    """A test that a format's two functions survive anything: they answer, or raise a UsageError with problems."""

    @given(record=st.one_of(VALUES.map(_bytes), st.binary(), mutated(*valid)))
    @example(record=DEEP)
    @example(record=b'{"id": ' + b"9" * 5000 + b"}")
    @example(record=b'{"id": "\\ud800", "type": "\\udfff"}')
    def test(record: bytes) -> None:
        assert module.recognises(record) in {True, False}
        try:
            drafts = module.read_drafts(record, ORIGIN)
        except UsageError as error:
            assert all(problem.message.startswith("$") for problem in error.problems)
        else:
            check(drafts)
            assert module.read_drafts(record, ORIGIN) == drafts

    return test


def check(drafts: tuple[Draft, ...]) -> None:
    """What holds for the drafts of any record: they can be written, and two types never share an identity."""
    identities = {(draft.source, draft.source_id) for draft in drafts}
    assert len(identities) == len({(draft.source, draft.source_id, draft.type) for draft in drafts})
    for draft in drafts:
        msgspec.json.encode(draft)
        assert draft.source
        assert draft.occurred_at.endswith("Z")
        assert len(draft.occurred_at) == 20
        assert draft.revision >= 0


@st.composite
def mutated(draw: st.DrawFn, *valid: object) -> bytes:
    """One of the records with one to three of its values replaced, or dropped."""
    record = json.loads(json.dumps(draw(st.sampled_from(valid))))
    for _ in range(draw(st.integers(1, 3))):
        holder: Any = record
        while isinstance(holder, dict | list) and holder:
            keys: list[Any] = list(holder) if isinstance(holder, dict) else list(range(len(holder)))
            key = draw(st.sampled_from(keys))
            if not isinstance(holder[key], dict | list) or not holder[key] or draw(st.booleans()):
                _spoil(holder, key, draw(st.none() | VALUES))
                break
            holder = holder[key]
    return _bytes(record)


def _spoil(holder: Any, key: Any, value: object) -> None:
    if value is None:
        del holder[key]
    else:
        holder[key] = value


def _bytes(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=True).encode()
