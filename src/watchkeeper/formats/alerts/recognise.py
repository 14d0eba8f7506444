"""Tells what a file holds about monitoring, by its first look; a file may hold several things."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

Kind = Literal["rules", "grafana-rules", "dashboard", "slo", "scrapes"]
YAML = (".yml", ".yaml", ".rules")
SCRAPES = (b"scrape_configs", b"rule_files", b"ServiceMonitor", b"PodMonitor", b"kind: Prometheus\n", b"kind: Probe",
           b"ScrapeConfig", b"alertmanagers")  # fmt: skip


def kinds_of(path: str, data: bytes) -> Iterator[Kind]:
    """What may stand in a file; parsing it says whether it does."""
    if path.endswith(".json"):
        if b'"panels"' in data or b'"rows"' in data:
            yield "dashboard"
        if b'"groups"' in data and b'"data"' in data and b'"condition"' in data:
            yield "grafana-rules"
        return
    if not path.endswith(YAML):
        return
    if b"alert:" in data or b"record:" in data:
        yield "rules"
    if b"groups" in data and b"condition:" in data and b"refId" in data:
        yield "grafana-rules"
    if b"openslo" in data or b"PrometheusServiceLevel" in data or b"pyrra.dev" in data or b"prometheus/v1" in data:
        yield "slo"
    if any(word in data for word in SCRAPES) or is_workload(data):
        yield "scrapes"


def is_workload(data: bytes) -> bool:
    """Whether a file may describe something that runs in a cluster."""
    return b"apiVersion" in data and b"kind:" in data
