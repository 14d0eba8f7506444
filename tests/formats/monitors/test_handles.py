"""Whom a Datadog message notifies when its monitor alerts, by the syntax that Datadog documents."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchkeeper.domain.problems import Place
from watchkeeper.formats.monitors.handles import handles_of, ways_of


@pytest.mark.parametrize(
    ("message", "told"),
    [
        ("@pagerduty-Pay down", ["@pagerduty-Pay page"]),
        ("@pagerduty", ["@pagerduty page"]),
        ("Ask @ada@example.com, or @slack-ops.", ["@ada@example.com notice", "@slack-ops notice"]),
        ("mail ops@example.com", []),
        ("@here @all", []),
        ("{{#is_alert}}@pagerduty-a{{/is_alert}}{{#is_recovery}}@pagerduty-b{{/is_recovery}}", ["@pagerduty-a page"]),
        ("{{^is_recovery}}@opsgenie-a{{/is_recovery}}", ["@opsgenie-a page"]),
        ("{{^is_alert}}@opsgenie-a{{/is_alert}}", []),
        ('{{#is_warning}}{{#is_match "a" "b"}}@pagerduty-a{{/is_match}}{{/is_warning}}', []),
        ('{{#is_match "env" "prod"}}@pagerduty-a{{/is_match}}', ["@pagerduty-a unknown"]),
        ("{{#is_no_data}}@pagerduty-a{{else}}@pagerduty-b{{/is_no_data}}", ["@pagerduty-b page"]),
        ("@slack-{{team.name}} x", ["@slack-{{team.name}} unknown"]),
        ("@${var.who} x", ["@${var.who} unknown"]),
        ("@webhook-x @workflow-y", ["@webhook-x unknown", "@workflow-y unknown"]),
        ("@pay@acme.pagerduty.com", ["@pay@acme.pagerduty.com page"]),
        ("{{/is_alert}} @pagerduty-a", ["@pagerduty-a page"]),
    ],
)  # fmt: skip
def test_who_is_told(message: str, told: list[str]) -> None:
    handles = tuple(handles_of(message))
    assert [f"{h.text} {w.paging}" for h, w in zip(handles, ways_of(handles, Place("x")), strict=True)] == told


@given(st.text(alphabet="{}#^/@ais_lert$-. \n") | st.text())
def test_any_text_is_read(text: str) -> None:
    assert len(list(handles_of(text))) <= 100


@pytest.mark.parametrize("text", ["{{#a ", "@{{", "@a{{b}}", "@${", "{{#x}}", "@" * 9])
def test_long_messages_are_read_in_bounded_time(text: str) -> None:
    began = time.perf_counter()
    list(handles_of(text * 100_000))
    assert time.perf_counter() - began < 3
