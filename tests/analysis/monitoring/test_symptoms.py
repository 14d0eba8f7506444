"""What an alert watches for."""

from __future__ import annotations

import pytest

from watchkeeper.analysis.monitoring.symptoms import Symptom, symptoms_of
from watchkeeper.domain.problems import Place
from watchkeeper.domain.readiness.monitoring import AlertRule


def symptoms(query: str, name: str = "A") -> frozenset[Symptom]:
    return symptoms_of(AlertRule(name, "prometheus", query, Place("rules.yml", 1)))


@pytest.mark.parametrize(
    ("query", "symptom"),
    [
        ("rate(pay_errors_total[5m]) > 1", "errors"),
        ('rate(http_requests_total{code=~"5.."}[5m]) > 1', "errors"),
        ('1 - sum(rate(http_requests_total{code!~"2.."}[5m])) > 0.1', "errors"),
        ('rate(envoy_http_downstream_rq_xx{envoy_response_code_class="5"}[5m]) > 1', "errors"),
        ('rate(jobs_total{outcome="failed"}[5m]) > 0', "errors"),
        ("histogram_quantile(0.9, rate(http_request_duration_seconds_bucket[5m])) > 1", "latency"),
        ("node_filesystem_free_bytes < 1e9", "saturation"),
        ("rate(http_requests_total[5m]) > 1000", "traffic"),
        ("absent(up)", "absence"),
        ("up == 0", "absence"),
        ("redis_up{job='a'} == 0", "absence"),
        ("sum(flink_running_jobs) < 1", "absence"),
        ("increase(pay_runs_total[1d]) < 1", "absence"),
        ("time() - pay_last_success_timestamp_seconds > 86400", "absence"),
        ("(time() - max(job_completion_time)) / 3600 > 24", "absence"),
        ("(count(redis_instance_info) or vector(0)) < 1", "other"),
        ("build_info offset 1h unless build_info", "absence"),
        ("absent_over_time(pay_up[5m]) or up == 2", "absence"),
        ("warmth > 30", "other"),
    ],
)
def test_one_symptom_at_least(query: str, symptom: Symptom) -> None:
    assert symptom in symptoms(query)


@pytest.mark.parametrize(
    "query", ["up > 0", "warmth == 0", 'rate(http_requests_total{code="200"}[5m]) > 1', "time() - pay_depth > 5"]
)
def test_what_is_no_absence_and_no_error(query: str) -> None:
    assert not symptoms(query) & {"absence", "errors"}


def test_a_query_that_cannot_be_read_is_judged_by_its_words() -> None:
    assert symptoms("avg:pay.errors{*} > 5", "Pay fails") >= {"errors"}
    assert symptoms("SELECT 1", "no data from pay") == {"absence"}
    assert symptoms("SELECT 1") == {"other"}
