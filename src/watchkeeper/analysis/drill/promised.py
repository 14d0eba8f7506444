"""What a support promise says of an hour: whether somebody has to come, and when they come next."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from msgspec import Struct

from watchkeeper.domain.ownership.promises import SupportPromise
from watchkeeper.domain.readiness.drill import Instant

OPENS, CLOSES = 9, 17
"""Business hours are Monday to Friday, 09:00 to 17:00, in the promise's zone."""


class Hours(Struct, frozen=True):
    """`opens` is when somebody has to come where that is later, `says` why nobody has to come now."""

    opens: Instant | None = None
    says: str = ""


def hours_of(promise: SupportPromise | None, instant: Instant) -> Hours:
    """What the promise says of an instant. An unknown zone counts as UTC; no promise asks for somebody always."""
    if promise is None or promise.kind == "24x7":
        return Hours()
    if promise.kind == "unsupported":
        return Hours(None, f"nobody is woken, as promised: unsupported until {promise.until}")
    if promise.kind == "best-effort":
        return Hours(None, "nobody is woken, as promised: best effort")
    zone = zone_of(promise.zone)
    local = datetime.fromtimestamp(instant.at, UTC).astimezone(zone)
    if local.weekday() < 5 and OPENS <= local.hour < CLOSES:
        return Hours()
    opens = _next_opening(local)
    at = Instant(int(opens.timestamp()), str(zone), f"next working hour, {opens:%A %H:%M}")
    return Hours(at, f"nobody is woken, as promised; next human {opens:%A %H:%M} ({zone})")


def zone_of(name: str) -> ZoneInfo:
    """The zone of an IANA name; UTC where there is none of that name."""
    try:
        return ZoneInfo(name or "UTC")
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo("UTC")


def _next_opening(local: datetime) -> datetime:
    day = local.replace(hour=OPENS, minute=0, second=0, microsecond=0)
    if local >= day:
        day += timedelta(days=1)
    while day.weekday() >= 5:
        day += timedelta(days=1)
    return day
