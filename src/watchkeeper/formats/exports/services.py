"""Knows under which labels monitoring names a service and an environment."""

from __future__ import annotations

from collections.abc import Mapping

SERVICE_LABELS = (
    "service", "service_name", "component", "app", "application", "app_kubernetes_io_name", "deployment", "job",
)  # fmt: skip
"""From the surest to the least sure: `job` is what was scraped, which need not be what broke."""
ENVIRONMENT_LABELS = ("environment", "env", "stage", "deployment_environment", "deployment_environment_name")


def service_in(labels: Mapping[str, object]) -> str:
    """The service that these labels name; "" when none does."""
    return _first(labels, SERVICE_LABELS)


def environment_in(labels: Mapping[str, object]) -> str:
    """The environment that these labels name; "" when none does."""
    return _first(labels, ENVIRONMENT_LABELS)


def _first(labels: Mapping[str, object], known: tuple[str, ...]) -> str:
    said = {name.casefold().replace("-", "_").replace(".", "_"): value for name, value in labels.items()}
    return next((value for name in known if isinstance(value := said.get(name), str) and value), "")
