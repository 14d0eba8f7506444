"""Manifests of foreign origin: bounded time and memory, one documented error."""

from __future__ import annotations

import contextlib
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchkeeper.analysis.components.manifests import read_json, read_toml
from watchkeeper.domain.problems import UsageError


@given(st.one_of(st.binary(max_size=300), st.text(max_size=300).map(lambda t: t.encode("utf-8", "surrogatepass"))))
def test_any_bytes_give_a_value_or_a_usage_error(text: bytes) -> None:
    for read in (read_json, read_toml):
        with contextlib.suppress(UsageError):
            read(text, "f")


def test_a_byte_order_mark_is_no_fault() -> None:
    assert read_json(b'\xef\xbb\xbf{"a": 1}', "f") == {"a": 1}
    assert read_toml(b"\xef\xbb\xbfa = 1", "f") == {"a": 1}


@pytest.mark.parametrize(
    "text",
    [
        "a" + ".a" * 100_000 + " = 1",
        "x = {a" + ".a" * 100_000 + " = 1}",
        "a = " + "[" * 100_000,
        "#" * 300_000,
    ],
    ids=["dotted key", "dotted key inside", "brackets", "too long"],
)
def test_hostile_toml_ends_at_once(text: str) -> None:
    start = time.perf_counter()
    with pytest.raises(UsageError):
        read_toml(text.encode(), "f")
    assert time.perf_counter() - start < 2


@pytest.mark.parametrize("text", [b"[" * 100_000, b" " * ((1 << 20) + 1)], ids=["brackets", "too long"])
def test_hostile_json_ends_at_once(text: bytes) -> None:
    with pytest.raises(UsageError):
        read_json(text, "f")
