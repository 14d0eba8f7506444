"""What came of trying an alert rule on made-up series."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

from msgspec import Struct

from watchkeeper.domain.readiness.monitoring import AlertRule


class Trial(Struct, frozen=True):
    """Whether a rule fired, and the labels of each alert that it fired with.

    `fired` is None where it did not, or was not tried: that proves nothing, and `why` says what happened.
    """

    fired: bool | None
    why: str = ""
    labels: tuple[dict[str, str], ...] = ()


Fire: TypeAlias = Callable[[Sequence[AlertRule], Sequence[str]], Sequence[Trial]]
"""Tries rules, one trial each; the series that it makes up carry the labels that are asked for."""
