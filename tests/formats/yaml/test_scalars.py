"""Scalars of YAML and their places: what stands there is what the value means, in any text."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from watchkeeper.domain.problems import UsageError
from watchkeeper.formats.yaml.scalars import find_scalars


def test_paths_values_and_places_over_several_documents() -> None:
    text = '\ufeffa: "é@ada"  # x\r\nb:\r\n- ada\r\n---\nc: [x, {d: y}]\n'
    found = [(s.document, s.path, s.value, text[s.start : s.end]) for s in find_scalars(text, "f")]
    assert found == [
        (0, ("a",), "é@ada", '"é@ada"'), (0, ("b", 0), "ada", "ada"), (1, ("c", 0), "x", "x"),
        (1, ("c", 1, "d"), "y", "y"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text", ["a: [", "a: " + "[" * 100 + "]" * 100, "- x\n" * 100_001, "x" * (1 << 20) + "y", "\udcff"]
)
def test_what_cannot_be_read_is_refused(text: str) -> None:
    with pytest.raises(UsageError):
        find_scalars(text, "f")


@given(st.text("ab:-[]{}'\"&*!|>#\n ,?\t%@é\u2028", max_size=60))
def test_a_scalar_stands_where_it_is_said_to(text: str) -> None:
    try:
        found = find_scalars(text, "f")
    except UsageError:
        return
    for scalar in found:
        piece = text[scalar.start : scalar.end]
        if piece[:1] in {"'", '"'} and "\n" not in piece:
            assert yaml.safe_load(piece) == scalar.value
        elif scalar.value and piece[:1] not in {"&", "!", "|", ">"} and "\n" not in piece and "\u2028" not in piece:
            assert piece == scalar.value
