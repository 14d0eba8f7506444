"""Conditions that nothing fulfils, and conditions that look so and are not."""

from __future__ import annotations

import pytest

from watchkeeper.analysis.monitoring.impossible import cannot_fire

NEVER = [
    "up > 1",
    "up < 0",
    "1 < up",
    "avg(up) by (job) >= 1.5",
    "count(up) by (job) == 0",
    "count_over_time(up[5m]) < 1",
    "absent(up) > 1",
    "absent(up) == 0",
    "rate(a_total[5m]) < 0",
    'sum(rate(a_total{code=~"5.."}[5m])) / sum(rate(a_total[5m])) > 1.5',
    '1 - sum(rate(a_total{code="200"}[5m])) / sum(rate(a_total[5m])) > 1.1',
    '100 * sum by (job) (rate(a_total{code="500"}[5m])) / sum by (job) (rate(a_total[5m])) > 150',
    "x > 5 and x < 3",
    "up == 2 or up == 3",
    "up > 1 and on (job) x",
    "x and up > 1",
    "up > 1 unless x",
    "hour() > 24",
    "day_of_week() == 7",
    "vector(0) > 1",
    "clamp_max(x, 5) > 9",
    "max_over_time(up[1h]) > 1",
    "(x > 0) == 1 and up == 7",
    "sum by (job) (x == 0) > 0",
    "sum(up > 1) or up == 3",
    "(up > 1) * 2",
    'x{state="used"} + x{state="free"} > 5',
    'a / ignoring (limit) b{limit="max"} > 0.8 and b{limit="max"} > 0',
    'sum by (job) (a{job="x"}) > 1 and sum by (job) (b{job="y"}) > 1',
    'a{job="x"} * on (job) group_left (team) b{job="y"} > 1',
    'sum(a) by (zone) / on (zone, job) b{job="y"} > 1',
    'rate(a_total{integration!~".*"}[5m]) > 1',
    'a{job="x", job="y"} > 1',
    'sum(a{job="x", job!~"x|y"}) > 1',
]
MAY = [
    "up == 0",
    "x < 0",
    "x_total_of_something < 0",
    "job:a_total < 0",
    "rate(warmth[5m]) < 0",
    "(0 < x) > 5",
    "x > 5 and on (job) x < 3",
    "x > bool 5 and x < bool 3",
    "x >= 5 and x <= 5",
    "x > 5 or x < 3",
    "scalar(group(x)) != 1",
    "quantile(2, up) > 1",
    "quantile_over_time(-1, up[5m]) < 0",
    'sum(rate(a_total{code="500"}[5m])) / sum(rate(b_total[5m])) > 1.5',
    'sum(rate(a_total[5m])) / sum(rate(a_total{code="500"}[5m])) > 1.5',
    'sum by (job) (rate(a_total{code="500"}[5m])) / on () group_left () sum(rate(a_total[1h])) > 1.5',
    'sum(rate(a_total{code="500"}[5m])) / sum(rate(a_total[5m] offset 1d)) > 1.5',
    "count(up == 0) or vector(0) < 1",
    "(count(up) or vector(0)) == 0",
    "x - Inf > 5 or x > 5",
    "x / 0 > 5",
    "x % 5 < 0",
    "-up < 0",
    "absent(up > 1)",
    "absent(up)",
    'x{state="used"} + ignoring (state) x{state="free"} > 5',
    'x{state="used"} + on (job) x{state="free"} > 5',
    'x{state="used"} or x{state="free"}',
    'x{state="used"} unless x{state="free"}',
    'sum(x{state="used"}) + sum(x{state="free"}) > 5',
    'a{job="x"} and on () b{job="y"}',
    'a{job=~"x|y", job!="x"} > 1',
    'a{job="x", job=~"x.*"} > 1',
    "not a query (",
]


@pytest.mark.parametrize("query", NEVER)
def test_what_nothing_fulfils_is_told(query: str) -> None:
    assert cannot_fire(query)


@pytest.mark.parametrize("query", MAY)
def test_what_something_may_fulfil_is_not(query: str) -> None:
    assert cannot_fire(query) == ""


def test_the_reason_ends_a_sentence() -> None:
    assert cannot_fire("up > 1") == "asks for a value from 0 to 1 > 1, which is never true"
    assert cannot_fire("x > 5 and x < 3") == "asks for more than 5 and less than 3 at once"
    assert cannot_fire('x{s="a"} + x{s="b"} > 5') == ('joins series with s="a" to series with s="b", which never meet')
