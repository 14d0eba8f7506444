"""Works out what the events of a calendar mean in a span of time: recurrences, edited instances, who is on call.

Who is on call is told by the attendees' addresses, else by an address or `@login` in the summary, else by the summary
itself (without `[L1]`, which is a level as Grafana OnCall writes it, `On call:` before and brackets behind), else by
the organizer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

from watchkeeper.domain.problems import Place
from watchkeeper.domain.readiness.on_call import Calendar, Segment
from watchkeeper.domain.wall_clock import instant, zone_of
from watchkeeper.formats.calendars.calendar_text import LINE_MARK

MOST_SEGMENTS = 100_000
MARGIN = timedelta(days=2)
ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,8}")
LOGIN = re.compile(r"(?:^|\s)(@[A-Za-z0-9][A-Za-z0-9_.-]{0,60}(?:/[A-Za-z0-9_.-]{1,60})?)")
LEVEL = re.compile(r"\[L(\d{1,2})\]", re.IGNORECASE)
LEAD = re.compile(r"^\s*on[- ]?call\s*(?:[:\u2013-]|for\s)\s*", re.IGNORECASE)
BEHIND = re.compile(
    r"\s*(?:[(\[].*|[-\u2013\u2014]\s*on[- ]?call.*|(?:is\s+)?on[- ]?call.*)$", re.IGNORECASE | re.DOTALL
)
NO_PEOPLE = frozenset({"ROOM", "RESOURCE", "GROUP"})
_BAD = (ValueError, KeyError, TypeError, AttributeError, OverflowError, IndexError, RecursionError, ArithmeticError)


def occurrences(calendar: Calendar, start: int, end: int) -> Iterator[tuple[int, Segment]]:
    """What of a calendar happens in a span (seconds since the epoch), with its level (0 = none is written).

    Never raises; events that the library cannot work out are left out, and so cover nothing.
    """
    import icalendar
    import recurring_ical_events

    low = (datetime.fromtimestamp(start, UTC) - MARGIN).strftime("%Y%m%d")
    high = (datetime.fromtimestamp(end, UTC) + MARGIN).strftime("%Y%m%d")
    texts = [e.text for e in calendar.events if (not e.first or e.first <= high) and (not e.last or e.last >= low)]
    if not texts:
        return
    try:
        whole = icalendar.Calendar.from_ical(calendar.frame + "".join(texts) + "END:VCALENDAR\r\n")
        query = recurring_ical_events.of(whole, skip_bad_series=True)
        found = query.between(datetime.fromtimestamp(start, UTC) - MARGIN, datetime.fromtimestamp(end, UTC) + MARGIN)
    except _BAD:
        return
    for event in found[:MOST_SEGMENTS]:
        try:
            yield from _segments(event, calendar, start, end)
        except _BAD:
            continue


def _segments(event: Any, calendar: Calendar, start: int, end: int) -> Iterator[tuple[int, Segment]]:
    begins, stops = _at(event.start, calendar.zone), _at(event.end, calendar.zone)
    begins, stops = max(begins, start), min(stops, end)
    if begins >= stops or str(event.get("STATUS", "")).upper() == "CANCELLED":
        return
    title = " ".join(str(event.get("SUMMARY", "")).split())[:200]
    level = LEVEL.search(title)
    place = Place(calendar.file, int(event.get(LINE_MARK, 0)))
    for person in _people(event, LEVEL.sub("", title, count=1).strip()):
        yield int(level[1]) if level else 0, Segment(begins, stops, person, title, place)


def _people(event: Any, title: str) -> tuple[str, ...]:
    attendees = event.get("ATTENDEE", [])
    asked = attendees if isinstance(attendees, list) else [attendees]
    people = [one for one in asked if str(one.params.get("CUTYPE", "")).upper() not in NO_PEOPLE]
    if people:
        coming = [one for one in people if str(one.params.get("PARTSTAT", "")).upper() != "DECLINED"]
        return tuple(dict.fromkeys(name for one in coming if (name := _address(str(one)))))
    if found := tuple(dict.fromkeys(ADDRESS.findall(title))) or tuple(dict.fromkeys(LOGIN.findall(title))):
        return found
    name = BEHIND.sub("", LEAD.sub("", title)).strip() or _address(str(event.get("ORGANIZER", "")))
    return (name,) if name else ()


def _address(text: str) -> str:
    plain = text.strip()
    return plain[7:] if plain.lower().startswith("mailto:") else plain


def _at(moment: date, zone: str) -> int:
    """When a date or a time is, in seconds since the epoch; what has no zone is meant in the calendar's."""
    if isinstance(moment, datetime) and moment.tzinfo is not None:
        return int(moment.timestamp())
    where = zone_of(zone)
    if where is None:
        raise ValueError
    shown = moment if isinstance(moment, datetime) else datetime(moment.year, moment.month, moment.day)  # noqa: DTZ001
    return instant(shown, where)
