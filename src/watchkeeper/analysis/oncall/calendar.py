"""Expands a calendar's events to segments: recurrences, edited instances, all-day and floating times."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from watchkeeper.domain.problems import Place, Problem, UsageError
from watchkeeper.domain.readiness.on_call import Segment

MOST_BYTES = 8 << 20
MOST_EVENTS = 10_000
MOST_INSTANCES = 50_000


def expand_calendar(data: bytes, zone: str, place: Place, start: int, end: int) -> tuple[Segment, ...]:
    """The events of a calendar between two moments, each with its person, in order of time.

    A time without a zone is that of `zone`, a whole day begins at its midnight. Of two events with one UID
    the later edition counts, as the library has it. A cancelled event is none.

    Raises:
        UsageError: it is no calendar, or larger than is read.
    """
    import recurring_ical_events

    calendar = _parsed(data, place.file)
    first, last = datetime.fromtimestamp(start, UTC), datetime.fromtimestamp(end, UTC)
    where = ZoneInfo(zone or "UTC")
    try:
        events = recurring_ical_events.of(calendar, skip_bad_series=True).between(
            first - timedelta(days=1), last + timedelta(days=1)
        )
    except (ValueError, KeyError, TypeError, OverflowError) as error:
        raise UsageError(Problem(f"cannot be expanded: {str(error)[:200]}", place, "export it anew")) from None
    if len(events) > MOST_INSTANCES:
        raise UsageError(Problem(f"has more than {MOST_INSTANCES:,} events in this time", place, "ask for less time"))
    found = []
    for event in events:
        if str(event.get("STATUS", "")).upper() == "CANCELLED":
            continue
        opens, closes = _moment(event["DTSTART"].dt, where), _moment(_end(event), where)
        if max(opens, start) < min(closes, end):
            layer = str(event.get("SUMMARY", ""))[:200]
            found += [Segment(max(opens, start), min(closes, end), who, layer, place) for who in _people(event)]
    return tuple(sorted(found, key=lambda s: (s.start, s.end, s.person)))


@lru_cache(maxsize=64)
def _parsed(data: bytes, file: str) -> Any:
    import icalendar
    import x_wr_timezone

    if len(data) > MOST_BYTES:
        raise UsageError(Problem(f"is larger than {MOST_BYTES >> 20} MB", Place(file), "export less of it"))
    if data.count(b"BEGIN:VEVENT") > MOST_EVENTS:
        raise UsageError(Problem(f"holds more than {MOST_EVENTS:,} events", Place(file), "export less of it"))
    try:
        return x_wr_timezone.to_standard(icalendar.Calendar.from_ical(data))
    except (ValueError, KeyError, IndexError, TypeError, AttributeError) as error:
        raise UsageError(Problem(f"is no calendar: {str(error)[:200]}", Place(file), "export it anew")) from None


def _moment(value: date, zone: ZoneInfo) -> int:
    if not isinstance(value, datetime):
        value = datetime(value.year, value.month, value.day, tzinfo=zone)
    elif value.tzinfo is None:
        value = value.replace(tzinfo=zone)
    return int(value.timestamp())


def _end(event: Any) -> date:
    if "DTEND" in event:
        return event["DTEND"].dt  # type: ignore[no-any-return]
    start: date = event["DTSTART"].dt
    if "DURATION" in event:
        return start + event["DURATION"].dt  # type: ignore[no-any-return]
    return start + timedelta(days=1) if not isinstance(start, datetime) else start


def _people(event: Any) -> tuple[str, ...]:
    """Who an event names: attendees by address, else what its title says."""
    attendees = event.get("ATTENDEE", [])
    listed = attendees if isinstance(attendees, list) else [attendees]
    addresses = [str(one).partition(":")[2] for one in listed if str(one).lower().startswith("mailto:")]
    if addresses:
        return tuple(dict.fromkeys(address.strip().lower() for address in addresses))
    return (name_in(str(event.get("SUMMARY", ""))),)


_BEFORE = re.compile(r"^\s*(?:\[[^\]]*\]|on[- ]?call(?: schedule| rotation)?)\s*[:\-\u2013\u2014]?\s*", re.IGNORECASE)
_BEHIND = re.compile(
    r"\s*(?:[(\[].*|[-\u2013\u2014]\s*on[- ]?call.*|(?:is\s+)?on[- ]?call.*)$", re.IGNORECASE | re.DOTALL
)
_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")


def name_in(title: str) -> str:
    """The person that a title names: `On call: Ada (payments)` is `Ada`; an address counts before a name."""
    plain = " ".join(title[:200].split())
    if address := _ADDRESS.search(plain):
        return address[0].lower()
    return _BEHIND.sub("", _BEFORE.sub("", plain)).removeprefix("@").strip()
