"""Hostile configuration: nothing crashes, nothing takes long, and a state is never read."""

from __future__ import annotations

import json
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from watchkeeper.formats.terraform.reading import Configured, parse_terraform

HEAD = b'resource "datadog_monitor" "m" {\n  name = "m"\n  x = '
WORDS = st.sampled_from([
    "resource", '"datadog_monitor"', '"pagerduty_schedule"', '"a"', "{", "}", "(", ")", "[", "]", "=", "==", "\n", "${",
    "%{", "<<EOT\n", "\nEOT\n", "for", "in", ":", ",", "?", "!", "-", "1", "1.5", "var.x", "local.y",
    "each.key", "count", "for_each", "name", '"', "\\", "#", "//", "/*", "*/", "...", "=>", "[*]", "locals", "module",
    "data", "dynamic",
    "content", "layer", "users", "source", '"./a"', "null", "true", "é", "\x00", "\ud800",
])  # fmt: skip


@given(st.binary(max_size=400), st.sampled_from(["main.tf", "main.tf.json", "a/terraform.tfvars", "x.tofu"]))
def test_bytes_never_crash(data: bytes, name: str) -> None:
    assert isinstance(parse_terraform([(name, data)]), Configured)


@settings(deadline=None)
@given(st.lists(WORDS, max_size=60).map(" ".join))
def test_words_of_the_language_never_crash(text: str) -> None:
    data = text.encode("utf-8", "surrogatepass")
    assert isinstance(parse_terraform([("main.tf", data), ("b.tf", HEAD + data + b"\n}\n")]), Configured)


KEYS = ["resource", "data", "datadog_monitor", "grafana_rule_group", "pagerduty_service", "m", "name", "rule", "layer",
        "count", "for_each", "module", "locals", "variable", "default", "source"]  # fmt: skip
JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=8) | st.sampled_from(["${var.x}", "${{", "%{if}"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=4),
    max_leaves=20,
)


@settings(deadline=None)
@given(JSON)
def test_json_of_any_shape_never_crashes(value: object) -> None:
    assert isinstance(parse_terraform([("main.tf.json", json.dumps(value).encode())]), Configured)


SIZE = 200_000
HOSTILE = {
    "brackets": b"[" * SIZE,
    "templates": b'"' + b'${"' * SIZE,
    "parentheses": b"(" * 40 + b"1" + b")" * 40,
    "negations": b"!" * SIZE + b"true",
    "sums": b"1" + b" + 1" * 40_000,
    "choices": b"true ? 1 : " * 2_000 + b"1",
    "accesses": b"a" + b".b" * 40_000,
    "indices": b"a" + b"[0]" * 10_000,
    "one long text": b'"' + b"x" * SIZE + b'"',
    "one long name": b"x" * SIZE,
    "blank here-document": b"<<EOT\n" + b"\n" * SIZE + b"x\n" + b"\n" * 1000 + b"EOT",
    "many here-documents": b"[" + b"<<E\nx\nE\n," * 2_000 + b"]",
    "here-documents without end": b"<<A\n" * 50_000,
    "comments without end": b"/* " * 50_000,
    "quotes": b'"' * SIZE,
    "backslashes": b'"' + b"\\" * SIZE + b'"',
    "loops": b"[for a in [1] : " * 30 + b"1" + b"]" * 30,
    "a large number": b"9" * 10_000,
    "a template of parts": b'"' + b"${var.x}" * 20_000 + b'"',
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_texts_are_read_in_bounded_time(name: str) -> None:
    began = time.perf_counter()
    found = parse_terraform([("main.tf", HEAD + HOSTILE[name] + b"\n}\n")])
    assert isinstance(found, Configured)
    assert time.perf_counter() - began < 8


def test_doubling_ends() -> None:
    doubling = b"locals {\n  a0 = [1, 1]\n" + b"".join(
        b"  a%d = concat(local.a%d, local.a%d)\n" % (n + 1, n, n) for n in range(40)
    )
    began = time.perf_counter()
    parse_terraform([("main.tf", doubling + b"}\n" + HEAD + b"local.a40\n}\n")])
    assert time.perf_counter() - began < 8


def test_texts_that_double_end() -> None:
    doubling = b'locals {\n  a0 = "xx"\n' + b"".join(
        b'  a%d = "${local.a%d}${local.a%d}"\n' % (n + 1, n, n) for n in range(40)
    )
    found = parse_terraform([("main.tf", doubling + b'}\nresource "datadog_monitor" "m" {\n  name = local.a40\n}\n')])
    assert len(found.rules[0].name) < 1 << 17


def test_modules_that_use_themselves_end() -> None:
    text = b'module "a" {\n  source = "../b"\n}\nmodule "c" {\n  source = "./"\n}\n' + HEAD + b"1\n}\n"
    parse_terraform([("a/main.tf", text), ("b/main.tf", text.replace(b"../b", b"../a"))])


def test_many_uses_are_bounded() -> None:
    levels = [(f"m{n}/main.tf", b'module "x" {\n  source = "../m%d"\n  count = 150\n}\n' % (n + 1)) for n in range(5)]
    began = time.perf_counter()
    found = parse_terraform([*levels, ("m5/main.tf", b'resource "datadog_monitor" "m" {\n  name = "m"\n}\n')])
    assert len(found.rules) <= 500
    assert time.perf_counter() - began < 8


STATE = {"version": 4, "terraform_version": "1.9.0", "serial": 3, "lineage": "x", "resources": [
    {"type": "datadog_monitor", "instances": [{"attributes": {"name": "m", "password": "hunter2"}}]}]}  # fmt: skip


@pytest.mark.parametrize(
    ("path", "data"),
    [
        ("terraform.tfstate", b""),
        ("terraform.tfstate", b"not even JSON"),
        ("prod.tfstate.backup", b"{}"),
        ("terraform.tfstate.d", b""),
        ("state.tf.json", json.dumps(STATE).encode()),
        ("state.json", json.dumps({**STATE, "pad": "x" * 50_000_000}).encode()),
        ("plan.json", b'{"format_version": "1.2", "terraform_version": "1.9.0", "planned_values": {}}'),
    ],
)
def test_a_state_is_refused_at_any_size(path: str, data: bytes) -> None:
    found = parse_terraform([(path, data)])
    assert not found.rules
    (problem,) = found.problems
    assert "holds secrets" in problem.message
    assert "hunter2" not in repr(found)


def test_a_file_that_is_too_large_is_said() -> None:
    found = parse_terraform([("main.tf", b"#" + b"x" * (1 << 20) + b'\nresource "datadog_monitor" "m" {}')])
    assert [problem.message for problem in found.problems] == ["is larger than 1 MB, so it is not read"]


def test_keys_are_never_kept() -> None:
    text = b"""
resource "datadog_integration_pagerduty_service_object" "o" {
  service_name = "pay"
  service_key  = "3f8c1d2e4b5a69788796a5b4c3d2e1f0"
}
resource "pagerduty_service" "pay" {
  name              = "pay"
  escalation_policy = "PABC123"
}
resource "pagerduty_service_integration" "dd" {
  service         = pagerduty_service.pay.id
  integration_key = "3f8c1d2e4b5a69788796a5b4c3d2e1f0"
}
resource "grafana_contact_point" "c" {
  name = "c"
  pagerduty {
    integration_key = "3f8c1d2e4b5a69788796a5b4c3d2e1f0"
  }
  slack {
    url = "https://hooks.slack.com/services/T0/B0/3f8c1d2e4b5a69788796a5b4c3d2e1f0"
  }
}
resource "grafana_notification_policy" "n" {
  contact_point = "c"
  group_by      = ["..."]
}
resource "datadog_monitor" "m" {
  name    = "m"
  message = "@pagerduty-pay"
}
resource "google_monitoring_notification_channel" "g" {
  type = "pagerduty"
  sensitive_labels {
    service_key = "3f8c1d2e4b5a69788796a5b4c3d2e1f0"
  }
}
resource "google_monitoring_alert_policy" "a" {
  display_name          = "a"
  notification_channels = [google_monitoring_notification_channel.g.id]
}
"""
    found = parse_terraform([("main.tf", text)])
    assert "3f8c1d2e" not in repr(found)
    (service,) = found.on_call.services
    receivers = found.routings[0].receivers["c"].integrations
    for ways in (found.rules[0].ways, found.rules[1].ways, receivers):
        assert set(ways[0].keys) & set(service.keys)
