"""Reads a calendar (iCalendar) as a rota: its name, its zone, and whether it holds anything at all."""

from __future__ import annotations

import re

from watchkeeper.domain.problems import Place, Problem, UsageError
from watchkeeper.domain.readiness.on_call import OnCall, Rota

MOST_BYTES = 8 << 20
_NAME = re.compile(rb"^X-WR-CALNAME[^:\r\n]*:([^\r\n]{0,200})", re.MULTILINE)
_ZONE = re.compile(rb"^X-WR-TIMEZONE[^:\r\n]*:([^\r\n]{0,80})", re.MULTILINE)
_STAMP = re.compile(rb"^(?:LAST-MODIFIED|DTSTAMP)[^:\r\n]*:(\d{8}T\d{6})Z", re.MULTILINE)


def parse_calendar(data: bytes, file: str) -> OnCall:
    """The rota of a calendar. The events stay as they are; they are expanded for the time that is asked about.

    Raises:
        UsageError: it is no calendar, or larger than 8 MB.
    """
    if len(data) > MOST_BYTES:
        raise UsageError(
            Problem(f"is larger than {MOST_BYTES >> 20} MB, so it is not read", Place(file), "export less")
        )
    if b"BEGIN:VCALENDAR" not in data:
        raise UsageError(Problem("is no calendar", Place(file), "name an .ics file"))
    name = _NAME.search(data)
    zone = _ZONE.search(data)
    shown = name[1].decode("utf-8", "replace").strip() if name else file.rpartition("/")[2].removesuffix(".ics")
    rota = Rota(shown, shown, zone[1].decode("ascii", "replace").strip() if zone else "UTC", Place(file), calendar=data)
    if b"BEGIN:VEVENT" in data:
        return OnCall((rota,))
    problem = Problem(
        "holds no event: an empty feed proves nothing", Place(file), "look whether its address still works"
    )
    return OnCall((rota,), problems=(problem,))
