"""Answers where an alert goes at an instant, for one question."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from watchkeeper.analysis.alerting.compiled import compile_routing
from watchkeeper.domain.readiness.routing import Delivery, Routing, Silence


def deliver(
    routing: Routing,
    labels: Mapping[str, str],
    at: float,
    firing: Sequence[Mapping[str, str]] = (),
    silences: Sequence[Silence] = (),
) -> tuple[Delivery, ...]:
    """What becomes of an alert that starts to fire at an instant (`CompiledRouting.deliver`, for many questions)."""
    return compile_routing(routing).deliver(labels, at, firing, silences)
