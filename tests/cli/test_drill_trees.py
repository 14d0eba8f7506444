"""The drill on trees as teams have them: an operator's resources in a cluster, and Grafana's provisioning."""

from __future__ import annotations

import json
from typing import Any

import pytest

from watchkeeper.cli.main import run

ADA = "Ada <ada@x.example>"
PEOPLE = """\
people:
  - {id: ada, name: Ada, emails: [ada@x.example], logins: {github: ada, pager: P1}, zone: Europe/Berlin}
  - {id: ben, name: Ben, emails: [ben@x.example], logins: {github: ben, pager: P2}, zone: Europe/Berlin}
"""
POLICY = "version: 1\npeople: people.yaml\n"
PAGER = {
    "exported_at": "2026-11-20T00:00:00Z",
    "users": [
        {"id": f"P{n}", "name": name, "contact_methods": [{"id": f"C{n}", "type": "phone_contact_method"}]}
        for n, name in ((1, "Ada"), (2, "Ben"))
    ],
    "escalation_policies": [{"id": "E", "name": "shop", "escalation_rules": [
        {"escalation_delay_in_minutes": 5, "targets": [{"id": f"P{n}", "type": "user_reference"}]} for n in (1, 2)]}],
    "services": [{"id": "PSHOP", "name": "checkout", "status": "active", "escalation_policy": {"id": "E"},
                  "integrations": [{"id": "I", "integration_key": "a1b2"}]}],
}  # fmt: skip
OPERATOR = {
    "app/catalog-info.yaml": """\
apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: checkout
  annotations: {watchkeeper.dev/promise: 24x7, watchkeeper.dev/tier: "2", pagerduty.com/service-id: PSHOP}
spec: {type: service, lifecycle: production, owner: user:default/ada}
""",
    "app/main.go": """\
package main
var opts = prometheus.CounterOpts{Namespace: "checkout", Name: "errors_total"}
var errs = prometheus.NewCounterVec(opts, []string{"code"})
""",
    "k8s/app.yaml": """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: checkout, namespace: shop, labels: {app.kubernetes.io/name: checkout}}
spec:
  template:
    metadata: {labels: {app.kubernetes.io/name: checkout}}
    spec: {containers: [{name: checkout, image: x, ports: [{name: web, containerPort: 80}]}]}
---
apiVersion: v1
kind: Service
metadata: {name: checkout, namespace: shop, labels: {app.kubernetes.io/name: checkout}}
spec: {selector: {app.kubernetes.io/name: checkout}, ports: [{name: web, port: 80}]}
---
apiVersion: monitoring.coreos.com/v1
kind: ServiceMonitor
metadata: {name: checkout, namespace: shop, labels: {release: kps}}
spec:
  selector: {matchLabels: {app.kubernetes.io/name: checkout}}
  endpoints: [{port: web}]
---
apiVersion: monitoring.coreos.com/v1
kind: PrometheusRule
metadata: {name: checkout, namespace: shop, labels: {release: kps}}
spec:
  groups:
    - name: checkout
      rules:
        - alert: CheckoutErrors
          expr: sum by (namespace) (rate(checkout_errors_total{code="500"}[5m])) > 1
          for: 5m
          labels: {severity: critical, service: checkout}
          annotations: {runbook_url: docs/checkout.md}
---
apiVersion: monitoring.coreos.com/v1alpha1
kind: AlertmanagerConfig
metadata: {name: shop, namespace: shop}
spec:
  route:
    receiver: pager
    groupBy: [alertname]
    matchers: [{name: severity, value: critical, matchType: "="}]
  receivers:
    - name: pager
      pagerdutyConfigs:
        - routingKey: {name: pd, key: routing-key}
""",
    "k8s/monitoring.yaml": """\
apiVersion: monitoring.coreos.com/v1
kind: Prometheus
metadata: {name: main, namespace: monitoring}
spec:
  ruleSelector: {matchLabels: {release: kps}}
  serviceMonitorSelector: {matchLabels: {release: kps}}
  alerting: {alertmanagers: [{name: alertmanager, namespace: monitoring, port: web}]}
---
apiVersion: monitoring.coreos.com/v1
kind: Alertmanager
metadata: {name: main, namespace: monitoring}
spec: {alertmanagerConfigSelector: {}}
""",
}
GRAFANA = {
    "app/catalog-info.yaml": """\
apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: checkout
  annotations:
    watchkeeper.dev/promise: 24x7
    watchkeeper.dev/tier: "2"
    backstage.io/source-location: url:./app
spec: {type: service, lifecycle: production, owner: user:default/ada}
""",
    "app/server.ts": """\
import client from "prom-client";
const errors = new client.Counter({ name: "checkout_errors_total", help: "e", labelNames: ["route"] });
""",
    "grafana/alerting/rules.yaml": """\
apiVersion: 1
groups:
  - orgId: 1
    name: checkout
    folder: shop
    interval: 1m
    rules:
      - uid: a1
        title: CheckoutErrors
        condition: B
        for: 5m
        labels: {team: shop, service: checkout, severity: critical}
        annotations: {runbook_url: app/RUNBOOK.md}
        data:
          - refId: A
            relativeTimeRange: {from: 600, to: 0}
            datasourceUid: prom
            model: {refId: A, expr: 'sum(rate(checkout_errors_total[5m]))', instant: true}
          - refId: B
            datasourceUid: __expr__
            model: {refId: B, type: threshold, expression: A, conditions: [{evaluator: {type: gt, params: [1]}}]}
""",
    "grafana/alerting/contact.yaml": """\
apiVersion: 1
contactPoints:
  - orgId: 1
    name: shop-pager
    receivers:
      - uid: x
        type: pagerduty
        settings: {integrationKey: abcdefabcdefabcdefabcdefabcdefab}
  - orgId: 1
    name: mail
    receivers: [{uid: y, type: email, settings: {addresses: a@x.example}}]
""",
    "grafana/alerting/policies.yaml": """\
apiVersion: 1
policies:
  - orgId: 1
    receiver: mail
    group_by: [alertname]
    routes:
      - receiver: shop-pager
        object_matchers: [[team, "=", shop]]
        mute_time_intervals: [nights]
""",
    "grafana/alerting/mutes.yaml": """\
apiVersion: 1
muteTimes:
  - orgId: 1
    name: nights
    time_intervals:
      - times: [{start_time: "00:00", end_time: "06:00"}]
        location: Europe/Berlin
""",
}


def drill(repo: Any, capsys: pytest.CaptureFixture[str], files: dict[str, str], pager: Any = PAGER) -> dict[str, Any]:
    """The drill of `checkout` on a Sunday at two, by the JSON; `links` by their names."""
    repo.commit({
        **files, "people.yaml": PEOPLE, ".watchkeeper.yaml": POLICY, "docs/checkout.md": "# CheckoutErrors\n",
        "pager.json": json.dumps(pager), "app/RUNBOOK.md": "# CheckoutErrors\n",
    }, "Start", ADA)  # fmt: skip
    words = ["drill", "checkout", "--repo", str(repo.path), "--as-of", "2026-11-23T00:00:00Z"]
    assert run([*words, "--at", "2026-11-29T01:00:00Z", "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    return {**found, "links": {link["link"]: link for link in found["links"]}}


def test_a_query_that_takes_the_namespace_away_never_gets_past_the_operators_route(
    repo: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    taken = {**OPERATOR, "k8s/app.yaml": OPERATOR["k8s/app.yaml"].replace("sum by (namespace) (", "sum(")}
    found = drill(repo, capsys, taken)
    assert found["broken"] == "alert-labels"
    assert "takes away the label namespace" in found["links"]["alert-labels"]["evidence"]["says"]
    assert found["links"]["route"]["state"] == "unknown"


def test_the_namespace_of_its_monitor_leads_through_the_operators_route_to_a_person(
    repo: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    found = drill(repo, capsys, OPERATOR)
    assert "namespace=shop" in found["links"]["alert-labels"]["evidence"]["says"]
    assert found["links"]["route"]["state"] == "holds"
    assert found["links"]["credential"]["rung"] == "declared", "the key is in a secret"
    assert found["broken"] == "customer-impact"
    assert found["person"]["name"] == "Ada"


def test_policies_contact_points_and_mute_timings_of_grafana_stand_in_files_of_their_own(
    repo: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    found = drill(repo, capsys, GRAFANA)
    states = {name: link["state"] for name, link in found["links"].items()}
    assert (states["delivery"], states["route"], states["receiver"]) == ("holds", "holds", "holds")
    assert states["time"] == "broken"
    assert found["links"]["time"]["evidence"]["says"] == "held back at this hour: nights"
    assert found["broken"] == "scrape", "who collects is told nowhere"
    assert not found["problems"]


CALENDAR = """\
BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//x//rota//EN
X-WR-CALNAME:Checkout
BEGIN:VEVENT
UID:1@x.example
DTSTAMP:20261120T000000Z
DTSTART;TZID=Europe/Berlin:20260105T090000
DTEND;TZID=Europe/Berlin:20260112T090000
RRULE:FREQ=WEEKLY
SUMMARY:Ada
ATTENDEE:mailto:ada@x.example
END:VEVENT
END:VCALENDAR
"""
CALENDAR_ALONE = {
    "app/catalog-info.yaml": OPERATOR["app/catalog-info.yaml"],
    "app/main.go": OPERATOR["app/main.go"],
    "ops/rota.ics": CALENDAR.replace("\n", "\r\n"),
    "ops/alertmanager.yml": "route: {receiver: og}\nreceivers:\n- name: og\n  opsgenie_configs: [{api_key: a1}]\n",
    "ops/rules.yml": (
        "groups:\n- name: c\n  rules:\n  - alert: CheckoutErrors\n    expr: sum(rate(checkout_errors_total[5m])) > 1\n"
        "    labels: {severity: critical, service: checkout}\n"
    ),
}


def test_a_calendar_without_any_export_tells_who_is_called_first(repo: Any, capsys: pytest.CaptureFixture[str]) -> None:
    repo.commit({"pager.json": "{}"}, "Nothing", ADA)
    found = drill(repo, capsys, CALENDAR_ALONE, {})
    states = {name: (link["state"], link["rung"]) for name, link in found["links"].items()}
    assert states["credential"] == ("holds", "declared")
    assert states["pager-service"][0] == "unknown"
    assert states["escalation"][0] == "unknown"
    assert states["on-call"] == ("holds", "simulated")
    assert found["person"]["name"] == "Ada"
