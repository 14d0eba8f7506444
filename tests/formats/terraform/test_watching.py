"""Monitors in Terraform, with the attributes that the providers document: what they watch and whom they tell."""

from __future__ import annotations

import pytest

from tests.formats.terraform.reading import read
from watchkeeper.domain.readiness.routing import Integration

PAGED = """
resource "datadog_integration_pagerduty_service_object" "o" {
  service_name = "pay_prod"
  service_key  = pagerduty_service_integration.datadog.integration_key
}
resource "pagerduty_service" "pay" {
  name              = "Payments, production"
  escalation_policy = pagerduty_escalation_policy.pay.id
}
resource "pagerduty_service_integration" "datadog" {
  name    = "Datadog"
  service = pagerduty_service.pay.id
}
"""


def shown(ways: tuple[Integration, ...]) -> list[str]:
    return [f"{way.kind} {way.target} {way.paging}".replace("  ", " ") for way in ways]


def test_a_datadog_monitor() -> None:
    text = """
resource "datadog_monitor" "errors" {
  name    = "Payments fail"
  type    = "query alert"
  query   = "avg(last_10m):sum:trace.http.request.errors{service:pay,env:prod}.as_rate() > 5"
  message = <<-EOT
    {{#is_alert}}@pagerduty-Pay_Prod @ops@example.com{{/is_alert}}
    {{#is_warning}}@slack-pay{{/is_warning}} {{#is_recovery}}@slack-done{{/is_recovery}}
    Runbook: https://example.com/runbooks/pay.md.
  EOT
  tags           = ["service:pay", "team:payments"]
  notify_no_data = true
}
"""
    (rule,) = read(text + PAGED).rules
    assert (rule.name, rule.family, rule.wait, rule.watches) == ("Payments fail", "datadog", 600, ("absence",))
    assert rule.metrics == ("trace.http.request.errors",)
    assert rule.matchers == {"service": "pay"}
    assert rule.labels == {"service": "pay", "team": "payments"}
    assert rule.annotations == {"runbook_url": "https://example.com/runbooks/pay.md"}
    assert shown(rule.ways) == ["pagerduty Pay_Prod page", "email ops@example.com notice"]
    assert rule.notifies == ("@pagerduty-Pay_Prod", "@ops@example.com")
    assert rule.not_simulated == "Datadog evaluates it"


def test_its_handle_leads_to_the_service_by_a_key_that_exists_only_later() -> None:
    found = read('resource "datadog_monitor" "m" {\n  name = "m"\n  message = "@pagerduty-pay-prod"\n}\n' + PAGED)
    (service,) = found.on_call.services
    assert found.rules[0].ways[0].keys == service.keys


def test_a_monitor_as_json_is_the_same() -> None:
    text = """
resource "datadog_monitor_json" "j" {
  monitor = jsonencode({ name = "m", type = "metric alert", query = "q", message = "@opsgenie-pay", options = {} })
}
resource "datadog_monitor_json" "k" {
  monitor = <<EOF
{"name": "n", "type": "service check", "query": "q", "message": ""}
EOF
}
"""
    first, second = read(text).rules
    assert (first.name, shown(first.ways), second.name, second.watches) == (
        "m",
        ["opsgenie pay page"],
        "n",
        ("absence",),
    )


def test_a_message_that_is_not_known_tells_nobody_and_everybody() -> None:
    (rule,) = read(
        'variable "to" {}\nresource "datadog_monitor" "m" {\n  name = "m"\n  message = "Down ${var.to}"\n}'
    ).rules
    assert shown(rule.ways) == ["handle unknown"]
    assert rule.not_simulated == "Datadog evaluates it; var.to has no default"


def test_a_synthetic_test_is_an_uptime_check() -> None:
    text = """
resource "datadog_synthetics_test" "t" {
  name    = "home"
  type    = "api"
  status  = "paused"
  message = "@oncall-web"
  tags    = ["service:web"]
  request_definition {
    method = "GET"
    url    = "https://example.com"
  }
  options_list {
    tick_every = 300
  }
}
"""
    (rule,) = read(text).rules
    assert (rule.family, rule.query, rule.every, rule.paused) == ("uptime", "https://example.com", 300, True)
    assert (rule.watches, shown(rule.ways)) == (("absence",), ["oncall web page"])


ALARM = """
resource "aws_cloudwatch_metric_alarm" "a" {
  alarm_name          = "queue-old"
  comparison_operator = "GreaterThanOrEqualToThreshold"
  evaluation_periods  = "3"
  metric_name         = "ApproximateAgeOfOldestMessage"
  namespace           = "AWS/SQS"
  period              = 60
  statistic           = "Maximum"
  threshold           = 2 * 60
  treat_missing_data  = "breaching"
  alarm_actions       = [aws_sns_topic.t.arn, "arn:aws:automate:eu-west-1:ec2:reboot"]
  dimensions = {
    QueueName = "pay"
  }
  tags = { Service = "pay" }
}
resource "aws_sns_topic" "t" {
  name = "critical"
}
"""


def test_a_cloudwatch_alarm() -> None:
    (rule,) = read(ALARM).rules
    assert rule.query == 'Maximum AWS/SQS ApproximateAgeOfOldestMessage{QueueName="pay"} >= 120'
    assert (rule.wait, rule.labels, rule.matchers) == (180, {"service": "pay"}, {"QueueName": "pay"})
    assert rule.watches == ("absence",)
    assert shown(rule.ways) == ["sns critical unknown"]
    assert "who has subscribed to aws_sns_topic.t is in none of these files" in rule.not_simulated


SUBSCRIBED = """
resource "aws_sns_topic_subscription" "s" {{
  topic_arn = aws_sns_topic.t.arn
  protocol  = "{protocol}"
  endpoint  = {endpoint}
}}
"""
KEYED = '"https://events.pagerduty.com/integration/${pagerduty_service_integration.datadog.integration_key}/enqueue"'


@pytest.mark.parametrize(
    ("protocol", "endpoint", "way"),
    [
        ("https", KEYED, "webhook events.pagerduty.com page"),
        (
            "https",
            '"https://api.opsgenie.com/v1/json/cloudwatch?apiKey=0f0f0f0f-1111"',
            "webhook api.opsgenie.com page",
        ),
        ("https", '"https://example.com/hook"', "webhook example.com unknown"),
        ("https", "var.hook", "webhook unknown"),
        ("email", '"ops@example.com"', "email ops@example.com notice"),
        ("email", '"x@acme.pagerduty.com"', "email x@acme.pagerduty.com page"),
        ("sms", '"+4912345"', "sms unknown"),
        ("lambda", "aws_lambda_function.f.arn", "lambda unknown"),
    ],
)
def test_who_has_subscribed_to_its_topic(protocol: str, endpoint: str, way: str) -> None:
    text = ALARM + PAGED + 'variable "hook" {}\n' + SUBSCRIBED.format(protocol=protocol, endpoint=endpoint)
    (rule,) = read(text).rules
    assert shown(rule.ways) == [way]
    assert "4912345" not in repr(rule)


def test_the_key_in_an_address_leads_to_the_service() -> None:
    found = read(ALARM + PAGED + SUBSCRIBED.format(protocol="https", endpoint=KEYED))
    assert set(found.rules[0].ways[0].keys) & set(found.on_call.services[0].keys)


def test_a_topic_that_a_chat_reads_wakes_nobody() -> None:
    chat = 'resource "aws_chatbot_slack_channel_configuration" "c" {\n  slack_channel_id = "C07"\n'
    (rule,) = read(ALARM + chat + "  sns_topic_arns = [aws_sns_topic.t.arn]\n}\n").rules
    assert shown(rule.ways) == ["slack C07 notice"]


def test_a_composite_alarm_and_one_that_is_off() -> None:
    text = """
resource "aws_cloudwatch_composite_alarm" "c" {
  alarm_name      = "both"
  alarm_rule      = "ALARM(a) AND ALARM(b)"
  alarm_actions   = ["arn:aws:sns:eu-west-1:123456789012:elsewhere"]
  actions_enabled = false
}
"""
    (rule,) = read(text).rules
    assert (rule.query, rule.paused, shown(rule.ways)) == ("ALARM(a) AND ALARM(b)", True, ["sns elsewhere unknown"])


GOOGLE = """
resource "google_monitoring_uptime_check_config" "https" {
  display_name = "home is up"
  period       = "300s"
  http_check {
    path = "/health"
  }
  monitored_resource {
    type   = "uptime_url"
    labels = { host = "example.com" }
  }
}
"""
POLICY = """
resource "google_monitoring_alert_policy" "p" {
  display_name = "home down"
  combiner     = "OR"
  conditions {
    display_name = "down"
    condition_threshold {
      filter = join(" AND ", [
        "metric.type=\\"monitoring.googleapis.com/uptime_check/check_passed\\"",
        "metric.label.\\"check_id\\"=\\"${google_monitoring_uptime_check_config.https.uptime_check_id}\\"",
      ])
      duration        = "60s"
      comparison      = "COMPARISON_GT"
      threshold_value = 1
    }
  }
  user_labels           = { service = "home" }
  notification_channels = [
    google_monitoring_notification_channel.pd.name, # by name
    google_monitoring_notification_channel.mail.id,
  ]
}
resource "google_monitoring_notification_channel" "pd" {
  display_name = "PD"
  type         = "pagerduty"
  sensitive_labels {
    service_key = pagerduty_service_integration.datadog.integration_key
  }
}
resource "google_monitoring_notification_channel" "mail" {
  type   = "email"
  labels = { email_address = "ops@example.com" }
}
"""


def test_an_uptime_check_that_no_policy_watches_tells_nobody() -> None:
    (rule,) = read(GOOGLE).rules
    assert (rule.family, rule.query, rule.every, rule.ways) == ("uptime", "example.com/health", 300, ())


def test_a_google_policy_over_an_uptime_check() -> None:
    found = read(GOOGLE + POLICY + PAGED)
    (rule,) = found.rules
    assert (rule.family, rule.wait, rule.watches, rule.labels) == ("google", 60, ("absence",), {"service": "home"})
    assert shown(rule.ways) == ["pagerduty PD page", "email ops@example.com notice"]
    assert set(rule.ways[0].keys) & set(found.on_call.services[0].keys)


GRAFANA = """
resource "grafana_rule_group" "g" {
  name             = "pay"
  folder_uid       = "f"
  interval_seconds = 30
  rule {
    name      = "Errors"
    for       = "2m"
    condition = "B"
    labels    = { service = "pay" }
    annotations = { runbook_url = "docs/pay.md" }
    data {
      ref_id         = "A"
      datasource_uid = "prom"
      relative_time_range {
        from = 600
        to   = 0
      }
      model = jsonencode({ expr = "rate(pay_errors_total[5m])", refId = "A" })
    }
    data {
      ref_id         = "B"
      datasource_uid = "-100"
      model          = <<EOT
{"type": "threshold", "expression": "A", "refId": "B",
 "conditions": [{"evaluator": {"type": "gt", "params": [3]}}]}
EOT
    }
  }
}
resource "grafana_contact_point" "pager" {
  name = "pager"
  pagerduty {
    integration_key = pagerduty_service_integration.datadog.integration_key
    severity        = "critical"
  }
}
resource "grafana_contact_point" "mail" {
  name = "mail"
  email {
    addresses = ["a@example.com", "b@example.com"]
  }
}
resource "grafana_mute_timing" "night" {
  name = "night"
  intervals {
    times {
      start = "00:00"
      end   = "06:00"
    }
    weekdays = ["monday:friday"]
    location = "Europe/Lisbon"
  }
}
resource "grafana_notification_policy" "tree" {
  contact_point = grafana_contact_point.mail.name
  group_by      = ["alertname"]
  group_wait    = "45s"
  policy {
    matcher {
      label = "service"
      match = "="
      value = "pay"
    }
    contact_point = grafana_contact_point.pager.name
    mute_timings  = [grafana_mute_timing.night.name]
    continue      = true
  }
}
"""


def test_grafana_rules_and_policies() -> None:
    found = read(GRAFANA + PAGED)
    (rule,) = found.rules
    assert (rule.name, rule.query, rule.wait, rule.every) == ("Errors", "(rate(pay_errors_total[5m])) > 3", 120, 30)
    assert (rule.labels, rule.not_simulated, rule.place.line) == ({"service": "pay"}, "", 6)
    (routing,) = found.routings
    assert (routing.system, routing.root.receiver, routing.root.group_wait) == ("grafana", "mail", 45)
    (below,) = routing.root.routes
    assert (below.receiver, below.goes_on, below.mute, str(below.matchers[0])) == (
        "pager",
        True,
        ("night",),
        'service="pay"',
    )
    assert routing.intervals["night"][0].location == "Europe/Lisbon"
    (pager,) = routing.receivers["pager"].integrations
    assert pager.paging == "page"
    assert set(pager.keys) & set(found.on_call.services[0].keys)
    assert routing.receivers["mail"].paging == "notice"
    assert not found.problems


def test_a_dashboard_whose_json_stands_here() -> None:
    text = 'resource "grafana_dashboard" "d" {\n  config_json = jsonencode({ title = "T", panels = [] })\n}\n'
    text += 'resource "grafana_dashboard" "e" {\n  config_json = file("${path.module}/x.json")\n}\n'
    ((data, place),) = read(text).dashboards
    assert (b'"title": "T"' in data, place.line) == (True, 1)
