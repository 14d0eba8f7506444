"""Reads iCalendar feeds (RFC 5545) as rotas: which of their events count, and what is wrong with the others.

`X-WR-TIMEZONE` is the zone of whole days and of times without a zone. Events that repeat at a time in UTC stay in
UTC, as RFC 5545 says; some programs move them to that zone instead, so a feed that has both is told.
"""

from __future__ import annotations

import re
from collections import defaultdict
from datetime import UTC, datetime, timedelta

from watchkeeper.domain.problems import Place, Problem, UsageError
from watchkeeper.domain.readiness.on_call import Calendar, CalendarEvent, OnCall, Rota
from watchkeeper.domain.wall_clock import zone_of
from watchkeeper.formats.calendars.calendar_text import TIMES, Block, blocks, date_of
from watchkeeper.formats.calendars.recurrence import cost_of, fault_of, parts_of
from watchkeeper.formats.directories.values import told

MOST_BYTES = 8 << 20
MOST_EVENTS = 20_000
MOST_STEPS = 2_000_000
LEAST_STEPS = 1_000
"""What a series costs however seldom it repeats."""
MOST_ZONES = 50
HORIZON = "20400101"
"""Series without an end are counted to here; nobody asks for later."""


def parse_icalendar(data: bytes, file: str, zone: str = "") -> OnCall:
    """One rota of a feed. `zone` is an IANA name for times without any, where the feed does not say it itself.

    An event that cannot be understood is a problem and covers nothing.

    Raises:
        UsageError: it is no calendar, or larger than 8 MB.
    """
    if len(data) > MOST_BYTES:
        raise UsageError(Problem(f"is larger than {MOST_BYTES >> 20} MB", Place(file), "export a shorter time"))
    if b"BEGIN:VCALENDAR" not in data.upper():
        raise UsageError(Problem("is no calendar", Place(file), "name an .ics file"))
    found = list(blocks(data.decode("utf-8-sig", "replace")))
    head = found.pop() if found and found[-1].kind == "VCALENDAR" else Block("VCALENDAR", 1)
    calendar, problems = read_blocks(found, file, head.value("X-WR-TIMEZONE") or zone)
    name = head.value("X-WR-CALNAME") or file.rpartition("/")[2]
    rota = Rota(name, name, calendar.zone, Place(file), observed_at=_made(found), calendar=calendar)
    return OnCall(rotas=(rota,), problems=problems)


def read_blocks(found: list[Block], file: str, zone: str) -> tuple[Calendar, tuple[Problem, ...]]:
    """The calendar that events (and definitions of zones) make, and what is wrong with those that are left out."""
    reader = _Feed(file, zone)
    events = reader.events([block for block in found if block.kind == "VEVENT"])
    zones = reader.zones([block for block in found if block.kind == "VTIMEZONE"])
    kept = tuple(_event(block) for block in events if reader.sound(block))
    frame = f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//watchkeeper//EN\r\n{zones}"
    return Calendar(file, frame, kept, reader.zone), told(reader.problems, file)


class _Feed:
    """Goes over the events of one feed and tells what is wrong with them."""

    def __init__(self, file: str, zone: str) -> None:
        self.file = file
        self.problems: list[Problem] = []
        self.zone = zone if zone_of(zone) else ""
        self._defined: set[str] = set()
        self._steps = 0
        self._moved = False
        if zone and not self.zone:
            self._tell(1, f"names the time zone {zone[:60]!r}, which does not exist", "name an IANA zone")

    def _tell(self, line: int, message: str, remedy: str) -> None:
        self.problems.append(Problem(message, Place(self.file, line), remedy))

    def zones(self, found: list[Block]) -> str:
        """The definitions of zones that nothing else knows, as text."""
        kept = []
        for block in found[:MOST_ZONES]:
            name = block.value("TZID")
            rules = [line for line in block.lines if line.upper().startswith("RRULE:")]
            if not name or _known(name) or any("FREQ=YEARLY" not in line.upper() for line in rules):
                continue
            self._defined.add(name)
            kept.append("\r\n".join(block.lines) + "\r\n")
        return "".join(kept)

    def events(self, found: list[Block]) -> list[Block]:
        """The events that count: not cancelled, and of those with one UID the newest."""
        if len(found) > MOST_EVENTS:
            self._tell(1, f"has {len(found):,} events; more than {MOST_EVENTS:,} are not read", "export a shorter time")
            found = found[:MOST_EVENTS]
        groups: dict[tuple[str, str], list[Block]] = defaultdict(list)
        for block in found:
            groups[block.value("UID") or f"line {block.line}", block.value("RECURRENCE-ID")].append(block)
        kept = []
        for (uid, _), same in groups.items():
            newest = max(_number(block.value("SEQUENCE")) for block in same)
            last = list({"\n".join(b.lines): b for b in same if _number(b.value("SEQUENCE")) == newest}.values())
            if len(last) > 1:
                what = f"{len(last)} events have one UID ({uid[:60]}); each is read as its own"
                self._tell(last[1].line, what, "give each event its own UID")
                for number, block in enumerate(last[1:], 2):
                    block.lines = [_renamed(line, number) for line in block.lines]
            kept += last
        return kept

    def sound(self, block: Block) -> bool:
        """Whether an event can be worked out; the reason why not is a problem."""
        start = block.first("DTSTART")
        if block.value("STATUS").upper() == "CANCELLED" and not block.value("RECURRENCE-ID"):
            return False
        if start is None or not date_of(start.value):
            self._tell(block.line, "an event has no time at which it starts", "give it a DTSTART")
            return False
        for found in block.properties:
            zone = found.parameter("TZID") if found.name in TIMES else ""
            if zone and not _known(zone) and zone not in self._defined:
                what = f"an event is in the time zone {zone[:60]!r}, which does not exist"
                self._tell(block.line, what, "name an IANA zone")
                return False
        floating = not start.value.upper().endswith("Z") and not start.parameter("TZID")
        if floating and not self.zone:
            what = "an event has no time zone (whole days have none either), so nobody knows when it is"
            self._tell(block.line, what, "give the calendar an X-WR-TIMEZONE, or say --zone")
            return False
        if not self._moved and block.repeats and start.value.upper().endswith("Z") and self.zone not in {"", "UTC"}:
            self._moved = True
            what = f"an event repeats in UTC in a calendar of {self.zone}: it moves on the wall when clocks are changed"
            self._tell(block.line, what, "let it repeat in that zone (DTSTART;TZID=…)")
        return self._bounded(block, date_of(start.value))

    def _bounded(self, block: Block, first: str) -> bool:
        for found in block.properties:
            if found.name != "RRULE":
                continue
            if fault := fault_of(found.value, first):
                self._tell(block.line, f"an event {fault}", "write it as a daily, weekly, monthly or yearly event")
                return False
            self._steps += LEAST_STEPS + cost_of(found.value, first, HORIZON)
        if self._steps > MOST_STEPS:
            self._tell(block.line, "repeats too often to be worked out, from this event on", "end series that are over")
            return False
        return True


def _event(block: Block) -> CalendarEvent:
    """The event with the dates between which alone it can happen."""
    dates = [date_of(block.value(name)) for name in ("DTSTART", "DTEND", "RECURRENCE-ID")]
    told_dates = sorted(text for text in dates if text)
    if block.first("RDATE") is not None or not told_dates:
        return CalendarEvent(block.text, block.line)
    if block.first("DURATION") is not None or block.repeats:
        return CalendarEvent(block.text, block.line, dates[0], _over(block, dates[0], dates[1]))
    return CalendarEvent(block.text, block.line, told_dates[0], told_dates[-1])


def _over(block: Block, start: str, end: str) -> str:
    """The date after which a series does not happen any more; "" for one without an end that is easily told."""
    rules = [parts_of(found.value) for found in block.properties if found.name in {"RRULE", "EXRULE"}]
    until = date_of(rules[0].get("UNTIL", "")) if len(rules) == 1 else ""
    try:
        length = datetime.strptime(end, "%Y%m%d") - datetime.strptime(start, "%Y%m%d")  # noqa: DTZ007 - dates alone
        last = datetime.strptime(until, "%Y%m%d") + max(length, timedelta())  # noqa: DTZ007 - a date alone
    except (ValueError, OverflowError):
        return ""
    return last.strftime("%Y%m%d")


def _made(found: list[Block]) -> int:
    """When the feed was made: the latest time with which its events are stamped."""
    stamps = [block.value(name) for block in found for name in ("DTSTAMP", "LAST-MODIFIED")]
    latest = max((stamp for stamp in stamps if re.fullmatch(r"\d{8}T\d{6}Z", stamp)), default="")
    try:
        return int(datetime.strptime(latest, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC).timestamp())
    except ValueError:
        return 0


def _known(name: str) -> bool:
    if zone_of(name) is not None:
        return True
    from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

    return name in WINDOWS_TO_OLSON


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _renamed(line: str, number: int) -> str:
    return f"{line}#{number}" if line.upper().startswith("UID:") else line
