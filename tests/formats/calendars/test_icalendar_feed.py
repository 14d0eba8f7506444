"""Calendars as rotas: the traps of real feeds, after RFC 5545 and the cases of Grafana OnCall's and GoAlert's users."""

from __future__ import annotations

import time
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from watchkeeper.analysis.oncall.expand import expand
from watchkeeper.domain.problems import UsageError
from watchkeeper.domain.readiness.on_call import OnCall
from watchkeeper.formats.calendars.icalendar_feed import parse_icalendar

pytest.importorskip("recurring_ical_events")


def feed(*events: str, head: str = "") -> bytes:
    parts = "".join(f"BEGIN:VEVENT\n{event.strip()}\nEND:VEVENT\n" for event in events)
    return f"BEGIN:VCALENDAR\nVERSION:2.0\n{head}{parts}END:VCALENDAR\n".replace("\n", "\r\n").encode()


def at(text: str) -> int:
    return int(datetime.fromisoformat(text).timestamp())


def told(data: bytes, start: str, end: str, zone: str = "") -> list[tuple[str, str, str]]:
    (rota,) = parse_icalendar(data, "r.ics", zone).rotas
    shown = "{:%m-%dT%H:%M}".format
    segments = expand(rota, at(start), at(end))
    return [(shown(datetime.fromtimestamp(s.start, UTC)), shown(datetime.fromtimestamp(s.end, UTC)), s.person)
            for s in segments]  # fmt: skip


def problems(found: OnCall) -> str:
    return "\n".join(str(problem) for problem in found.problems)


def test_a_whole_day_is_a_day_of_the_calendars_zone() -> None:
    day = "UID:1\nDTSTART;VALUE=DATE:20260701\nDTEND;VALUE=DATE:20260702\nSUMMARY:ada"
    lisbon = feed(day, head="X-WR-TIMEZONE:Europe/Lisbon\n")
    assert told(lisbon, "2026-06-30T00:00Z", "2026-07-03T00:00Z") == [("06-30T23:00", "07-01T23:00", "ada")]
    assert told(feed(day), "2026-06-30T00:00Z", "2026-07-03T00:00Z", "Asia/Tokyo") == [
        ("06-30T15:00", "07-01T15:00", "ada")
    ]


def test_what_has_no_zone_covers_nothing_and_is_told() -> None:
    data = feed("UID:1\nDTSTART:20260701T090000\nDTEND:20260701T170000\nSUMMARY:ada")
    assert told(data, "2026-06-30T00:00Z", "2026-07-03T00:00Z") == []
    assert "has no time zone" in problems(parse_icalendar(data, "r.ics"))
    assert len(told(data, "2026-06-30T00:00Z", "2026-07-03T00:00Z", "Europe/Lisbon")) == 1


@pytest.mark.parametrize("zone", ["Mars/Olympus", "Europe/Lisbon;X", "../../etc/passwd", "Customized Time Zone"])
def test_a_zone_that_does_not_exist_covers_nothing_and_is_told(zone: str) -> None:
    data = feed(f'UID:1\nDTSTART;TZID="{zone}":20260701T090000\nDTEND;TZID="{zone}":20260701T170000\nSUMMARY:ada')
    assert told(data, "2026-06-30T00:00Z", "2026-07-03T00:00Z") == []
    assert "does not exist" in problems(parse_icalendar(data, "r.ics"))


def test_windows_names_of_zones_are_known() -> None:
    """Outlook writes zones so."""
    zone = "W. Europe Standard Time"
    data = feed(f"UID:1\nDTSTART;TZID={zone}:20260701T090000\nDTEND;TZID={zone}:20260701T170000\nSUMMARY:ada")
    assert told(data, "2026-06-30T00:00Z", "2026-07-03T00:00Z") == [("07-01T07:00", "07-01T15:00", "ada")]


def test_a_zone_that_the_feed_defines_itself_is_known() -> None:
    zone = (
        "BEGIN:VTIMEZONE\nTZID:Ship\nBEGIN:STANDARD\nDTSTART:19700101T000000\nTZOFFSETFROM:+0300\n"
        "TZOFFSETTO:+0300\nEND:STANDARD\nEND:VTIMEZONE\n"
    )
    data = feed("UID:1\nDTSTART;TZID=Ship:20260701T090000\nDTEND;TZID=Ship:20260701T170000\nSUMMARY:ada", head=zone)
    assert told(data, "2026-06-30T00:00Z", "2026-07-03T00:00Z") == [("07-01T06:00", "07-01T14:00", "ada")]


DAILY = "UID:1\nDTSTART;TZID=Europe/Madrid:20260309T130000\nDTEND;TZID=Europe/Madrid:20260309T133000\nSUMMARY:ada\n"


def test_until_that_is_not_in_utc() -> None:
    """OnCall's `test_event_until_non_utc`: Apple's calendar writes it so; it is no reason to fail, nor to go on."""
    data = feed(DAILY + "RRULE:FREQ=WEEKLY;UNTIL=20260324T010101")
    found = told(data, "2026-03-01T00:00Z", "2026-04-30T00:00Z")
    assert [start for start, _, _ in found] == ["03-09T12:00", "03-16T12:00", "03-23T12:00"]


def test_until_in_the_past_is_over() -> None:
    data = feed(DAILY + "RRULE:FREQ=DAILY;UNTIL=20260310T235959Z")
    assert told(data, "2026-03-12T00:00Z", "2026-06-30T00:00Z") == []


def test_an_edited_instance_takes_the_place_of_the_one_it_edits() -> None:
    edited = (
        "UID:1\nRECURRENCE-ID;TZID=Europe/Madrid:20260310T130000\nDTSTART;TZID=Europe/Madrid:20260310T150000\n"
        "DTEND;TZID=Europe/Madrid:20260310T160000\nSUMMARY:ben"
    )
    found = told(feed(DAILY + "RRULE:FREQ=DAILY", edited), "2026-03-09T00:00Z", "2026-03-12T00:00Z")
    assert found == [
        ("03-09T12:00", "03-09T12:30", "ada"), ("03-10T14:00", "03-10T15:00", "ben"),
        ("03-11T12:00", "03-11T12:30", "ada"),
    ]  # fmt: skip


def test_a_cancelled_instance_and_an_exception_cover_nothing() -> None:
    gone = (
        "UID:1\nRECURRENCE-ID;TZID=Europe/Madrid:20260310T130000\nDTSTART;TZID=Europe/Madrid:20260310T130000\n"
        "DTEND;TZID=Europe/Madrid:20260310T133000\nSTATUS:CANCELLED\nSUMMARY:ada"
    )
    series = DAILY + "RRULE:FREQ=DAILY\nEXDATE;TZID=Europe/Madrid:20260311T130000"
    found = told(feed(series, gone), "2026-03-09T00:00Z", "2026-03-13T00:00Z")
    assert [start for start, _, _ in found] == ["03-09T12:00", "03-12T12:00"]


def test_two_events_with_one_uid_both_count_and_are_told() -> None:
    one = "UID:same\nDTSTART:20260701T090000Z\nDTEND:20260701T100000Z\nSUMMARY:ada"
    two = "UID:same\nDTSTART:20260701T100000Z\nDTEND:20260701T110000Z\nSUMMARY:ben"
    data = feed(one, two)
    assert [person for _, _, person in told(data, "2026-07-01T00:00Z", "2026-07-02T00:00Z")] == ["ada", "ben"]
    assert "one UID" in problems(parse_icalendar(data, "r.ics"))


def test_of_two_editions_of_an_event_the_later_counts() -> None:
    old = "UID:same\nSEQUENCE:1\nDTSTART:20260701T090000Z\nDTEND:20260701T100000Z\nSUMMARY:ada"
    new = "UID:same\nSEQUENCE:2\nDTSTART:20260701T100000Z\nDTEND:20260701T110000Z\nSUMMARY:ben"
    assert told(feed(old, new), "2026-07-01T00:00Z", "2026-07-02T00:00Z") == [("07-01T10:00", "07-01T11:00", "ben")]


@pytest.mark.parametrize(
    ("lines", "person"),
    [
        ("SUMMARY:Ada Lovelace", "Ada Lovelace"),
        ("SUMMARY:On call: Ada Lovelace (payments)", "Ada Lovelace"),
        ("SUMMARY:[L1] ada", "ada"),
        ("SUMMARY:Ada Lovelace - On Call", "Ada Lovelace"),
        ("SUMMARY:first line @ada-l", "@ada-l"),
        ("SUMMARY:first line: Ada@Example.com", "Ada@Example.com"),
        ("SUMMARY:payments\nATTENDEE;CN=Ada:MAILTO:Ada@example.com", "Ada@example.com"),
        ("SUMMARY:payments\nATTENDEE;CUTYPE=ROOM:mailto:room@example.com\nATTENDEE:mailto:a@b.example", "a@b.example"),
        ("SUMMARY:x\nATTENDEE;PARTSTAT=DECLINED:mailto:no@b.example\nATTENDEE:mailto:a@b.example", "a@b.example"),
        ("ORGANIZER:mailto:boss@example.com", "boss@example.com"),
    ],
)  # fmt: skip
def test_who_it_is(lines: str, person: str) -> None:
    data = feed(f"UID:1\nDTSTART:20260701T090000Z\nDTEND:20260701T100000Z\n{lines}")
    assert [who for _, _, who in told(data, "2026-07-01T00:00Z", "2026-07-02T00:00Z")] == [person]


def test_a_higher_level_hides_a_lower_one() -> None:
    low = "UID:1\nDTSTART:20260701T090000Z\nDTEND:20260701T170000Z\nSUMMARY:[L1] ada"
    high = "UID:2\nDTSTART:20260701T120000Z\nDTEND:20260701T130000Z\nSUMMARY:[L2] ben"
    assert [who for _, _, who in told(feed(low, high), "2026-07-01T00:00Z", "2026-07-02T00:00Z")] == [
        "ada",
        "ben",
        "ada",
    ]


@pytest.mark.parametrize(
    "rule",
    ["FREQ=SECONDLY", "FREQ=MINUTELY", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "FREQ=DAILY;BYEASTER=1", "FREQ=",
     "FREQ=DAILY;INTERVAL=0", "FREQ=DAILY;COUNT=99999999999", "X"],
)  # fmt: skip
def test_a_rule_that_cannot_be_worked_out_is_told(rule: str) -> None:
    data = feed(DAILY + f"RRULE:{rule}")
    begun = time.monotonic()
    assert told(data, "2026-03-01T00:00Z", "2026-06-30T00:00Z") == []
    assert parse_icalendar(data, "r.ics").problems
    assert time.monotonic() - begun < 2


def test_a_feed_without_events_says_nothing() -> None:
    (rota,) = parse_icalendar(feed(), "r.ics").rotas
    assert rota.says_nothing


@pytest.mark.parametrize("data", [b"", b"<html>sign in</html>", b"{}", b"BEGIN:VCALENDAR" + b" " * (9 << 20)])
def test_what_is_no_calendar_or_too_large_is_refused(data: bytes) -> None:
    with pytest.raises(UsageError):
        parse_icalendar(data, "r.ics")


@pytest.mark.parametrize(
    "rule", ["", "RRULE:FREQ=DAILY\n", "RRULE:FREQ=WEEKLY;BYDAY=MO,TU,WE;UNTIL=20260401T000000Z\n"]
)
def test_ten_thousand_events_take_seconds(rule: str) -> None:
    events = [
        f"UID:{n}\nDTSTART:2026{n % 12 + 1:02}{n % 28 + 1:02}T{n % 24:02}0000Z\nDURATION:PT1H\n{rule}SUMMARY:p{n % 7}"
        for n in range(10_000)
    ]
    begun = time.monotonic()
    (rota,) = parse_icalendar(feed(*events), "r.ics").rotas
    assert expand(rota, at("2026-01-01T00:00Z"), at("2026-04-01T00:00Z"))
    assert time.monotonic() - begun < 20


def test_a_series_that_is_over_still_reaches_into_its_last_night() -> None:
    late = (
        "UID:1\nDTSTART:20260301T180000Z\nDTEND:20260303T060000Z\nSUMMARY:a\nRRULE:FREQ=WEEKLY;UNTIL=20260308T180000Z"
    )
    assert told(feed(late), "2026-03-10T00:00Z", "2026-03-20T00:00Z") == [("03-10T00:00", "03-10T06:00", "a")]


@given(st.binary(max_size=300))
def test_any_bytes(data: bytes) -> None:
    try:
        for rota in parse_icalendar(b"BEGIN:VCALENDAR\r\n" + data, "r.ics").rotas:
            expand(rota, 1_774_000_000, 1_774_100_000)
    except UsageError:
        pass


WORDS = st.sampled_from(
    ["BEGIN:VEVENT", "END:VEVENT", "BEGIN:VTIMEZONE", "END:VTIMEZONE", "BEGIN:VALARM", "END:VALARM", "UID:1",
     "DTSTART:20260701T090000Z", "DTSTART;VALUE=DATE:20260701", "DTSTART;TZID=Europe/Lisbon:20260701T090000",
     "DTSTART:99999999", "DTSTART;TZID=x:1", "DTEND:20260701T100000Z", "DTEND:20000101T000000Z", "DURATION:PT1H",
     "DURATION:-P9999999999D", "DURATION:x", "RRULE:FREQ=DAILY", "RRULE:FREQ=MONTHLY;BYDAY=-1FR", "RRULE:FREQ=HOURLY",
     "RRULE:FREQ=YEARLY;BYMONTHDAY=31;BYMONTH=2", "RDATE:20260702T090000Z", "RDATE;VALUE=PERIOD:x/y", "EXDATE:bad",
     "RECURRENCE-ID:20260701T090000Z", "SEQUENCE:99999999999999999999", "STATUS:CANCELLED", "SUMMARY:a\\,b", " folded",
     "ATTENDEE:mailto:a@b.c", 'ATTENDEE;CN="x', "X-WR-TIMEZONE:Europe/Berlin", "X-WR-TIMEZONE:nowhere", "TZID:own"]
)  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(st.lists(WORDS, max_size=25))
def test_any_order_of_lines(lines: list[str]) -> None:
    text = "\r\n".join(["BEGIN:VCALENDAR", "BEGIN:VEVENT", *lines, "END:VEVENT", "END:VCALENDAR", ""])
    for rota in parse_icalendar(text.encode(), "r.ics", "Europe/Lisbon").rotas:
        for segment in expand(rota, 1_782_000_000, 1_784_000_000):
            assert 1_782_000_000 <= segment.start < segment.end <= 1_784_000_000
