"""`drill` along monitors that Terraform declares, or that a service exported, as far as somebody awake."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from watchkeeper.cli.main import run
from watchkeeper.domain.times import utc

ROOT = Path(__file__).parents[2]
POLICY = """\
version: 1
people: people.yaml
components:
  pay: {root: pay, owner: "@ada", tier: 2, promise: 24x7, customers: "@ada"}
"""
PEOPLE = """\
people:
  - {id: ada, name: Ada Lovelace, emails: [ada@example.com], logins: {github: ada}}
  - {id: ben, name: Ben Bold, emails: [ben@example.com], logins: {github: ben}}
"""
MONITOR = """
resource "datadog_monitor" "pay" {
  name    = "Payments fail"
  type    = "query alert"
  query   = "sum(last_5m):sum:pay.errors{service:pay}.as_count() > 5"
  message = "@pagerduty-pay runbook pay/runbook.md"
  tags    = ["service:pay"]
}
resource "datadog_integration_pagerduty_service_object" "pay" {
  service_name = "pay"
  service_key  = pagerduty_service_integration.datadog.integration_key
}
"""
ALARM = """
resource "aws_cloudwatch_metric_alarm" "pay" {
  alarm_name          = "pay-errors"
  comparison_operator = "GreaterThanThreshold"
  evaluation_periods  = 1
  period              = 60
  metric_name         = "Errors"
  namespace           = "AWS/Lambda"
  statistic           = "Sum"
  threshold           = 0
  dimensions          = { FunctionName = "pay" }
  alarm_actions       = [aws_sns_topic.critical.arn]
}
resource "aws_sns_topic" "critical" {
  name = "critical"
}
resource "aws_sns_topic_subscription" "pager" {
  topic_arn = aws_sns_topic.critical.arn
  protocol  = "https"
  endpoint  = "https://events.pagerduty.com/integration/${pagerduty_service_integration.datadog.integration_key}/enqueue"
}
"""
PAGER = """
resource "pagerduty_user" "team" {
  for_each = { ada = "ada@example.com", ben = "ben@example.com" }
  name     = each.key
  email    = each.value
}
resource "pagerduty_schedule" "first" {
  name      = "first"
  time_zone = "UTC"
  layer {
    name                         = "weekly"
    start                        = "2026-01-01T00:00:00Z"
    rotation_virtual_start       = "2026-01-01T00:00:00Z"
    rotation_turn_length_seconds = 604800
    users                        = [pagerduty_user.team["ada"].id]
  }
}
resource "pagerduty_escalation_policy" "pay" {
  name = "Pay"
  rule {
    escalation_delay_in_minutes = 10
    target {
      type = "schedule_reference"
      id   = pagerduty_schedule.first.id
    }
  }
  rule {
    escalation_delay_in_minutes = 10
    target {
      type = "user_reference"
      id   = pagerduty_user.team["ben"].id
    }
  }
}
resource "pagerduty_service" "pay" {
  name              = "Payments"
  escalation_policy = pagerduty_escalation_policy.pay.id
}
resource "pagerduty_service_integration" "datadog" {
  name    = "Datadog"
  service = pagerduty_service.pay.id
}
"""
CODE = {"pay/main.py": 'statsd.increment("pay.errors")\n', "pay/Dockerfile": "FROM scratch\n"}


def drill(repo: Any, *names: str, **files: str) -> dict[str, Any]:
    told = {f"ops/{name}.tf": text for name, text in files.items()}
    given = {".watchkeeper.yaml": POLICY, "people.yaml": PEOPLE, **CODE, **told}
    repo.commit({key: value for key, value in given.items() if not (repo.path / key).exists()})
    repo.commit({}, author="Ben Bold <ben@example.com>")
    out = repo.path.parent / "drill.json"
    arguments = [*(names or ("pay",)), "--repo", str(repo.path), "--format", "json", "--output", str(out)]
    run(["drill", *arguments, "--at", utc(repo.clock + 90_000), "--as-of", utc(repo.clock + 86_400)])
    found: dict[str, Any] = json.loads(out.read_text())
    return found


def links(found: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {link["link"]: {**link, "says": link["evidence"]["says"]} for link in found["links"]}


@pytest.mark.parametrize("monitor", [MONITOR, ALARM], ids=["datadog", "cloudwatch"])
def test_a_monitor_in_terraform_leads_to_somebody_awake(repo: Any, monitor: str) -> None:
    found = drill(repo, monitor=monitor, pager=PAGER)
    chain = links(found)
    for name in ("signal", "alert-rule", "route", "time", "receiver", "credential", "pager-service", "escalation"):
        assert (name, chain[name]["state"], chain[name]["rung"]) == (name, "holds", "resolved")
    assert (chain["on-call"]["state"], chain["on-call"]["rung"]) == ("holds", "simulated")
    assert found["person"]["id"] == "person:ada"
    for name in ("alert-rule", "fires", "route", "time"):
        assert "not simulated" in chain[name]["says"]


def test_the_code_sends_what_is_watched(repo: Any) -> None:
    assert "pay.errors stands in pay/main.py:1" in links(drill(repo, monitor=MONITOR, pager=PAGER))["metric"]["says"]


def test_what_nobody_sends_is_not_known(repo: Any) -> None:
    text = MONITOR.replace("pay.errors", "pay.renamed")
    link = links(drill(repo, monitor=text, pager=PAGER))["metric"]
    assert (link["state"], "pay.renamed is named nowhere in this tree" in link["says"]) == ("unknown", True)


@pytest.mark.parametrize(
    ("monitor", "link", "state", "says"),
    [
        (MONITOR.replace("@pagerduty-pay", "@slack-pay"), "receiver", "broken", "only leaves a note: slack pay"),
        (MONITOR.replace("@pagerduty-pay", ""), "route", "broken", "names nobody to notify"),
        (
            MONITOR.replace("@pagerduty-pay", "${var.x}"),
            "receiver",
            "unknown",
            "var.x is declared in none of these files",
        ),
        (
            ALARM.replace("critical.arn\n  protocol", "other.arn\n  protocol"),
            "receiver",
            "unknown",
            "who has subscribed",
        ),
        (MONITOR.replace('"service:pay"]', '"service:shop"]'), "signal", "broken", "none of the 1 alert rules"),
    ],
)
def test_what_breaks_is_named(repo: Any, monitor: str, link: str, state: str, says: str) -> None:
    chain = links(drill(repo, monitor=monitor, pager=PAGER))
    assert (chain[link]["state"], says in chain[link]["says"]) == (state, True), chain[link]


def test_a_gap_in_a_declared_rota_is_found(repo: Any) -> None:
    text = PAGER.replace('users                        = [pagerduty_user.team["ada"].id]', "users = [var.nobody]")
    found = drill(repo, monitor=MONITOR, pager=text)
    assert links(found)["on-call"]["state"] != "holds"
    assert any("so the rota calls nobody then" in json.dumps(problem) for problem in found["problems"])


def test_a_state_in_the_tree_is_said_and_not_read(repo: Any) -> None:
    repo.commit({"ops/terraform.tfstate": '{"terraform_version": "1.9.0", "resources": [{"name": "hunter2"}]}'})
    found = drill(repo, monitor=MONITOR, pager=PAGER)
    assert any("holds secrets" in json.dumps(problem) for problem in found["problems"])
    assert "hunter2" not in json.dumps(found)


def test_an_exported_monitor_is_followed(repo: Any) -> None:
    monitor = {"id": 1, "name": "home", "type": "query alert", "query": "avg(last_5m):avg:x.y{service:pay} > 1",
               "message": "@pagerduty-Payments", "tags": ["service:pay"], "options": {}}  # fmt: skip
    repo.commit({"ops/monitors.json": json.dumps([monitor])})
    found = drill(repo, pager=PAGER)
    assert links(found)["credential"]["says"] == "pagerduty Payments leads to Payments"
    assert found["person"]["id"] == "person:ada"


def test_the_support_bot_of_the_sample_company(repo: Any) -> None:
    shutil.copytree(ROOT / "examples" / "company", repo.path, dirs_exist_ok=True)
    for name in ("jonas", "tomas", "mara"):
        surname = {"jonas": "Weil", "tomas": "Lind", "mara": "Duarte"}[name]
        repo.commit({}, author=f"{name.title()} {surname} <{name}@harbor-lane.example>")
    chain = links(drill(repo, "support-bot"))
    resolved = [link for link in chain.values() if link["state"] == "holds"]
    assert {link["link"] for link in resolved} >= {
        "signal",
        "metric",
        "fires",
        "route",
        "receiver",
        "credential",
        "able",
    }
    told = "pagerduty support-bot leads to support, by name only: no export shows that its key leads there"
    assert (chain["credential"]["says"], chain["credential"]["rung"]) == (told, "declared")
    assert "support_bot.unanswered stands in services/support_bot/bot.py" in chain["metric"]["says"]
