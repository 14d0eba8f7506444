"""Says why a rota proves nothing: it is empty, too old, or nobody knows in which zone it is meant."""

from __future__ import annotations

from watchkeeper.domain.readiness.on_call import Rota
from watchkeeper.domain.wall_clock import zone_of

DAY = 86_400


def doubt(rota: Rota, now: int, stale_days: int) -> str:
    """Why nobody can tell who is on call by this rota, as the end of a sentence; "" for one that tells.

    An export or a feed counts for `stale_days` days before `now` (seconds since the epoch).
    """
    days = (now - rota.observed_at) // DAY
    if rota.observed_at and days > stale_days:
        return f"was made {days:,} days ago, and counts for {stale_days:,}"
    if rota.says_nothing:
        return "is empty"
    for zone in (rota.zone, *(zone for layer in rota.layers for zone in (layer.zone, layer.window_zone))):
        if zone and zone_of(zone) is None:
            return f"is in the time zone {zone[:60]}, which does not exist"
    return ""
