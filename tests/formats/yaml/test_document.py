"""YAML documents: YAML 1.2 scalars, exact places, every fault at once, bounded work."""

from __future__ import annotations

import time

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from watchkeeper.domain.problems import UsageError
from watchkeeper.formats.yaml.document import parse_yaml

SCALARS = st.one_of(st.integers(-(10**6), 10**6), st.booleans(), st.none(), st.text(max_size=12))
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(st.text(max_size=6), inner, max_size=4)),
    max_leaves=12,
)


@given(st.one_of(st.text(max_size=300).map(str.encode), st.binary(max_size=300)))
def test_any_bytes_give_a_document_or_a_usage_error(text: bytes) -> None:
    try:
        parse_yaml(text, "f")
    except UsageError as error:
        assert error.problems


@given(VALUES)
def test_what_another_writer_dumps_is_read_back(value: object) -> None:
    # quoted, with tags: unquoted, the other writer follows YAML 1.1, where 0E0 is text and no number
    text = yaml.safe_dump(value, default_style='"').encode()
    if "<<" in repr(value):
        return
    assert parse_yaml(text, "f").value == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (b"off", "off"),
        (b"a: [on, yes, no, true, 'true']", {"a": ["on", "yes", "no", True, "true"]}),
        (b"a: 0777\nb: 1e3\nc: 1.5\nd: ~\ne:", {"a": 777, "b": 1000.0, "c": 1.5, "d": None, "e": None}),
        (b"a: 2026-01-01", {"a": "2026-01-01"}),
        (b"a: &x [1]\nb: *x", {"a": [1], "b": [1]}),
        (b"1: a", {1: "a"}),
        (b"", None),
        (b"\xef\xbb\xbfa: 1", {"a": 1}),
    ],
)
def test_scalars_follow_yaml_1_2(text: bytes, value: object) -> None:
    assert parse_yaml(text, "f").value == value


def test_places_of_keys_and_values() -> None:
    document = parse_yaml(b"a:\n  b: {c: 1}\n  d:\n    - x\n    - y\n", "f")
    assert str(document.place(("a", "b", "c"))) == "f:2:10"
    assert str(document.key_place(("a", "d"))) == "f:3:3"
    assert str(document.place(("a", "d", 1))) == "f:5:7"
    assert str(document.place(("a", "d", 7, "missing"))) == "f:4:5", "the nearest known place above"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (b"a: 1\n\tb: 2\n", "f:2:1"),
        (b"a: 1\nb: 2\na: 3\nb: 4\n", "f:3:1: the key 'a' is there twice (first at f:1:1)"),
        (b"a: 1\nb: 2\na: 3\nb: 4\n", "f:4:1: the key 'b'"),
        (b"a: !!python/object:os.system x\n", "the tag"),
        (b"a: &x {b: 1}\nc:\n  <<: *x\n", "merge keys"),
        (b"a: *nothing\n", "no anchor"),
        (b"a: 1\n---\nb: 2\n", "more than one document"),
        (b"a: \xff\n", "f:1: is not UTF-8"),
        (b"? [1, 2]\n: 3\n", "a key has to be"),
        (b"[" * 100 + b"]" * 100, "deeper than 64"),
        (b"x" * ((1 << 20) + 1), "larger than"),
    ],
)
def test_faults_name_their_place(text: bytes, expected: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse_yaml(text, "f")
    assert expected in str(caught.value)


def test_a_bomb_of_aliases_is_an_error_in_no_time() -> None:
    lines = ["a: &a [" + ",".join("x" * 9) + "]"]
    lines += [f"{chr(98 + n)}: &{chr(98 + n)} [{','.join(['*' + chr(97 + n)] * 9)}]" for n in range(20)]
    start = time.perf_counter()
    with pytest.raises(UsageError, match="once aliases are expanded"):
        parse_yaml("\n".join(lines).encode(), "f")
    assert time.perf_counter() - start < 2
