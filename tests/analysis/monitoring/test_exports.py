"""Definitions of metrics as the client libraries document them, and the series that they become."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchkeeper.analysis.monitoring.exports import exports_in, is_exported, series_of
from watchkeeper.domain.problems import Place
from watchkeeper.domain.readiness.monitoring import Export

CODE = {
    "python": ('R = Counter("pay_requests_total", "Requests", ["code", "method"])', "pay_requests_total"),
    "python with parts": (
        'R = Histogram(\n    name="wait", documentation="x", labelnames=("code",), namespace="shop", subsystem="web")',
        "shop_web_wait_bucket",
    ),
    "opentelemetry": ('meter.create_counter("pay.requests", unit="1")', "pay_requests_total"),
    "opentelemetry with a unit": ('meter.create_histogram(name="pay.wait", unit="ms")', "pay_wait_milliseconds_count"),
    "opentelemetry that goes up and down": ('meter.create_up_down_counter("pay.active")', "pay_active"),
    "go": (
        'NewCounterVec(prometheus.CounterOpts{\n Namespace: "shop",\n Subsystem: sub,\n Name: "hits_total",\n},'
        ' []string{"code"})\nconst sub = "web"',
        "shop_web_hits_total",
    ),
    "go that describes": ('prometheus.NewDesc(prometheus.BuildFQName(space, "web", "up"), "x", nil, nil)', "a_web_up"),
    "go with a constant": ('const space = "pay"\nd := prometheus.BuildFQName(space, "", "up")', "pay_up"),
    "go opentelemetry": ('m.Int64Counter("pay.requests")', "pay_requests_total"),
    "node": (
        'new client.Counter({ name: "pay_requests_total", help: "x", labelNames: ["code"] })',
        "pay_requests_total",
    ),
    "java": ('Counter.builder("pay.requests").register(registry);', "pay_requests_total"),
    "java by registry": ('registry.counter("pay.orders", "a", "b");', "pay_orders_total"),
    "java of old": ('Counter.build().name("pay_total").help("x").register();', "pay_total"),
    "a timer": ('Timer.builder("pay.time").register(registry);', "pay_time_seconds_max"),
    "ruby": ("Prometheus::Client::Counter.new(:pay_requests_total, docstring: 'x')", "pay_requests_total"),
    "rust": ('register_int_counter_vec!("pay_requests_total", "x", &["code"])', "pay_requests_total"),
    "rust by macro": ('counter!("pay_orders_total").increment(1);', "pay_orders_total"),
    "c#": ('Metrics.CreateCounter("pay_requests_total", "x", "code");', "pay_requests_total"),
    "php": ('$registry->getOrRegisterCounter("shop", "requests_total", "x", ["code"]);', "shop_requests_total"),
    "c++": ('prometheus::BuildCounter().Name("pay_requests_total").Help("x").Register(*r);', "pay_requests_total"),
    "statsd": ('statsd.increment("pay.requests")', "pay_requests_total"),
    "what a running system shows": ("# HELP pay_up x\n# TYPE pay_up gauge\npay_up 1\n", "pay_up"),
}


@pytest.mark.parametrize("what", CODE)
def test_a_definition_is_found_and_its_series_are_known(what: str) -> None:
    text, series = CODE[what]
    found = list(exports_in(text.encode(), "pay/app.py"))
    assert is_exported(series, found)
    assert not is_exported("other_requests_total", found)


def test_labels_and_lines_are_told() -> None:
    (found,) = exports_in(b'\n\nR = Counter("pay_total", "x", ["code", "method"])\n', "a.py")
    assert (found.labels, found.place) == (("code", "method"), Place("a.py", 3))


def test_a_name_that_is_put_together_is_told_only_where_metrics_are_spoken_of() -> None:
    code = b'from prometheus_client import Counter\nc = Counter(f"{prefix}_total", "x")\n'
    assert [one.name for one in exports_in(code, "a.py")] == ["*"]
    assert list(exports_in(b"from collections import Counter\nc = Counter(words)\n", "a.py")) == []


def test_series_of_each_kind() -> None:
    at = Place("a.py", 1)
    assert "wait_seconds_bucket" in series_of(Export("wait", at, "histogram"))
    assert "hits_total" in series_of(Export("hits", at, "counter"))
    assert "depth" in series_of(Export("depth", at, "gauge"))
    assert series_of(Export("*", at)) == ()


@given(text=st.text(alphabet="Counter.builder(\"name'=:{},)[] \n_xOpts", max_size=300))
def test_any_code_is_answered(text: str) -> None:
    list(exports_in(text.encode(), "a.py"))


@pytest.mark.parametrize(
    "part",
    ['Counter("', "Counter(", "CounterOpts{Name: ", 'a = "', 'Counter("abc", labels=[', "u64_", "create_", "statsd."],
)
def test_hostile_code_is_answered_in_a_second(part: str) -> None:
    began = time.perf_counter()
    list(exports_in((part * (1_000_000 // len(part))).encode(), "a.py"))
    assert time.perf_counter() - began < 2
