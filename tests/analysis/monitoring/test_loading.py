"""One query that cannot be read keeps every rule of its file out, and no rule of another."""

from __future__ import annotations

from watchkeeper.analysis.monitoring.loading import query_fault, refuse_together
from watchkeeper.domain.problems import Place
from watchkeeper.domain.readiness.monitoring import AlertRule, Recording

FIRST, SECOND = Place("a.yml", 1, 1), Place("a.yml", 40, 1)


def rule(name: str, query: str, body: Place | None = FIRST) -> AlertRule:
    return AlertRule(name, "prometheus", query, Place("a.yml", 9), body=body)


def test_the_file_is_refused_with_the_rule_that_is_wrong() -> None:
    recording = Recording("job:a", "sum(up)", (), {}, Place("a.yml", 3), FIRST)
    alerts, (record,) = refuse_together(
        [rule("Good", "up == 0"), rule("Bad", "up = = 0"), rule("Other", "up == 0", SECOND)], [recording]
    )
    assert [bool(one.refused) for one in alerts] == [True, True, False]
    assert record.refused == alerts[0].refused
    assert alerts[0].refused.startswith("the query of Bad is no PromQL that can be read")
    assert "a.yml:9" in alerts[0].refused


def test_a_fault_that_is_known_already_stays() -> None:
    before = AlertRule("A", "prometheus", "up", Place("a.yml", 9), body=FIRST, refused="a group has no name")
    ((after,), _) = refuse_together([before, rule("Bad", "(")][:1], [])
    assert after.refused == "a group has no name"


def test_a_variable_of_a_dashboard_is_a_fault_of_a_rule_and_none_in_grafana() -> None:
    query = "rate(a_total[$__rate_interval]) > 1"
    assert "variable of a dashboard" in query_fault(rule("A", query))
    assert query_fault(AlertRule("A", "grafana", query, Place("a.yml", 1))) == ""
    assert query_fault(rule("A", 'label_replace(up, "a", "$1", "b", "(.*)") == 0')) == ""
