"""What is collected and where alerts are sent: Prometheus' configuration and its operator's resources."""

from __future__ import annotations

import textwrap

from watchkeeper.formats.alerts.scrapes import Collected, parse_scrapes


def read(text: str) -> Collected:
    return parse_scrapes(textwrap.dedent(text).encode(), "monitoring.yml")


def test_a_configuration_with_all_that_is_asked_of_it() -> None:
    found = read(
        """
        global: {external_labels: {region: west}}
        rule_files: [rules/*.yml]
        alerting:
          alert_relabel_configs: [{regex: replica, action: labeldrop}]
          alertmanagers:
            - static_configs: [{targets: ["am-1:9093", "am-2:9093"]}]
            - kubernetes_sd_configs: [{role: pod}]
        scrape_configs:
          - job_name: pay
            static_configs: [{targets: ["pay:8080"]}]
          - job_name: pods
            kubernetes_sd_configs: [{role: pod}]
        """
    )
    (evaluator,) = found.evaluators
    assert evaluator.rule_files == ("rules/*.yml",)
    assert evaluator.alertmanagers == ("am-1:9093", "am-2:9093", "kubernetes_sd")
    assert (evaluator.external_labels, evaluator.selects) == ({"region": "west"}, None)
    (step,) = evaluator.relabels
    assert (step.action, step.regex, step.sources, step.separator, step.replacement) == (
        "labeldrop", "replica", (), ";", "$1",
    )  # fmt: skip
    assert [(scrape.job, scrape.targets) for scrape in found.scrapes] == [("pay", ("pay:8080",)), ("pods", ())]


def test_a_file_of_scrapes_alone_evaluates_nothing() -> None:
    found = read("scrape_configs: [{job_name: pay, static_configs: [{targets: ['pay:80']}]}]")
    assert (len(found.scrapes), found.evaluators) == (1, ())


def test_without_a_rule_selector_an_operators_prometheus_loads_nothing_with_an_empty_one_all() -> None:
    text = "apiVersion: monitoring.coreos.com/v1\nkind: Prometheus\nmetadata: {name: a}\nspec: %s\n"
    none, every, some, vague = (
        read(text % spec).evaluators[0]
        for spec in (
            "{alerting: {alertmanagers: [{name: main, namespace: m, port: web}]}}",
            "{ruleSelector: {}}",
            "{ruleSelector: {matchLabels: {role: alerts}}, externalLabels: {cluster: a}}",
            "{ruleSelector: {matchExpressions: [{key: role, operator: Exists}]}}",
        )
    )
    assert (none.selects_nothing, none.alertmanagers) == (True, ("main",))
    assert (every.selects_nothing, every.selects, every.vague) == (False, {}, False)
    assert (some.selects, some.external_labels) == ({"role": "alerts"}, {"cluster": "a"})
    assert vague.vague


def test_monitors_and_what_they_may_select() -> None:
    found = read(
        """
        apiVersion: monitoring.coreos.com/v1
        kind: ServiceMonitor
        metadata: {name: pay, namespace: shop}
        spec: {selector: {matchLabels: {app: pay}}, endpoints: [{port: web}]}
        ---
        apiVersion: monitoring.coreos.com/v1
        kind: Probe
        metadata: {name: front}
        spec: {targets: {staticConfig: {static: ["https://example.org"]}}}
        ---
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: pay, labels: {app: pay}}
        """
    )
    pay, probe = found.scrapes
    assert (pay.job, pay.selects, pay.namespace) == ("pay", {"app": "pay"}, "shop")
    assert probe.targets == ("https://example.org",)
    assert [(one.kind, one.name, one.labels) for one in found.workloads] == [("Deployment", "pay", {"app": "pay"})]


def test_a_config_map_holds_a_configuration() -> None:
    found = read(
        """
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: prometheus}
        data:
          prometheus.yml: |
            rule_files: [/etc/rules/*.yml]
            alerting: {alertmanagers: [{static_configs: [{targets: ["am:9093"]}]}]}
        """
    )
    assert found.evaluators[0].alertmanagers == ("am:9093",)
