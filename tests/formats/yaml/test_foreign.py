"""YAML of other tools: texts stay texts, tags and merge keys are looked through, work is bounded."""

from __future__ import annotations

import contextlib
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchkeeper.domain.problems import UsageError
from watchkeeper.formats.yaml.foreign import parse_foreign

TREES = st.recursive(
    st.text("abc on:-#&*!|>'\"\n\t{}[],<", max_size=8),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text("abc<", max_size=3), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(st.one_of(st.text(max_size=300).map(str.encode), st.binary(max_size=300), TREES.map(lambda t: repr(t).encode())))
def test_any_bytes_give_a_value_or_a_usage_error(text: bytes) -> None:
    with contextlib.suppress(UsageError):
        parse_foreign(text, "f")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (b"on: {push: null}", {"on": {"push": "null"}}),
        (b"version: 3.10", {"version": "3.10"}),
        (b"", ""),
        (b"# nothing\n", ""),
        (b"\xef\xbb\xbfa: 1", {"a": "1"}),
        # GitLab's reference tag: the sequence under it stays
        (b"script: !reference [.base, script]", {"script": [".base", "script"]}),
        # YAML merge key (yaml.org/type/merge): keys of the mapping itself win, earlier merges win over later ones
        (b"a: &a {x: 1, y: 1}\nb: &b {y: 2, z: 2}\nc: {<<: [*a, *b], x: 3}", None),
        (b"k: 1\nk: 2", {"k": "2"}),
        (b"a: 1\n---\nb: 2", {"a": "1"}),
    ],
)
def test_values(text: bytes, value: object) -> None:
    found = parse_foreign(text, "f")
    if value is None:
        assert isinstance(found, dict)
        assert found["c"] == {"x": "3", "y": "1", "z": "2"}
    else:
        assert found == value


@pytest.mark.parametrize(
    "text",
    [
        b"a: [",
        b"\xff\xfe\xff",
        b"a: " + b"[" * 100 + b"]" * 100,
        b"x" * ((1 << 20) + 1),
        b"a: &a [" + b"x," * 1000 + b"]\n" + b"".join(b"b%d: [" % n + b"*a," * 50 + b"]\n" for n in range(50)),
    ],
)
def test_bounds_and_faults_are_usage_errors(text: bytes) -> None:
    with pytest.raises(UsageError):
        parse_foreign(text, "f")


def test_a_bomb_of_aliases_ends_at_once() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)]
    start = time.perf_counter()
    with pytest.raises(UsageError, match="aliases"):
        parse_foreign("\n".join(lines).encode(), "f")
    assert time.perf_counter() - start < 2
