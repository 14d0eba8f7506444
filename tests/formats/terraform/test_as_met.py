"""What real configurations do that documentation does not show; the cases are re-expressed."""

from __future__ import annotations

from tests.formats.terraform.reading import read
from watchkeeper.formats.terraform.reading import parse_terraform


def test_variables_that_a_wrapper_declares_elsewhere_are_said() -> None:
    """Terragrunt, and links to a shared file, declare variables that no file of the folder does."""
    text = 'resource "aws_cloudwatch_metric_alarm" "a" {\n  count = var.on ? 1 : 0\n  alarm_name = "x-${var.env}"\n}\n'
    (rule,) = read(text).rules
    assert rule.name == "x-${var.env}"
    assert "whether it exists is not known: var.on is declared in none of these files" in rule.not_simulated


def test_a_message_that_falls_back_to_another_variable() -> None:
    text = """
variable "message" {
  default = "@pagerduty-db"
}
variable "disk_message" {
  default = null
}
variable "tags" {
  default = []
}
locals {
  common = ["env:${var.env}", "created-by:terraform"]
}
resource "datadog_monitor" "disk" {
  name    = "${var.prefix == "" ? "" : "[${var.prefix}]"}Disk {{#is_alert}}{{threshold}}% {{/is_alert}}"
  message = coalesce(var.disk_message, var.message)
  query   = <<EOQ
    min(last_30m): (
      avg:disk.used{host:a} by {host}
    ) > 90
EOQ
  tags    = concat(local.common, var.tags, ["service:db"])
}
variable "prefix" {
  default = ""
}
"""
    (rule,) = read(text).rules
    assert rule.name == "Disk {{#is_alert}}{{threshold}}% {{/is_alert}}"
    assert (rule.notifies, rule.wait) == (("@pagerduty-db",), 1_800)
    assert rule.labels == {"created-by": "terraform", "service": "db"}


def test_the_same_person_for_days_and_a_mailbox_below() -> None:
    """A rota names a person once a day of their turn, and a shared mailbox that answers when nobody does."""
    layer = """
  layer {{
    start                        = "2026-01-05T09:00:00Z"
    rotation_virtual_start       = "2026-01-05T09:00:00Z"
    rotation_turn_length_seconds = 86400
    users                        = [{users}]
  }}
"""
    text = 'resource "pagerduty_user" "a" {\n  name = "A"\n  email = "a@example.com"\n}\n'
    text += 'resource "pagerduty_schedule" "s" {\n  name = "s"\n  time_zone = "UTC"\n'
    text += layer.format(users='"team@example.com"')
    text += layer.format(users="pagerduty_user.a.id, pagerduty_user.a.id") + "}\n"
    below, above = read(text).on_call.rotas[0].layers
    assert (below.turns, below.priority) == ((("team@example.com",),), 0)
    assert (above.turns, above.priority) == ((("a@example.com",), ("a@example.com",)), 1)


def test_an_alarm_over_an_expression_has_the_longest_period_of_its_parts() -> None:
    text = """
resource "aws_cloudwatch_metric_alarm" "ratio" {
  alarm_name          = "ratio"
  comparison_operator = "GreaterThanThreshold"
  evaluation_periods  = 2
  threshold           = 5
  metric_query {
    id         = "e"
    expression = "errors / total * 100"
  }
  metric_query {
    id = "errors"
    metric {
      metric_name = "Errors"
      namespace   = "App"
      stat        = "Sum"
      period      = 300
    }
  }
}
"""
    (rule,) = read(text).rules
    assert (rule.query, rule.wait) == ("errors / total * 100; Sum App Errors{} > 5", 600)


def test_a_key_that_is_passed_to_a_module_from_elsewhere_reaches_nobody_known() -> None:
    """Who subscribes to a topic often stands in a module of another repository."""
    text = """
resource "aws_cloudwatch_metric_alarm" "a" {
  alarm_name    = "a"
  alarm_actions = [aws_sns_topic.t.arn]
}
resource "aws_sns_topic" "t" {
  name = "t"
}
module "pager" {
  source     = "github.com/example/terraform-pagerduty?ref=1"
  sns_topics = [aws_sns_topic.t.name]
}
"""
    (rule,) = read(text).rules
    assert [way.paging for way in rule.ways] == ["unknown"]
    assert "who has subscribed to aws_sns_topic.t is in none of these files" in rule.not_simulated


def test_resources_that_are_commented_out_do_not_count() -> None:
    text = '# resource "datadog_monitor" "a" {\n#   channel = "x"  <--- the channel\n# }\n'
    text += '/* resource "datadog_monitor" "b" { */\n'
    assert not read(text).rules


def test_folders_that_only_others_use_are_read_by_each_use_alone() -> None:
    module = (
        b'variable "team" {}\nresource "pagerduty_service" "s" {\n  name = var.team\n  escalation_policy = "P1"\n}\n'
    )
    calls = b'module "a" {\n  source = "../modules/svc"\n  team = "pay"\n}\n'
    found = parse_terraform([("modules/svc/main.tf", module), ("env/prod/main.tf", calls.replace(b"../m", b"../../m"))])
    assert [(one.name, one.id) for one in found.on_call.services] == [("pay", "module.a.pagerduty_service.s")]


def test_the_same_address_in_two_folders_is_two_resources() -> None:
    text = 'resource "pagerduty_escalation_policy" "p" {{\n  name = "{0}"\n}}\n'
    text += 'resource "pagerduty_service" "s" {{\n  name = "{0}"\n'
    text += "  escalation_policy = pagerduty_escalation_policy.p.id\n}}\n"
    found = parse_terraform([(f"{name}/main.tf", text.format(name).encode()) for name in ("a", "b")]).on_call
    policies = {policy.id: policy.name for policy in found.escalations}
    assert [(service.name, policies[service.escalation]) for service in found.services] == [("a", "a"), ("b", "b")]
