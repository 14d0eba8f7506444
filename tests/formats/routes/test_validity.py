"""Odd configurations: taken where Debian's amtool takes them and refused where it does, but for what is newer."""

from __future__ import annotations

import pathlib
import shutil
import subprocess

import pytest

from watchkeeper.domain.problems import UsageError
from watchkeeper.formats.routes.alertmanager import parse_alertmanager

END = "\nreceivers: [{name: a}]\n"
CONTINUE = [
    '"true"', "yes", "on", '"yes"', "1", "null", "~", "maybe", "True", "y",
]  # fmt: skip
ROUTES = [
    'matchers: "a=b"', "matchers: [1]", "matchers: [null]", "matchers: null", "match: {a: 1}", "match: {a: true}",
    "match: {a: null}", "match: []", 'match_re: {a: "b)|(c"}', 'match_re: {a: ""}', "group_by: a", 'group_by: [""]',
    "group_by: null", 'group_by: ["..."]', 'group_wait: ""', "group_wait: null", "group_wait: 0", "group_wait: 0s",
    "repeat_interval: 1y", "receiver: 5", "receiver: null", "routes: null", "routes: {}", 'matchers: [""]',
    'matchers: ["{}"]', 'matchers: [\'a=~"a)|(b"\']', 'match: {"a b": c}', 'receiver: "a "',
    r'match_re: {a: "\\C"}', 'match_re: {a: "(?i)x{1001}"}', r'match_re: {a: "\\pL\\d[[:alpha:]]\\Q.\\E"}',
    'match_re: {a: "(?P<x>a)"}', 'match_re: {a: "a**"}', 'match_re: {a: "a{2}{3}"}', r'match_re: {a: "\\z"}',
    r'match_re: {a: "[\\w-z]"}', 'match_re: {a: "x{,3}"}', 'match_re: {a: "(?<n>a)"}', 'match_re: {a: "(?U)a+"}',
    r'match_re: {a: "\\8"}', 'match_re: {a: "[a"}', r'match_re: {a: "\\x{10FFFF}"}', r'match_re: {a: "\\_"}',
    r'match_re: {a: "\\-"}', r'match_re: {a: "\\ü"}',
]  # fmt: skip
INTERVALS = [
    "{times: []}", "{weekdays: []}", "null", "{}", '{location: ""}', "{years: [2020]}", "{months: [13]}",
    '{months: ["0:99"]}', '{days_of_month: ["+1:+2"]}', '{years: ["-5"]}', '{weekdays: ["Monday "]}',
    "{location: utc}", "{times: [{start_time: 09:00, end_time: 17:00}]}",
    '{times: [{start_time: "9:00", end_time: "17:00"}]}', '{years: ["1:2:"]}', "{location: EST}", '{months: [":"]}',
]  # fmt: skip
RECEIVERS = [
    'webhook_configs: [{url: "http://a b/"}]', 'webhook_configs: [{url: "http://h/ a"}]',
    'webhook_configs: [{url: "HTTP://h/"}]', 'webhook_configs: [{url: "http://"}]',
    'webhook_configs: [{url: "http://h:x/"}]', 'webhook_configs: [{url: "http://h:99999/"}]',
    'webhook_configs: [{url: "http://:80/"}]', 'webhook_configs: [{url: "http://h/%zz"}]',
    'webhook_configs: [{url: "<secret>"}]', 'webhook_configs: [{url: "http://[::1]:80/"}]', "webhook_configs: {}",
    "webhook_configs: null", 'webhook_configs: [{url: "http://h?x#y"}]',
    'webhook_configs: [{url: "http://u:p@h/"}]', 'webhook_configs: [{url: "http://h", send_resolved: "no"}]',
    'webhook_configs: [{url: "http://h", max_alerts: x}]',
    'webhook_configs: [{url: "http://h", http_config: {bearer_token: a, basic_auth: {username: x}}}]',
    "pagerduty_configs: [{}]", 'pagerduty_configs: [{service_key: ""}]',
    "pagerduty_configs: [{service_key: 5, details: {a: b}}]", "telegram_configs: [{bot_token: x, chat_id: -5}]",
    "sns_configs: [{topic_arn: a, target_arn: b, phone_number: c}]",
    "pushover_configs: [{user_key: a, token: b, retry: 1m}]", "victorops_configs: [{api_key: a}]",
    "opsgenie_configs: [{api_key: a, responders: [{name: x, type: TEAM}]}]",
    'email_configs: [{to: a, from: b, smarthost: "h:25"}]', 'email_configs: [{to: a, from: b, smarthost: ":25"}]',
    'slack_configs: [{api_url: "http://x", fields: [{title: a}]}]',
]  # fmt: skip
WHOLE = [
    "foo: 1\nroute: {receiver: a}\nreceivers: [{name: a}]\n",
    "route: {receiver: a}\nreceivers: [{name: a}]\n---\nx: 1\n",
    "x-a: &r {receiver: a}\nroute: *r\nreceivers: [{name: a}]\n",
    "route: &r {receiver: a}\ninhibit_rules: [{equal: [a-b]}]\nreceivers: [{name: a}]\n",
    "route:\n  <<: {receiver: a}\nreceivers: [{name: a}]\n",
    "global: {}\nroute: {receiver: a}\nreceivers: [{name: a}]\n",
    "templates: x\nroute: {receiver: a}\nreceivers: [{name: a}]\n",
    "global: {resolve_timeout: x}\nroute: {receiver: a}\nreceivers: [{name: a}]\n",
    "global: {smtp_require_tls: maybe}\nroute: {receiver: a}\nreceivers: [{name: a}]\n", "\t",
]  # fmt: skip
NEWER = ("(?<n>a)", "<secret>", "[a-b]")
"""Taken since: this spelling of a named group, a hidden address, any UTF-8 label in `equal`."""
OURS = ("http://:80/", "fields: [{title")
"""A host without a name is refused here; parts of a message are not looked at."""
CASES = [
    *(f"route: {{receiver: a, routes: [{{continue: {word}}}]}}{END}" for word in CONTINUE),
    *(f"route: {{receiver: a, routes: [{{{word}}}]}}{END}" for word in ROUTES),
    *(f"route: {{receiver: a}}{END}time_intervals: [{{name: n, time_intervals: [{word}]}}]\n" for word in INTERVALS),
    *(f"route: {{receiver: a}}\nreceivers: [{{name: a, {word}}}]\n" for word in RECEIVERS),
    *WHOLE,
]


@pytest.mark.skipif(shutil.which("amtool") is None, reason="amtool is not installed (prometheus-alertmanager)")
def test_taken_and_refused_as_amtool_does(tmp_path: pathlib.Path) -> None:
    path = tmp_path / "am.yml"
    differ = []
    for text in CASES:
        path.write_text(text)
        taken = subprocess.run(["amtool", "check-config", str(path)], capture_output=True, check=False).returncode == 0
        if taken != _is_taken(text):
            differ.append(text)
    assert [text for text in differ if not any(known in text for known in (*NEWER, *OURS))] == []
    assert len(differ) == len(NEWER) + len(OURS)


def _is_taken(text: str) -> bool:
    try:
        parse_alertmanager(text.encode(), "am.yml")
    except UsageError:
        return False
    return True
