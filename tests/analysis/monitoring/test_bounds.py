"""Between which values expressions lie."""

from __future__ import annotations

import math

import pytest

from watchkeeper.analysis.monitoring.bounds import bounds_of
from watchkeeper.analysis.monitoring.promql import read_query

ANY = (-math.inf, math.inf)


@pytest.mark.parametrize(
    ("query", "bounds"),
    [
        ("5", (5, 5)),
        ("-5", (-5, -5)),
        ("2 ^ 16 - 1", (65_535, 65_535)),
        ("x", ANY),
        ("up", (0, 1)),
        ("-up", (-1, 0)),
        ("a_total", (0, math.inf)),
        ("job:a_total", ANY),
        ("rate(a_total[5m])", (0, math.inf)),
        ("rate(x[5m])", ANY),
        ("avg(up) * 100", (0, 100)),
        ("1 - avg(up)", (0, 1)),
        ("count(x)", (1, math.inf)),
        ("count(x) or vector(0)", (0, math.inf)),
        ("x > 5", (5, math.inf)),
        ("5 > x", (-math.inf, 5)),
        ("x == 3", (3, 3)),
        ("sum(up == 0)", (0, 0)),
        ("x > bool 5", (0, 1)),
        ("clamp(x, 1, 2)", (1, 2)),
        ("up / 2", (0, 0.5)),
        ("Inf - Inf", ANY),
        ("up * Inf", (0, math.inf)),
        ("hour()", (0, 23)),
        ("minute(x)", (0, 59)),
        ("quantile(0.9, up)", (0, 1)),
        ("quantile(1.1, up)", ANY),
    ],
)
def test_the_lowest_and_the_highest_value(query: str, bounds: tuple[float, float]) -> None:
    assert bounds_of(read_query(query).tree) == bounds
