"""Reads lengths of time as Prometheus writes them (`1d12h`, `30s`)."""

from __future__ import annotations

import re

_UNITS = {"y": 31_536_000_000, "w": 604_800_000, "d": 86_400_000, "h": 3_600_000, "m": 60_000, "s": 1_000, "ms": 1}
_DURATION = re.compile("".join(rf"(?:([0-9]+){unit})?" for unit in _UNITS))
_MOST = (2**63 - 1) // 1_000_000


def parse_duration(text: str) -> float:
    """Seconds of a length of time; units stand from the largest to the smallest, each once, whole numbers only.

    Raises:
        ValueError: it is none, or longer than 292 years.
    """
    if text == "0":
        return 0.0
    match = _DURATION.fullmatch(text) if text and len(text) < 200 else None
    if match is None:
        raise ValueError(f"{text[:100]!r} is not a duration such as 30s, 5m or 1d12h")
    total = sum(int(count or 0) * size for count, size in zip(match.groups(), _UNITS.values(), strict=True))
    if total > _MOST:
        raise ValueError(f"{text[:100]!r} is longer than 292 years")
    return total / 1_000
