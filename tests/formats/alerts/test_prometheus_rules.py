"""Files of rules as Prometheus documents them, resources that hold such groups, and what keeps them from loading."""

from __future__ import annotations

import json
import textwrap
from pathlib import Path

import pytest

from tests.promtool import needs_promtool, takes
from watchkeeper.domain.readiness.monitoring import Watching
from watchkeeper.formats.alerts.prometheus_rules import parse_prometheus_rules
from watchkeeper.formats.alerts.reading import NOT_RENDERED


def read(text: str) -> Watching:
    return parse_prometheus_rules(textwrap.dedent(text).encode(), "rules.yml")


WHOLE = """
    groups:
      - name: pay
        interval: 30s
        labels: {team: payments}
        rules:
          - record: job:pay_errors:rate5m
            expr: sum by (job) (rate(pay_errors_total[5m]))
          - alert: PayErrors
            expr: |
              job:pay_errors:rate5m > 1
            for: 1m30s
            keep_firing_for: 5m
            labels: {severity: page}
            annotations:
              summary: "{{ $labels.job }} fails {{ $value }} times a second"
    """


def test_a_file_with_all_that_a_rule_can_have() -> None:
    found = read(WHOLE)
    (rule,), (recording,) = found.rules, found.recordings
    assert (rule.name, rule.query, rule.wait, rule.every) == ("PayErrors", "job:pay_errors:rate5m > 1", 90, 30)
    assert rule.labels == {"team": "payments", "severity": "page"}
    assert rule.annotations["summary"].startswith("{{ $labels.job }}")
    assert (rule.place.line, rule.group, rule.resource, rule.refused) == (9, "pay", None, "")
    assert (recording.name, recording.labels) == ("job:pay_errors:rate5m", {"team": "payments"})
    assert found.problems == ()


def test_the_same_file_as_json_with_tabs() -> None:
    group = {"name": "pay", "rules": [{"alert": "Down", "expr": "up == 0"}]}
    found = parse_prometheus_rules(json.dumps({"groups": [group]}, indent="\t").encode(), "rules.json")
    assert [rule.name for rule in found.rules] == ["Down"]


def test_a_resource_of_the_operator_and_a_list_of_them() -> None:
    resource = """
        apiVersion: monitoring.coreos.com/v1
        kind: PrometheusRule
        metadata: {name: pay, labels: {release: main}}
        spec:
          groups:
            - {name: a, rules: [{alert: Down, expr: up == 0}]}
        """
    (rule,) = read(resource).rules
    assert (rule.kind, rule.resource, rule.every) == ("PrometheusRule", {"release": "main"}, 60)
    whole = json.dumps({"apiVersion": "v1", "kind": "List", "items": [
        {"apiVersion": "monitoring.coreos.com/v1", "kind": "PrometheusRule", "metadata": {"name": str(at)},
         "spec": {"groups": [{"name": "a", "rules": [{"alert": f"A{at}", "expr": "up == 0"}]}]}}
        for at in range(3)
    ]})  # fmt: skip
    assert [rule.name for rule in read(whole).rules] == ["A0", "A1", "A2"]


@pytest.mark.parametrize(
    ("kind", "version"),
    [
        ("AlertingRule", "monitoring.openshift.io/v1"),
        ("Rules", "monitoring.googleapis.com/v1"),
        ("ClusterRules", "monitoring.googleapis.com/v1"),
        ("GlobalRules", "monitoring.googleapis.com/v1"),
        ("VMRule", "operator.victoriametrics.com/v1beta1"),
    ],
)
def test_resources_of_other_operators_hold_the_same_groups(kind: str, version: str) -> None:
    text = f"apiVersion: {version}\nkind: {kind}\nspec: {{groups: [{{name: a, rules: [{{alert: X, expr: up}}]}}]}}\n"
    (rule,) = read(text).rules
    assert (rule.name, rule.kind) == ("X", kind)


def test_a_version_that_is_not_known_is_told_and_not_read() -> None:
    found = read(
        """
        apiVersion: monitoring.coreos.com/v9
        kind: PrometheusRule
        spec: {groups: [{name: a, rules: [{alert: X, expr: up}]}]}
        """
    )
    assert found.rules == ()
    (problem,) = found.problems
    assert "monitoring.coreos.com/v9" in problem.message
    assert problem.place is not None
    assert problem.place.line == 2


def test_a_config_map_holds_files_whose_lines_are_those_of_the_whole() -> None:
    found = read(
        """
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: rules}
        data:
          readme.md: "groups: none"
          alerts.yml: |
            groups:
              - name: a
                rules:
                  - alert: Down
                    expr: up == 0
        """
    )
    (rule,) = found.rules
    assert (rule.name, rule.place.line, rule.kind) == ("Down", 11, "")
    assert found.problems == ()


def test_prometheus_reads_only_the_first_document_of_a_file() -> None:
    found = read(
        """
        groups: [{name: a, rules: [{alert: First, expr: up == 0}]}]
        ---
        groups: [{name: b, rules: [{alert: Second, expr: up == 0}]}]
        """
    )
    first, second = found.rules
    assert (first.refused, bool(second.refused)) == ("", True)


def test_a_template_of_a_chart_is_said_and_not_guessed() -> None:
    for text in (
        "groups:\n{{- if .Values.alerts }}\n  - name: a\n{{- end }}\n",
        "groups:\n  - name: a\n    rules:\n      - alert: A\n        expr: up > {{ .Values.most }}\n",
        'groups:\n  - name: a\n    rules:\n      - {alert: A, expr: up, annotations: {a: "{{`{{ $value }}`}}"}}\n',
        'groups:\n  - name: a\n    rules:\n      - alert: A\n        expr: {{ include "expr" . }}\n',
    ):
        found = read(text)
        assert found.rules == ()
        assert [problem.message for problem in found.problems] == [NOT_RENDERED]


def test_a_template_of_prometheus_at_the_start_of_a_line_is_no_chart() -> None:
    found = read(
        """
        groups:
          - name: a
            rules:
              - alert: A
                expr: up == 0
                annotations:
                  description: |-
                    {{ range query "up == 0" }}
                    {{ .Labels.instance }}
                    {{ end }}
        """
    )
    assert len(found.rules) == 1
    assert found.problems == ()


def test_rules_that_stand_in_a_charts_values_are_not_read_and_this_is_told() -> None:
    found = read("prometheusRule:\n  rules:\n    - {alert: A, expr: up == 0}\n    - {alert: B, expr: up == 0}\n")
    (problem,) = found.problems
    assert problem.message.startswith("holds 2 rules")
    assert found.rules == ()


RULE = "groups: [{name: a, rules: [{alert: Good, expr: up == 0}, %s]}]"
REFUSED = {
    "both": RULE % "{alert: A, record: 'b', expr: up}",
    "neither": RULE % "{expr: up}",
    "no query": RULE % "{alert: A}",
    "no length of time": RULE % "{alert: A, expr: up, for: 5 minutes}",
    "an unknown key": RULE % "{alert: A, expr: up, fro: 5m}",
    "for of a recording": RULE % "{record: 'b', expr: up, for: 5m}",
    "annotations of a recording": RULE % "{record: 'b', expr: up, annotations: {a: b}}",
    "a label that is the name": RULE % "{alert: A, expr: up, labels: {__name__: b}}",
    "a template that is not closed": RULE % "{alert: A, expr: up, annotations: {a: '{{ $value'}}",
    "a variable that there is not": RULE % "{alert: A, expr: up, labels: {a: '{{ $label.job }}'}}",
    "a name twice": "groups: [{name: a, rules: [{alert: Good, expr: up == 0}]}, {name: a, rules: []}]",
    "no name": "groups: [{rules: [{alert: Good, expr: up == 0}]}]",
    "an unknown key of a group": "groups: [{name: a, every: 1m, rules: [{alert: Good, expr: up == 0}]}]",
    "a key twice": "groups: [{name: a, rules: [{alert: Good, alert: Good, expr: up == 0}]}]",
}
TEMPLATE = RULE % "{alert: A, expr: up, annotations: {a: '%s'}}"
TAKEN = {
    "a variable of its own": TEMPLATE % "{{ $x := .Value }}{{ $x }}",
    "a range over results": TEMPLATE % "{{ range $i, $s := query `up` }}{{ $s.Value }}{{ end }}",
    "a dollar in a text of a template": TEMPLATE % r"""{{ query "up{a=\"$b\"}" }}""",
    "the whole of it": TEMPLATE % "{{ with $ }}{{ .Value }}{{ end }}",
    "zero": RULE % "{alert: A, expr: up, for: 0s}",
    "no rules": "groups: [{name: b}, {name: a, rules: [{alert: Good, expr: up == 0}]}]",
}


@pytest.mark.parametrize("what", REFUSED)
def test_one_fault_keeps_every_rule_of_the_file_out(what: str) -> None:
    found = read(REFUSED[what])
    assert found.problems
    assert all(problem.place and problem.place.line == 1 for problem in found.problems)
    good = [rule for rule in found.rules if rule.name == "Good"]
    assert good
    assert all(found.problems[0].message in rule.refused for rule in good)


@pytest.mark.parametrize("what", TAKEN)
def test_what_is_allowed_is_no_fault(what: str) -> None:
    found = read(TAKEN[what])
    assert found.problems == ()
    assert all(rule.refused == "" for rule in found.rules)


@needs_promtool
@pytest.mark.parametrize("what", [*REFUSED, *TAKEN])
def test_promtool_says_the_same(what: str, tmp_path: Path) -> None:
    assert takes(tmp_path, {**REFUSED, **TAKEN}[what]) is (what in TAKEN)


def test_thirty_thousand_rules_are_read_in_part_and_told() -> None:
    rules = "\n".join(f"  - {{alert: A{at}, expr: up}}" for at in range(12_000))
    found = parse_prometheus_rules(f"groups:\n- name: a\n  rules:\n{rules}\n".encode(), "rules.yml")
    assert len(found.rules) == 10_000
    assert "only the first 10,000" in found.problems[-1].message
