"""Objectives: what OpenSLO, Sloth and Pyrra make alerts of, and what they do not."""

from __future__ import annotations

import textwrap

from watchkeeper.domain.readiness.monitoring import Watching
from watchkeeper.formats.alerts.openslo import GENERATED, parse_slos


def read(text: str) -> Watching:
    return parse_slos(textwrap.dedent(text).encode(), "slo.yaml")


OPENSLO = """
    apiVersion: openslo/v1
    kind: SLO
    metadata: {name: search-fast}
    spec:
      service: shop
      indicator:
        metadata: {name: fast}
        spec:
          ratioMetric:
            good: {metricSource: {type: Prometheus, spec: {query: 'sum(rate(search_seconds_bucket{le="0.5"}[5m]))'}}}
            total: {metricSource: {type: Prometheus, spec: {query: 'sum(rate(search_seconds_count[5m]))'}}}
      objectives: [{target: 0.99}]
      alertPolicies: %s
    """


def test_an_objective_of_openslo_with_a_policy_raises_alerts() -> None:
    (rule,) = read(OPENSLO % "[{alertPolicyRef: fast-burn}]").rules
    assert (rule.name, rule.family, rule.labels, rule.not_simulated) == (
        "search-fast", "openslo", {"service": "shop"}, GENERATED,
    )  # fmt: skip
    assert rule.query.startswith("sum(rate(search_seconds_bucket")


def test_without_a_policy_it_raises_none() -> None:
    assert read(OPENSLO % "[]").rules == ()
    assert read(OPENSLO.replace("alertPolicies: %s", "")).rules == ()


def test_an_unknown_version_is_told() -> None:
    found = read(OPENSLO.replace("openslo/v1", "openslo/v9") % "[{alertPolicyRef: a}]")
    assert found.rules == ()
    assert "openslo/v9" in found.problems[0].message


SLOTH = """
    %s
      service: shop
      labels: {owner: search}
      slos:
        - name: requests
          objective: 99.9
          sli: {events: {error_query: 'sum(rate(bad[{{.window}}]))', total_query: 'sum(rate(all[{{.window}}]))'}}
          alerting:
            name: ShopErrors
            labels: {category: availability}
            page_alert: {labels: {severity: page}}
            ticket_alert: {disable: true}
        - name: silent
          objective: 99
          sli: {raw: {error_ratio_query: '1'}}
    """


def test_a_file_and_a_resource_of_sloth_page_and_do_not_file_a_ticket() -> None:
    plain = SLOTH.replace("%s", 'version: "prometheus/v1"').replace("\n      ", "\n    ")
    resource = SLOTH % "apiVersion: sloth.slok.dev/v1\n    kind: PrometheusServiceLevel\n    spec:"
    for text in (plain, resource.replace("pageAlert", "page_alert")):
        (rule,) = read(text).rules
        assert rule.name == "ShopErrors"
        assert rule.labels == {
            "sloth_service": "shop", "sloth_slo": "requests", "sloth_severity": "page", "category": "availability",
            "severity": "page",
        }  # fmt: skip
        assert rule.query == "sum(rate(bad[{{.window}}]))"


PYRRA = """
    apiVersion: pyrra.dev/v1alpha1
    kind: ServiceLevelObjective
    metadata:
      name: checkout
      labels: {pyrra.dev/team: pay, prometheus: k8s}
    spec:
      target: "99.5"
      window: 4w
      indicator: {ratio: {errors: {metric: 'http_requests_total{code=~"5.."}'}, total: {metric: http_requests_total}}}
      alerting: %s
    """


def test_an_objective_of_pyrra_carries_the_labels_that_it_propagates() -> None:
    (rule,) = read(PYRRA % "{}").rules
    assert (rule.name, rule.labels) == ("ErrorBudgetBurn", {"slo": "checkout", "team": "pay"})
    (named,) = read(PYRRA % "{name: CheckoutBurns}").rules
    assert named.name == "CheckoutBurns"
    assert read(PYRRA % "{disabled: true}").rules == ()
