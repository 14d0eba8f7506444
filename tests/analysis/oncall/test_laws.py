"""Laws of rotas: segments lie in the span, halves make the whole, coverage is a union and settles at once."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from watchkeeper.analysis.oncall.cover import cover, without_leave
from watchkeeper.analysis.oncall.expand import expand
from watchkeeper.analysis.oncall.spans import union, within, without
from watchkeeper.domain.problems import Place
from watchkeeper.domain.readiness.on_call import WEEK, Layer, Override, Rota, Segment, Unit, Window
from watchkeeper.domain.wall_clock import dst_nights, instant, wall, zone_of
from watchkeeper.formats.calendars.icalendar_feed import parse_icalendar

pytest.importorskip("recurring_ical_events")
START = 1_774_000_000
HOUR = 3_600
ZONES = ("UTC", "Europe/Lisbon", "America/Chicago", "Australia/Lord_Howe", "Asia/Kolkata", "America/Sao_Paulo")
people = st.sampled_from(["ada", "ben", "cat", ""])
times = st.integers(START - 40 * 86_400, START + 40 * 86_400)
windows = st.builds(
    lambda start, length: Window(start, start + length), st.integers(0, WEEK - 1), st.integers(60, WEEK)
)
layers = st.builds(
    Layer,
    name=st.sampled_from(["one", "two"]),
    turns=st.lists(st.lists(people, max_size=2).map(tuple), max_size=4).map(tuple),
    start=times,
    every=st.integers(1, 30),
    unit=st.sampled_from(["hours", "days", "weeks", "months"]),
    priority=st.integers(0, 2),
    since=st.one_of(st.just(0), times),
    until=st.one_of(st.just(0), times),
    windows=st.lists(windows, max_size=3).map(tuple),
    zone=st.sampled_from(("", *ZONES)),
    window_zone=st.sampled_from(("", *ZONES)),
    seen_at=st.one_of(st.just(0), times),
)
overrides = st.builds(
    lambda start, length, **rest: Override(start, start + length, **rest),
    start=times, length=st.integers(1, 20 * 86_400), person=people, instead=people, beside=st.booleans(),
    layers=st.sampled_from([(), ("one",)]), priority=st.integers(0, 2),
)  # fmt: skip
rotas = st.builds(
    lambda zone, layers, overrides: Rota("r", "r", zone, Place("r"), layers=layers, overrides=overrides),
    st.sampled_from(ZONES), st.lists(layers, max_size=3).map(tuple), st.lists(overrides, max_size=3).map(tuple),
)  # fmt: skip
lengths = st.integers(1, 12 * 86_400)


def who(segments: tuple[Segment, ...], at: int) -> set[str]:
    return {s.person for s in segments if s.start <= at < s.end}


@settings(max_examples=150, deadline=None)
@given(rotas, lengths, st.data())
def test_segments_lie_in_the_span_and_halves_make_the_whole(rota: Rota, length: int, data: st.DataObject) -> None:
    end = START + length
    whole = expand(rota, START, end)
    assert all(START <= s.start < s.end <= end and s.person for s in whole)
    middle = data.draw(st.integers(START, end))
    halves = (*expand(rota, START, middle), *expand(rota, middle, end))
    edges = sorted({START, *(edge for s in (*whole, *halves) for edge in (s.start, s.end))})
    assert all(who(whole, at) == who(halves, at) for at in edges if START <= at < end)


@settings(max_examples=100, deadline=None)
@given(rotas, lengths, st.lists(st.builds(Segment, times, times, people), max_size=3))
def test_coverage_is_a_union(rota: Rota, length: int, leave: list[Segment]) -> None:
    end = START + length
    segments = expand(rota, START, end)
    found = cover(segments, START, end, lambda p: "" if p != "cat" else "left", leave)
    assert 0 <= found.uncovered <= length
    assert all(START <= g.start < g.end <= end and g.why for g in found.gaps)
    assert length - found.uncovered <= sum(s.end - s.start for s in segments)
    kept = without_leave([s for s in segments if s.person != "cat"], leave)
    again = cover(kept, START, end, lambda _: "")
    assert [(g.start, g.end) for g in again.gaps] == [(g.start, g.end) for g in found.gaps]


EXTREMES = [
    -62_135_596_800,
    -1,
    0,
    1,
    253_000_000_000,
    253_402_300_799,
    10**30,
    -(10**30),
    7_258_118_399,
    -2_208_988_800,
]
NUMBERS = st.one_of(st.integers(), st.sampled_from(EXTREMES))


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from(ZONES[:4]), st.sampled_from(["seconds", "hours", "days", "weeks", "months"]),
    NUMBERS, NUMBERS, NUMBERS, st.lists(st.builds(Window, st.integers(0, WEEK), st.integers(0, 2 * WEEK)), max_size=3),
)  # fmt: skip
def test_any_numbers(zone: str, unit: Unit, start: int, every: int, seen: int, hours: list[Window]) -> None:
    layer = Layer("l", (("a",), ("b",)), start, every, unit, zone=zone, seen_at=seen, windows=tuple(hours))
    found = expand(Rota("r", "r", "UTC", Place("r"), layers=(layer,)), START, START + 86_400)
    assert all(START <= s.start < s.end <= START + 86_400 for s in found)


spans = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=8)


@given(spans, st.tuples(st.integers(0, 60), st.integers(0, 60)))
def test_spans_count_each_second_once(given_spans: list[tuple[int, int]], asked: tuple[int, int]) -> None:
    joined = union(given_spans)
    seconds = {s for start, end in given_spans for s in range(start, end)}
    assert {s for start, end in joined for s in range(start, end)} == seconds
    assert all(a[1] < b[0] for a, b in pairwise(joined))
    inside = {s for start, end in within(asked, joined) for s in range(start, end)}
    outside = {s for start, end in without(asked, joined) for s in range(start, end)}
    assert inside == seconds & set(range(*asked))
    assert outside == set(range(*asked)) - seconds


@given(st.sampled_from(ZONES), st.integers(0, 4_000_000_000))
def test_the_wall_and_back(name: str, at: int) -> None:
    zone = zone_of(name)
    assert zone is not None
    back = instant(wall(at, zone), zone)
    assert back in {at, at - HOUR, at - HOUR // 2}  # of an hour that comes twice, the first is meant
    assert wall(back, zone) == wall(at, zone)


def test_both_nights() -> None:
    assert dst_nights("UTC", START) == ()
    assert dst_nights("no/zone", START) == ()
    lisbon = dst_nights("Europe/Lisbon", 1_767_225_600)
    assert lisbon == (1_774_746_000, 1_792_890_000)  # 2026-03-29T01:00Z and 2026-10-25T01:00Z, by the EU's directive
    howe = dst_nights("Australia/Lord_Howe", 1_767_225_600)
    assert howe == (1_775_314_800, 1_791_041_400)  # 15:00Z on 4 April, 15:30Z on 3 October 2026


def test_a_zoned_night_beside_a_day_in_utc_has_211_holes_in_a_year() -> None:
    """A night that keeps Berlin's time leaves an hour open each summer morning before a day in UTC.

    From August 2026 on, a year holds the mornings from 28 March to 24 October: 211.
    """
    feed = (
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n"
        "BEGIN:VEVENT\r\nUID:night\r\nDTSTART;TZID=Europe/Berlin:20250101T180000\r\n"
        "DTEND;TZID=Europe/Berlin:20250102T080000\r\nRRULE:FREQ=DAILY\r\nSUMMARY:ada\r\nEND:VEVENT\r\n"
        "BEGIN:VEVENT\r\nUID:day\r\nDTSTART:20250101T070000Z\r\nDTEND:20250101T170000Z\r\n"
        "RRULE:FREQ=DAILY\r\nSUMMARY:ben\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    )
    (rota,) = parse_icalendar(feed.encode(), "rota.ics").rotas
    start = 1_785_542_400
    end = start + 365 * 86_400
    gaps = cover(expand(rota, start, end), start, end, lambda _: "").gaps
    assert [g.end - g.start for g in gaps] == [HOUR] * 211
