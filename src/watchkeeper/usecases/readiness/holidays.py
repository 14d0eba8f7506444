"""Public holidays of the country that a time zone belongs to, kept in the cache because looking them up is slow."""

from __future__ import annotations

from datetime import UTC, date, datetime
from importlib import metadata, resources

import msgspec

from watchkeeper.usecases.cache import cached, keep

KIND = "holidays"


def holidays_of(zone: str, now: int) -> tuple[tuple[date, str], ...]:
    """The holidays of this year and the next, with their names; none where the country is not known.

    `now` is seconds since the epoch. Needs the extra [drill]; without it there are none.
    """
    year = datetime.fromtimestamp(now, UTC).year
    country = _country(zone)
    if not country:
        return ()
    try:
        version = metadata.version("holidays")
    except metadata.PackageNotFoundError:
        return ()
    key = f"{version}-{country}-{year}"
    if (kept := cached(KIND, key)) is not None:
        return tuple(msgspec.json.decode(kept, type=list[tuple[date, str]]))
    import holidays

    try:
        found = sorted(holidays.country_holidays(country, years=[year, year + 1]).items())
    except NotImplementedError:
        found = []
    keep(KIND, key, msgspec.json.encode(found))
    return tuple(found)


def _country(zone: str) -> str:
    """The country of a zone, by the table that comes with the time zones; "" for UTC and for one it does not name."""
    try:
        table = resources.files("tzdata").joinpath("zoneinfo", "zone.tab").read_text("utf-8")
    except (ModuleNotFoundError, FileNotFoundError):
        return ""
    for line in table.splitlines():
        parts = line.split("\t")
        if len(parts) > 2 and parts[2] == zone:
            return parts[0]
    return ""
