"""Reads RFC 3339 times."""

from __future__ import annotations

import re
from datetime import UTC, datetime

TIME = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:[Zz]|[+-]\d\d:\d\d)")
DURATION = re.compile(r"(\d{1,5})([mhdMHD])")
UNITS = {"m": 60, "h": 3600, "d": 86_400}


def parse_time(text: str) -> int | None:
    """Seconds since the epoch, or None when the text is no RFC 3339 time."""
    if not TIME.fullmatch(text):
        return None
    try:
        return int(datetime.fromisoformat(text.upper().replace(" ", "T")).astimezone(UTC).timestamp())
    except (ValueError, OverflowError):
        return None


def utc_text(text: str) -> str:
    """A valid RFC 3339 time as UTC text (`2026-03-01T18:00:00Z`), so that times compare as text."""
    return datetime.fromtimestamp(parse_time(text) or 0, UTC).isoformat().replace("+00:00", "Z")


def parse_duration(text: str) -> int | None:
    """Seconds of `90m`, `8h` or `2d`, or None when the text is no such duration."""
    found = DURATION.fullmatch(text.strip())
    return int(found[1]) * UNITS[found[2].lower()] if found else None
