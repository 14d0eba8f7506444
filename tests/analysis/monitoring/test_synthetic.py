"""Series that are made up, judged by what promtool makes of them; and bounds on what is made up."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.analysis.monitoring.random_queries import World
from tests.promtool import needs_promtool
from watchkeeper.analysis.monitoring.impossible import cannot_fire
from watchkeeper.analysis.monitoring.synthetic import LONGEST, MOST_TRIES, attempts
from watchkeeper.domain.problems import Place
from watchkeeper.domain.readiness.monitoring import AlertRule
from watchkeeper.evidence.monitoring.promtool import find_promtool

FIRES = [
    "up == 0",
    "x > 5",
    "x < -5",
    "5 < x",
    "x >= 0",
    "x != 3",
    "absent(up{job='pay'})",
    "absent_over_time(up[10m])",
    "absent(up == 1) or up == 2",
    "sum(rate(e_total[5m])) by (job) > 1",
    'sum(rate(r_total{code=~"5.."}[5m])) / sum(rate(r_total[5m])) > 0.05',
    'sum by (job) (rate(r_total{code="200"}[5m])) / sum by (job) (rate(r_total[5m])) < 0.99',
    '1 - sum(rate(r_total{code!~"5.."}[5m])) / sum(rate(r_total[5m])) > 0.1',
    "100 * (total - used) / total < 10",
    "free / (free + used) * 100 < 20 and (free + used) > 0",
    "rate(a_total[5m]) == 0 and (rate(a_total[5m]) + rate(b_total[5m])) > 0",
    "increase(e_total[1h]) > 3",
    "histogram_quantile(0.99, sum by (le) (rate(w_bucket[5m]))) > 2",
    "histogram_quantile(0.5, rate(w_bucket[5m])) < 0.1",
    "predict_linear(free[6h], 4 * 3600) < 0 and free / size < 0.4",
    "deriv(x[10m]) > 3",
    "delta(x[30m]) < -10",
    "changes(x[10m]) > 5",
    "resets(x[1h]) > 2",
    "count_over_time(x[5m]) > 100",
    "sum_over_time(x[10m]) > 50",
    "stddev_over_time(x[10m]) > 4",
    "avg_over_time(x[1h:5m]) > 3",
    "max_over_time(rate(e_total[5m])[1h:1m]) > 2",
    "time() - done_timestamp_seconds > 90000",
    "time() - done_timestamp_seconds > 1800 and done_timestamp_seconds > 0",
    "expires_timestamp_seconds - time() < 86400",
    "count(up == 0) by (job) > 3",
    "count(up == 0) / count(up) > 0.5",
    "sum(up) < 2",
    "sum(up == 1) by (job) > 2",
    "count(count by (version) (build_info)) > 1",
    "stddev(x) > 10",
    "count_values('v', x) > 1",
    "max(x) - min(x) > 5",
    "avg(x) * 2 < max(x)",
    "min(x) != max(x)",
    "topk(3, x) > 1",
    "quantile(0.9, x) > 1",
    "x > on (job) group_left () y",
    "a * on (instance) group_left (nodename) b > 3",
    'a{job=~".*web.*"} / limit * 100 > 80',
    "x offset 1h > 5",
    "x - x offset 1h > 5",
    "x / (x offset 1d) < 0.5",
    "build_info offset 1h unless build_info",
    "x > 5 unless on (job) y",
    "up == 0 unless on (job) (sum by (job) (up) == 0)",
    "x > bool 3 == 1",
    "abs(x) > 3 or -x > 5",
    "ln(x) > 3",
    "clamp_max(x, 10) > 5",
    'label_replace(x, "a", "$1", "b", "(.*)") > 3',
    "x % 2 == 0",
    "x ^ 2 > 9",
    "vector(1)",
    "vector(5) > 3",
    "vector(time()) > 5",
    '{__name__=~"a|b"} > 3',
    "round(x, 5) > 3",
    "scalar(x) * y > 3",
]  # fmt: skip


@needs_promtool
def test_each_kind_of_condition_is_made_to_fire() -> None:
    promtool = find_promtool()
    assert promtool
    rules = [AlertRule(f"A{at}", "prometheus", query, Place("a.yml", at), wait=600) for at, query in enumerate(FIRES)]
    trials = promtool.fire(rules, ("team",))
    assert {rule.query: trial.why for rule, trial in zip(rules, trials, strict=True) if not trial.fired} == {}


@needs_promtool
@pytest.mark.parametrize("seed", range(2))
def test_what_fires_is_never_said_to_be_impossible(seed: int) -> None:
    promtool = find_promtool()
    assert promtool
    world = World(seed)
    queries = [world.query() for _ in range(60)]
    rules = [AlertRule(f"A{at}", "prometheus", query, Place("a.yml", at)) for at, query in enumerate(queries)]
    fired = [rule.query for rule, trial in zip(rules, promtool.fire(rules, ()), strict=True) if trial.fired]
    assert len(fired) > 10
    assert [query for query in fired if cannot_fire(query)] == []


@pytest.mark.parametrize(
    ("query", "why"),
    [
        ("hour() > 20 and x > 5", "time of day"),
        ("info(x) > 3", "info()"),
        ("count(x) > 5000", "counts 5,500 things"),
        ("x offset 3y > 5", "days back"),
        ("max_over_time(x[52w]) > rate(y_total[2m])", "days back"),
        ("sum(", "cannot be read"),
        ('x{a!~".*"} > 3', "picks no series"),
    ],
)
def test_what_cannot_be_made_up_says_why(query: str, why: str) -> None:
    found = attempts(AlertRule("A", "prometheus", query, Place("a.yml", 1)))
    assert isinstance(found, str)
    assert why in found


@given(seed=st.integers(0, 10**9), wait=st.floats(0, 10**7))
def test_what_is_made_up_is_bounded(seed: int, wait: float) -> None:
    began = time.perf_counter()
    found = attempts(AlertRule("A", "prometheus", World(seed).query(), Place("a.yml", 1), wait=wait), ("team",))
    assert time.perf_counter() - began < 2
    if isinstance(found, tuple):
        assert len(found) <= MOST_TRIES
        assert all(one.end / one.every <= LONGEST and len(one.series) < 500 for one in found)
