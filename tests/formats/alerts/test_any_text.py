"""Whatever bytes a file holds, its reader answers, in time and with values alone."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchkeeper.domain.problems import Problem
from watchkeeper.formats.alerts.grafana_dashboards import parse_grafana_dashboard
from watchkeeper.formats.alerts.grafana_rules import parse_grafana_rules
from watchkeeper.formats.alerts.openslo import parse_slos
from watchkeeper.formats.alerts.prometheus_rules import parse_prometheus_rules
from watchkeeper.formats.alerts.promtool_output import parse_promtool_output
from watchkeeper.formats.alerts.recognise import kinds_of
from watchkeeper.formats.alerts.scrapes import parse_scrapes
from watchkeeper.formats.alerts.templates import template_fault

READERS: dict[str, Callable[[bytes, str], Any]] = {
    "rules": parse_prometheus_rules, "grafana": parse_grafana_rules, "slo": parse_slos, "scrapes": parse_scrapes,
    "dashboard": parse_grafana_dashboard,
}  # fmt: skip
WORDS = [
    "groups", "name", "rules", "alert", "record", "expr", "for", "labels", "annotations", "interval", "spec", "kind",
    "apiVersion", "metadata", "items", "data", "refId", "condition", "model", "conditions", "evaluator", "params",
    "type", "slos", "alerting", "alertPolicies", "version", "selector", "matchLabels", "ruleSelector", "panels", "rows",
    "targets", "scrape_configs", "static_configs", "alertmanagers", "rule_files", "title", "dashboard", "expression",
]  # fmt: skip
VALUES = [
    "PrometheusRule", "List", "SLO", "ServiceLevelObjective", "PrometheusServiceLevel", "Prometheus", "ServiceMonitor",
    "ConfigMap", "GrafanaAlertRuleGroup", "monitoring.coreos.com/v1", "openslo/v1", "pyrra.dev/v1alpha1", "up == 0",
    "prometheus/v1", "5m", "{{ $value }}", "", "threshold", "A", "gt", "groups: [{name: a}]", "alerts.yml",
]  # fmt: skip
TREES = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.sampled_from(VALUES) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from([*WORDS, *VALUES]), inner, max_size=6),
    max_leaves=40,
)


@pytest.mark.parametrize("name", READERS)
@given(data=st.binary(max_size=300))
def test_any_bytes(name: str, data: bytes) -> None:
    READERS[name](data, "some.yml")
    list(kinds_of("some.yml", data))
    list(kinds_of("some.json", data))


@pytest.mark.parametrize("name", READERS)
@given(tree=TREES)
def test_any_tree_of_the_words_that_are_asked_for(name: str, tree: object) -> None:
    READERS[name](json.dumps(tree).encode(), "some.yml")


@given(text=st.text(max_size=300))
def test_any_output_and_any_template(text: str) -> None:
    parse_promtool_output(text)
    parse_promtool_output(f'Unit Testing:  a.yml\n  FAILED:\n    expr: "up", time: 5m,\n        got: {text}')
    template_fault(text)
    template_fault("{{ " + text + " }}")


ADVERSARIAL = {
    "deep lists": b"[" * 100_000,
    "deep maps": b"{a: " * 50_000,
    "deep json": b'{"panels":' + b'[{"panels":' * 40_000,
    "a bomb of aliases": b"a: &a [x,x,x,x,x,x,x,x,x]\n"
    + b"".join(b"%c: &%c [*%c,*%c,*%c,*%c,*%c,*%c,*%c,*%c]\n" % (c + 1, c + 1, *([c] * 8)) for c in range(97, 107)),
    "many documents": b"---\ngroups: []\n" * 20_000,
    "one long line": b"groups: " + b"x" * 900_000,
    "braces": b"groups: {{ " * 60_000,
    "many keys": b"".join(b"k%d: groups\n" % at for at in range(60_000)),
    "not utf-8": b"groups:\n  - name: \xff\xfe\n",
    "nul": b"groups:\x00\n",
    "nine megabytes": b"#" * (9 << 20),
}


@pytest.mark.parametrize("what", ADVERSARIAL)
@pytest.mark.parametrize("name", READERS)
def test_hostile_sizes_are_answered_in_seconds(name: str, what: str) -> None:
    began = time.perf_counter()
    found = READERS[name](ADVERSARIAL[what], "some.yml")
    list(kinds_of("some.yml", ADVERSARIAL[what]))
    assert time.perf_counter() - began < 5
    assert isinstance(found, Problem) or found is not None
