"""Time on the wall of a zone: when a local time is, what the clocks show, and when they are changed."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

ZONE = re.compile(r"[A-Za-z][A-Za-z0-9_+-]{0,30}(?:/[A-Za-z0-9_+-]{1,30}){0,2}")
DAY = 86_400
LOOK_AHEAD = 400
"""Days in which a zone that changes its clocks does so twice."""
EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - wall times have no zone of their own
FIRST, LAST = -2_208_988_800, 253_000_000_000
"""The years 1900 to 9987: times outside are cut, so that arithmetic with local times never overflows."""


@lru_cache(maxsize=256)
def zone_of(name: str) -> ZoneInfo | None:
    """The zone with this IANA name; None when there is none."""
    if not ZONE.fullmatch(name):
        return None
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def wall(at: int, zone: ZoneInfo) -> datetime:
    """What the clocks of a zone show at an instant (seconds since the epoch), without a zone."""
    return datetime.fromtimestamp(min(max(at, FIRST), LAST), zone).replace(tzinfo=None, fold=0)


def instant(shown: datetime, zone: ZoneInfo) -> int:
    """When the clocks of a zone show this: the first time of two; where it is skipped, the moment of the change."""
    local = shown.replace(tzinfo=zone, fold=0)
    at = int(local.timestamp())
    if wall(at, zone) == shown.replace(microsecond=0):
        return at
    low = int(local.replace(fold=1).timestamp())
    return _change(zone, min(low, at), max(low, at))


def dst_nights(zone: str, after: int) -> tuple[int, ...]:
    """The next two instants after `after` at which the zone changes its clocks; () for a zone that never does."""
    found = zone_of(zone)
    if found is None:
        return ()
    nights: list[int] = []
    at = after
    for _ in range(LOOK_AHEAD):
        if _offset(found, at) != _offset(found, at + DAY):
            nights.append(_change(found, at, at + DAY))
            if len(nights) == 2:
                break
        at += DAY
    return tuple(nights)


def _change(zone: ZoneInfo, low: int, high: int) -> int:
    """The first instant after `low`, up to `high`, at which another offset holds than at `low`."""
    before = _offset(zone, low)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if _offset(zone, middle) == before else (low, middle)
    return high


def _offset(zone: ZoneInfo, at: int) -> timedelta | None:
    return datetime.fromtimestamp(at, UTC).astimezone(zone).utcoffset()
