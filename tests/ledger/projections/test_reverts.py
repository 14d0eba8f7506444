"""Which reverts stand: a pure question, and one with an answer for circles too."""

from __future__ import annotations

from itertools import permutations

import pytest

from watchkeeper.ledger.projections.reverts import is_taken_back


@pytest.mark.parametrize(
    ("reverters", "taken"),
    [
        ({}, False),
        ({"a": ["b"]}, True),
        ({"a": ["b"], "b": ["c"]}, False),
        ({"a": ["b"], "b": ["c"], "c": ["d"]}, True),
        ({"a": ["b", "c"], "b": ["d"]}, True),
        ({"a": ["b", "c"], "b": ["d"], "c": ["d"]}, False),
        ({"a": ["a"]}, True),
    ],
)
def test_a_change_is_taken_back_by_what_stands(reverters: dict[str, list[str]], taken: bool) -> None:
    assert is_taken_back("a", reverters) is taken


def test_a_long_chain_of_reverts_is_followed_to_its_end() -> None:
    chain = {str(n): [str(n + 1)] for n in range(5_000)}
    assert is_taken_back("0", chain) is False
    assert is_taken_back("1", chain) is True


def test_a_circle_ends() -> None:
    for order in permutations(["a", "b", "c"]):
        circle = {one: [two for two in order if two != one] for one in order}
        assert is_taken_back("a", circle) in {True, False}
