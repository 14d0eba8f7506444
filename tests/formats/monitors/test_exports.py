"""Exports of monitors, shaped as the services document them; made up here, none comes from an account."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchkeeper.domain.problems import UsageError
from watchkeeper.domain.readiness.monitoring import AlertRule
from watchkeeper.formats.monitors.reading import parse_exported_monitors, source_of


def read(value: object, file: str = "export.json") -> tuple[AlertRule, ...]:
    return parse_exported_monitors(json.dumps(value, indent=1).encode(), file)


def ways(rule: AlertRule) -> list[str]:
    return [f"{way.kind} {way.target} {way.paging}" for way in rule.ways]


DATADOG = [
    {"id": 1, "name": "Pay is slow", "type": "query alert", "query": "avg(last_5m):avg:pay.latency{service:pay} > 2",
     "message": "@pagerduty-pay", "tags": ["service:pay"], "options": {"notify_no_data": False, "silenced": {}}},
    {"id": 2, "name": "Muted", "type": "service check", "query": '"http.can_connect".over("service:web")',
     "message": "", "tags": [], "options": {"silenced": {"*": None}}},
]  # fmt: skip


def test_datadog() -> None:
    slow, muted = read(DATADOG)
    assert (slow.name, slow.labels, slow.wait, ways(slow)) == (
        "Pay is slow",
        {"service": "pay"},
        300,
        ["pagerduty pay page"],
    )
    assert slow.place.line == 4
    assert (muted.paused, muted.ways, muted.matchers, muted.watches) == (True, (), {"service": "web"}, ("absence",))


@pytest.mark.parametrize(
    ("query", "seconds"),
    [
        ("avg(last_5m):avg:a.b{*} > 1", 300),
        ("sum(last_1d):sum:a.errors{*}.as_count() > 1", 0),
        ("sum(last_4h):sum:a.runs{*}.as_count() < 1", 14_400),
        ("max(last_30m):max:a.b{*} >= 1", 0),
        ("min(last_30m):max:a.b{*} >= 1", 1_800),
        ("change(avg(last_5m),last_1h):a.b{*} > 1", 0),
    ],
)
def test_a_window_delays_only_what_has_to_last(query: str, seconds: float) -> None:
    (rule,) = read([{**DATADOG[0], "query": query}])
    assert rule.wait == seconds


def test_what_a_query_leaves_out_is_not_what_it_is_about() -> None:
    (rule,) = read([{**DATADOG[0], "query": 'logs("NOT service:web -service:shop service:pay").index("*") > 5'}])
    assert rule.matchers == {"service": "pay"}


def test_sentry_rules_about_issues() -> None:
    value = [{
        "id": "7", "name": "New error",
        "conditions": [{"id": "x.FirstSeenEventCondition", "name": "A new issue is created"}],
        "filters": [{"id": "x.Level", "name": "level is error"}], "actionMatch": "any", "frequency": 30,
        "environment": "production", "projects": ["pay"], "status": "active",
        "actions": [
            {"id": "sentry.integrations.pagerduty.notify_action.PagerDutyNotifyServiceAction", "service": "42"},
            {"id": "sentry.mail.actions.NotifyEmailAction", "targetType": "IssueOwners"},
            {"id": "sentry.integrations.jira.notify_action.JiraCreateTicketAction"},
        ],
    }]  # fmt: skip
    (rule,) = read(value)
    assert (rule.name, rule.family, rule.labels) == ("New error", "sentry", {"service": "pay", "env": "production"})
    assert ways(rule) == ["pagerduty 42 page", "email IssueOwners notice"]
    assert rule.not_simulated == "Sentry evaluates it; only where level is error"
    assert not rule.paused


def test_sentry_rules_about_metrics_follow_the_critical_trigger() -> None:
    def trigger(label: str, *actions: dict[str, Any]) -> dict[str, Any]:
        return {"label": label, "alertThreshold": 100, "actions": list(actions)}

    slack = {"type": "slack", "targetType": "specific", "inputChannelId": "C1"}
    pager = {"type": "opsgenie", "targetType": "specific", "targetIdentifier": "team-9"}
    value = [{"id": "1", "name": "Many errors", "aggregate": "count()", "query": "level:error", "dataset": "events",
              "timeWindow": 10, "thresholdType": 0, "projects": ["a", "b"],
              "triggers": [trigger("warning", slack), trigger("critical", pager)]}]  # fmt: skip
    (rule,) = read(value)
    assert (rule.query, rule.wait, rule.labels) == ("count() level:error > 100", 600, {})
    assert ways(rule) == ["opsgenie team-9 page"]


def test_google_uptime_checks() -> None:
    value = {"uptimeCheckConfigs": [{
        "name": "projects/p/uptimeCheckConfigs/home", "displayName": "home", "period": "300s",
        "monitoredResource": {"type": "uptime_url", "labels": {"host": "example.com"}},
        "httpCheck": {"path": "/up"}}]}  # fmt: skip
    (rule,) = read(value)
    assert (rule.query, rule.every, rule.watches) == ("example.com/up", 300, ("absence",))
    assert [way.paging for way in rule.ways] == ["unknown"]


def test_uptimerobot() -> None:
    key = "0123456789abcdef0123456789abcdef"
    value = {"stat": "ok", "monitors": [
        {"id": 1, "friendly_name": "home", "url": "https://example.com", "interval": 60, "status": 2,
         "alert_contacts": [
            {"id": "1", "type": 2, "value": "ops@example.com", "threshold": 2, "recurrence": 0},
            {"type": 5, "value": f"https://events.pagerduty.com/integration/{key}/enqueue", "threshold": 5}]},
        {"id": 2, "friendly_name": "old", "url": "x", "interval": 300, "status": 0}]}  # fmt: skip
    home, old = read(value)
    assert (home.every, home.wait) == (60, 120)
    assert ways(home) == ["email ops@example.com notice", "webhook events.pagerduty.com page"]
    assert key not in repr(home)
    assert (old.paused, ways(old)) == (True, ["contacts  unknown"])


def test_pingdom_names_people_by_numbers_alone() -> None:
    value = {"checks": [{"id": 9, "name": "home", "hostname": "example.com", "resolution": 5, "status": "up",
                         "sendnotificationwhendown": 2, "integrationids": [11], "userids": [22]},
                        {"id": 8, "name": "x", "hostname": "h", "resolution": 1, "status": "paused"}]}  # fmt: skip
    home, other = read(value)
    assert (home.every, home.wait, {way.paging for way in home.ways}) == (300, 300, {"unknown"})
    assert other.paused


def test_better_stack_calls_by_itself() -> None:
    def monitor(name: str, **more: object) -> dict[str, object]:
        told = {"url": "https://example.com", "pronounceable_name": name, "monitor_type": "status",
                "check_frequency": 30,
                "confirmation_period": 60, "policy_id": None, "call": False, "sms": False, "push": False, "email": True,
                "paused_at": None, "status": "up", **more}  # fmt: skip
        return {"id": "1", "type": "monitor", "attributes": told}

    by_mail, by_call, by_policy = read({"data": [monitor("a"), monitor("b", call=True), monitor("c", policy_id="7")]})
    assert [ways(rule)[0].split()[-1] for rule in (by_mail, by_call, by_policy)] == ["notice", "page", "page"]
    assert (by_mail.wait, by_mail.every) == (60, 30)


def test_what_is_no_export_is_said() -> None:
    for data, file in ((b"[]", "x.json"), (b'{"panels": []}', "d.json"), (b"name: x", "x.yaml")):
        assert source_of(file, data) is None
        with pytest.raises(UsageError, match="no export of monitors"):
            parse_exported_monitors(data, file)


MARKED = (
    b'{"uptimeCheckConfigs" "friendly_name" "monitors" "triggers" "alertThreshold" "query" "message" "type" "options" '
)


@given(st.binary(max_size=200))
def test_bytes_never_crash(data: bytes) -> None:
    for text in (data, MARKED + data):
        try:
            assert isinstance(parse_exported_monitors(text, "x.json"), tuple)
        except UsageError:
            continue


SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=6)
WORDS = st.sampled_from(["name", "conditions", "actions", "triggers", "alertThreshold", "monitors", "data",
                         "attributes",
                         "alert_contacts", "type", "value", "friendly_name", "uptimeCheckConfigs", "checks", "query",
                         "message",
                         "options", "tags", "monitor_type", "resolution", "hostname", "projects"])  # fmt: skip
SHAPES = st.recursive(
    SCALARS, lambda one: st.lists(one, max_size=3) | st.dictionaries(WORDS, one, max_size=5), max_leaves=25
)


@given(SHAPES)
def test_any_shape_is_read_by_every_reader(value: object) -> None:
    from watchkeeper.domain.problems import Place
    from watchkeeper.formats.monitors.reading import READERS

    for reader in READERS.values():
        assert isinstance(list(reader(value, lambda _name: Place("x"))), list)


def test_a_large_export_is_read_in_bounded_time() -> None:
    began = time.perf_counter()
    found = read([{**DATADOG[0], "name": f"monitor é {number}"} for number in range(20_000)])
    assert len(found) == 20_000
    assert found[-1].place.line > found[0].place.line
    assert time.perf_counter() - began < 10
