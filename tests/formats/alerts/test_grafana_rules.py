"""Grafana's alert rules: provisioning files, what the API lists, and the operator's resources."""

from __future__ import annotations

import json
from typing import Any

import pytest

from watchkeeper.domain.readiness.monitoring import AlertRule
from watchkeeper.formats.alerts.grafana_rules import parse_grafana_rules

QUERY = {"refId": "A", "datasourceUid": "prom", "model": {"expr": "pay_depth", "refId": "A"}}
REDUCE = {"refId": "B", "datasourceUid": "__expr__", "model": {"type": "reduce", "reducer": "last", "expression": "A"}}


def threshold(kind: str = "gt", params: Any = (5,), ref: str = "C", of: str = "B") -> dict[str, Any]:
    conditions = [{"evaluator": {"type": kind, "params": list(params)}, "query": {"params": [ref]}, "type": "query"}]
    model = {"type": "threshold", "expression": of, "conditions": conditions}
    return {"refId": ref, "datasourceUid": "__expr__", "model": model}


def rule(*data: dict[str, Any], condition: str = "C", **more: Any) -> dict[str, Any]:
    return {"uid": "u", "title": "Deep", "condition": condition, "for": "5m", "data": list(data), **more}


def read(*rules: dict[str, Any]) -> list[AlertRule]:
    group = {"orgId": 1, "name": "pay", "folder": "Payments", "interval": "30s", "rules": list(rules)}
    return list(parse_grafana_rules(json.dumps({"apiVersion": 1, "groups": [group]}).encode(), "rules.yaml").rules)


def test_a_provisioned_rule_with_a_reduction_and_a_threshold() -> None:
    settings = {"receiver": "pagers"}
    (found,) = read(rule(QUERY, REDUCE, threshold(), labels={"team": "pay"}, notification_settings=settings))
    assert (found.query, found.not_simulated) == ("(pay_depth) > 5", "")
    assert (found.name, found.group, found.wait, found.every) == ("Deep", "pay", 300, 30)
    assert found.labels == {"grafana_folder": "Payments", "team": "pay"}
    assert found.notifies == ("pagers",)


def classic(count: int) -> dict[str, Any]:
    condition = {"evaluator": {"type": "lt", "params": [1]}, "query": {"params": ["A"]}, "reducer": {"type": "last"}}
    model = {"type": "classic_conditions", "conditions": [condition] * count}
    return {"refId": "C", "datasourceUid": "-100", "model": model}


def math(text: str) -> dict[str, Any]:
    return {"refId": "C", "datasourceUid": "__expr__", "model": {"type": "math", "expression": text}}


@pytest.mark.parametrize(
    ("data", "query"),
    [
        ([QUERY, threshold("lt", [0.5], of="A")], "(pay_depth) < 0.5"),
        ([QUERY, threshold("gte", [1], of="$A")], "(pay_depth) >= 1"),
        ([QUERY, classic(1)], "(pay_depth) < 1"),
        ([QUERY, REDUCE, math("$B > 2")], "(pay_depth) > 2"),
        ([QUERY, REDUCE, math("${B} <= 1e3")], "(pay_depth) <= 1e3"),
    ],
)
def test_conditions_that_are_one_comparison(data: list[dict[str, Any]], query: str) -> None:
    (found,) = read(rule(*data))
    assert (found.query, found.not_simulated) == (query, "")


@pytest.mark.parametrize(
    "data",
    [
        [QUERY, REDUCE, threshold("within_range", [1, 5])],
        [QUERY, classic(2)],
        [QUERY, REDUCE, math("$B > 2 && $A < 3")],
        [QUERY, {**REDUCE, "model": {**REDUCE["model"], "reducer": "count"}}, threshold()],  # type: ignore[dict-item]
        [QUERY, threshold(of="C")],
        [{**QUERY, "refId": "C"}],
        [QUERY, {**QUERY, "refId": "D"}, REDUCE, threshold()],
    ],
)
def test_any_other_condition_is_kept_and_said_not_to_be_simulated(data: list[dict[str, Any]]) -> None:
    (found,) = read(rule(*data))
    assert "pay_depth" in found.query
    assert found.not_simulated == "its condition is Grafana's own arithmetic"


def test_a_query_of_another_data_source_says_which() -> None:
    loki = {"refId": "A", "model": {"expr": 'rate({app="x"}[5m])', "datasource": {"type": "loki", "uid": "l"}}}
    (found,) = read(rule(loki, threshold(of="A")))
    assert found.not_simulated == "its query is not PromQL (loki)"
    (bare,) = read(rule(threshold()))
    assert bare.not_simulated == "it asks no data source that is known"


def test_a_paused_rule_is_paused() -> None:
    assert [one.paused for one in read(rule(QUERY, threshold(of="A"), isPaused=True), rule(QUERY))] == [True, False]


def test_what_the_api_lists_and_one_rule_alone() -> None:
    listed = [rule(QUERY, threshold(of="A"), ruleGroup="pay", folderUID="f")] * 2
    found = parse_grafana_rules(json.dumps(listed).encode(), "rules.json").rules
    assert [one.group for one in found] == ["pay", "pay"]
    assert len(parse_grafana_rules(json.dumps(listed[0]).encode(), "rules.json").rules) == 1


def test_a_resource_of_grafanas_operator_and_an_unknown_version_of_it() -> None:
    resource = {
        "apiVersion": "grafana.integreatly.org/v1beta1", "kind": "GrafanaAlertRuleGroup", "metadata": {"name": "a"},
        "spec": {"interval": "5m", "folderRef": "f", "rules": [rule(QUERY, threshold(of="A"))]},
    }  # fmt: skip
    (found,) = parse_grafana_rules(json.dumps(resource).encode(), "rules.yaml").rules
    assert (found.name, found.every) == ("Deep", 300)
    later = {**resource, "apiVersion": "grafana.integreatly.org/v7"}
    unknown = parse_grafana_rules(json.dumps(later).encode(), "rules.yaml")
    assert unknown.rules == ()
    assert "grafana.integreatly.org/v7" in unknown.problems[0].message
