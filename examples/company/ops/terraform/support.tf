resource "datadog_monitor" "support_bot" {
  name    = "support-bot does not answer"
  type    = "metric alert"
  query   = "sum(last_5m):sum:support_bot.unanswered{service:support-bot} > 20"
  message = "{{#is_alert}}@pagerduty-support-bot{{/is_alert}} https://github.com/harbor-lane/harbor-lane/blob/main/docs/runbooks/support-bot.md"
  tags    = ["service:support-bot", "team:platform"]
}
