"""A moment as text: RFC 3339 in UTC with whole seconds, so that times compare as text."""

from __future__ import annotations

LAST = 253_402_300_799
"""9999-12-31T23:59:59Z, the last moment that such a text can tell."""


def utc(seconds: int) -> str:
    """Seconds since the epoch as `2026-03-01T18:00:00Z`; what lies outside the years 1970 to 9999 is cut."""
    from datetime import UTC, datetime

    return datetime.fromtimestamp(min(max(seconds, 0), LAST), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
