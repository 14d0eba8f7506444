"""Counts working days, Monday to Friday in UTC."""

from __future__ import annotations

DAY = 86_400
THURSDAY = 3
"""The weekday of 1970-01-01, Monday being 0."""


def add_working_days(moment: int, days: int) -> int:
    """The same time of day, `days` working days later; seconds since the epoch."""
    while days > 0:
        moment += DAY
        if (moment // DAY + THURSDAY) % 7 < 5:
            days -= 1
    return moment
