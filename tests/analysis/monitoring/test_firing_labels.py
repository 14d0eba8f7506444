"""The labels of a firing alert, as Prometheus documents how they come about."""

from __future__ import annotations

import pytest

from watchkeeper.analysis.monitoring.firing_labels import FiringLabels, firing_labels
from watchkeeper.domain.problems import Place
from watchkeeper.domain.readiness.monitoring import AlertRule


def fire(query: str, labels: dict[str, str] | None = None, external: dict[str, str] | None = None) -> FiringLabels:
    rule = AlertRule("Down", "prometheus", query, Place("rules.yml", 4), labels=labels or {})
    return firing_labels(rule, external or {}, ("team", "service"))


@pytest.mark.parametrize(
    ("query", "service"),
    [
        ('up{service="pay"} == 0', "pay"),
        ('sum by (service) (rate(e_total{service="pay"}[5m])) > 1', "pay"),
        ('sum(rate(e_total{service="pay"}[5m])) > 1', False),
        ('sum without (service) (up{service="pay"}) > 1', False),
        ("sum by (service) (up) > 1", None),
        ('max by (job) (up{service="pay"}) > 0', False),
        ('absent(up{service="pay"})', "pay"),
        ('absent(sum(up{service="pay"}))', False),
        ('absent(up{service="pay", service=~"p.*"})', False),
        ('a{service="pay"} / on (job) b > 1', False),
        ('a{service="pay"} / ignoring (code) b > 1', "pay"),
        ('a * on (job) group_left (service) b{service="pay"} > 1', "pay"),
        ('label_replace(a, "service", "pay", "", "") > 1', None),
        ('label_replace(a, "service", "pay", "job", ".*") > 1', "pay"),
        ('label_replace(a{job="pay"}, "service", "$1", "job", "(.*)") > 1', "pay"),
        ('histogram_quantile(0.9, sum by (le, service) (rate(b{service="pay"}[5m]))) > 1', "pay"),
        ('topk(3, up{service="pay"}) > 0', "pay"),
        ('1 > up{service="pay"}', "pay"),
        ('up{service="pay"} == 0 or up{service="pay"} == 2', "pay"),
        ('up{service="pay"} == 0 or up{service="web"} == 0', None),
        ('up{service=""} == 0', False),
        ("vector(1)", False),
        ("vector(time()) > 5", False),
        ('count_values("service", up) > 1', None),
    ],
)
def test_where_a_query_keeps_drops_or_sets_a_label(query: str, service: str | bool | None) -> None:
    found = fire(query)
    told: str | bool | None = found.known.get("service")
    if "service" in found.dropped:
        told = False
    elif "service" in found.not_known:
        told = None
    assert told == service


def test_the_rules_own_labels_win_and_an_empty_one_takes_a_label_away() -> None:
    found = fire('up{team="a", service="b"} == 0', {"team": "pay", "service": ""})
    assert found.known == {"team": "pay", "alertname": "Down"}
    assert "service" in found.dropped


def test_the_name_of_the_alert_cannot_be_set() -> None:
    assert fire("up == 0", {"alertname": "Other"}).known["alertname"] == "Down"


def test_a_template_that_repeats_a_label_has_its_value_and_any_other_is_not_known() -> None:
    found = fire('up{job="pay"} == 0', {"service": "{{ $labels.job }}", "team": "{{ if gt $value 5.0 }}a{{ end }}"})
    assert found.known["service"] == "pay"
    assert found.not_known["team"].startswith("is a template: ")
    partly = fire('up{job="pay"} == 0', {"service": "{{ $labels.job }}-{{ $labels.zone }}"})
    assert "service" in partly.not_known


def test_what_the_server_adds_does_not_replace_what_is_there() -> None:
    found = fire("sum(up) == 0", {"team": "pay"}, {"team": "platform", "service": "all", "region": "west"})
    assert found.known == {"team": "pay", "service": "all", "region": "west", "alertname": "Down"}
    assert found.dropped == ()


def test_what_only_the_series_tell_is_not_known_whatever_the_server_adds() -> None:
    assert "service" in fire("up == 0", {}, {"service": "all"}).not_known


def test_a_query_that_cannot_be_read_leaves_the_rules_own_labels() -> None:
    found = fire("sum(", {"team": "pay", "service": "{{ $value }}"})
    assert found.known == {"alertname": "Down", "team": "pay"}
    assert list(found.not_known) == ["service"]
