"""Metrics that no application exports itself."""

from __future__ import annotations

import pytest

from watchkeeper.analysis.monitoring.well_known import exporter_of


@pytest.mark.parametrize(
    ("metric", "who"),
    [
        ("up", "Prometheus itself"),
        ("node_filesystem_free_bytes", "node_exporter"),
        ("kube_pod_status_ready", "kube-state-metrics"),
        ("container_memory_working_set_bytes", "cAdvisor"),
        ("probe_success", "blackbox_exporter"),
        ("pay_requests_total", ""),
        ("update_total", ""),
        ("nodes_total", ""),
    ],
)
def test_who_exports_it(metric: str, who: str) -> None:
    assert exporter_of(metric) == who
