"""The degree of authorship against figures worked by hand from the published formula."""

from __future__ import annotations

import pytest

from watchkeeper.analysis.knowledge.degree import authors, degree


@pytest.mark.parametrize(
    ("first", "deliveries", "others", "expected"),
    [(True, 1, 0, 4.555), (False, 1, 0, 3.457), (True, 10, 9, 5.2919), (False, 0, 99, 1.8147)],
)
def test_degree(first: bool, deliveries: int, others: int, expected: float) -> None:
    assert degree(first=first, deliveries=deliveries, others=others) == pytest.approx(expected, abs=1e-4)


def test_authors_are_near_the_highest_and_above_the_constant() -> None:
    assert authors({1: 4.6, 2: 3.5, 3: 3.4, 4: 3.2}) == {1, 2}
    assert authors({1: 3.0, 2: 2.9}) == frozenset()
    assert authors({}) == frozenset()
