"""Tells what a file holds about monitoring, by its first look; a file may hold several things."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

Kind = Literal["rules", "grafana-rules", "dashboard", "slo", "scrapes"]
KINDS: tuple[Kind, ...] = ("rules", "grafana-rules", "dashboard", "slo", "scrapes")
YAML = (".yml", ".yaml", ".rules", ".rule")
_DEFINITION = re.compile(rb"\bkind\"?: *\"?CustomResourceDefinition\b")
"""The schema of a resource has all the words of one."""
_RULE = re.compile(rb"(?m)^[^#\n]*?[\"']?\b(?:alert|record)[\"']? *:")
_GROUPS = re.compile(rb"[\"']?\bgroups[\"']? *:|\bexpr[\"']? *:")
_SLO = re.compile(rb"\b(?:openslo(?:\.com)?/|PrometheusServiceLevel\b|pyrra\.dev/|[\"']?prometheus/v1\b)")
_SCRAPES = re.compile(
    rb"\bscrape_configs\b|\brule_files\b|\balertmanagers\b"
    rb"|\bkind[\"']?: *[\"']?(?:ServiceMonitor|PodMonitor|Probe|ScrapeConfig|Prometheus|ThanosRuler)(?:List)?\b"
)


def kinds_of(path: str, data: bytes) -> Iterator[Kind]:
    """What may stand in a file; parsing it says whether it does."""
    is_json = path.endswith(".json")
    if (not is_json and not path.endswith(YAML)) or _DEFINITION.search(data):
        return
    if is_json and (b'"panels"' in data or b'"rows"' in data):
        yield "dashboard"
    if _RULE.search(data) and _GROUPS.search(data):
        yield "rules"
    if b"refId" in data and b"condition" in data and b"data" in data and not (is_json and b'"panels"' in data):
        yield "grafana-rules"
    if _SLO.search(data):
        yield "slo"
    if _SCRAPES.search(data) or is_workload(data):
        yield "scrapes"


def is_workload(data: bytes) -> bool:
    """Whether a file may describe something that runs in a cluster."""
    return b"apiVersion" in data and b"kind" in data
