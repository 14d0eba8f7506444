"""Hand-overs on the wall, by the 88 of GoAlert's brute-force test (`schedule/rotation/rotation_test.go`).

Each case gives a rotation and a span; all hand-overs around it are told, the one that holds at its start first.
America/Chicago changes by an hour, Australia/Lord_Howe by thirty minutes.
"""

from __future__ import annotations

from datetime import datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from watchkeeper.analysis.oncall.turns import hand_overs, turns_of
from watchkeeper.domain.readiness.on_call import Layer, Unit

CHICAGO, LORD_HOWE = "America/Chicago", "Australia/Lord_Howe"
Case = tuple[str, Unit, int, str, str, str, str]
CASES: tuple[Case, ...] = (
    # zone, unit, every, start, span from, span to, hand-overs as day/clock/offset
    (CHICAGO, "hours", 24, "2020-10-30T01:30", "2020-10-30T01:00", "2020-11-03T01:00",
     "10-29T01:30-05 10-30T01:30-05 10-31T01:30-05 11-01T01:30-05 11-02T01:30-06 11-03T01:30-06"),
    (CHICAGO, "days", 1, "2020-10-30T01:30", "2020-10-30T01:00", "2020-11-03T01:00",
     "10-29T01:30-05 10-30T01:30-05 10-31T01:30-05 11-01T01:30-05 11-02T01:30-06 11-03T01:30-06"),
    (CHICAGO, "days", 1, "2020-03-06T02:30", "2020-03-06T01:00", "2020-03-10T01:00",
     "03-05T02:30-06 03-06T02:30-06 03-07T02:30-06 03-08T03:00-05 03-09T02:30-05 03-10T02:30-05"),
    (CHICAGO, "hours", 1, "2020-03-06T02:30", "2020-03-08T01:00", "2020-03-08T04:00",
     "03-08T00:30-06 03-08T01:30-06 03-08T03:00-05 03-08T03:30-05 03-08T04:30-05"),
    (CHICAGO, "hours", 1, "2020-03-06T02:00", "2020-03-08T01:00", "2020-03-08T04:00",
     "03-08T01:00-06 03-08T03:00-05 03-08T04:00-05 03-08T05:00-05"),
    (CHICAGO, "hours", 1, "2020-07-06T02:30", "2020-11-01T00:00", "2020-11-01T04:00",
     "10-31T23:30-05 11-01T00:30-05 11-01T01:30-05 11-01T02:30-06 11-01T03:30-06 11-01T04:30-06"),
    (CHICAGO, "hours", 1, "2020-07-06T02:00", "2020-11-01T00:00", "2020-11-01T04:00",
     "11-01T00:00-05 11-01T01:00-05 11-01T02:00-06 11-01T03:00-06 11-01T04:00-06 11-01T05:00-06"),
    (CHICAGO, "months", 1, "2020-01-02T01:30", "2020-04-05T01:00", "2020-06-12T01:00",
     "04-02T01:30-05 05-02T01:30-05 06-02T01:30-05 07-02T01:30-05"),
    (CHICAGO, "months", 1, "2020-10-01T01:30", "2020-10-02T01:00", "2020-12-02T01:00",
     "10-01T01:30-05 11-01T01:30-05 12-01T01:30-06 2021-01-01T01:30-06"),
    (LORD_HOWE, "hours", 1, "2021-04-03T02:30", "2021-04-04T01:00", "2021-04-04T04:00",
     "04-04T00:30+11 04-04T01:30+11 04-04T02:30+10:30 04-04T03:30+10:30 04-04T04:30+10:30"),
    (LORD_HOWE, "days", 1, "2021-04-01T02:30", "2021-04-02T01:00", "2021-04-06T01:00",
     "04-01T02:30+11 04-02T02:30+11 04-03T02:30+11 04-04T02:30+10:30 04-05T02:30+10:30 04-06T02:30+10:30"),
    (LORD_HOWE, "days", 1, "2021-04-02T02:00", "2021-04-02T01:00", "2021-04-06T01:00",
     "04-01T02:00+11 04-02T02:00+11 04-03T02:00+11 04-04T02:00+10:30 04-05T02:00+10:30 04-06T02:00+10:30"),
    (LORD_HOWE, "hours", 24, "2021-04-02T02:00", "2021-04-02T01:00", "2021-04-06T01:00",
     "04-01T02:00+11 04-02T02:00+11 04-03T02:00+11 04-04T02:00+10:30 04-05T02:00+10:30 04-06T02:00+10:30"),
    (LORD_HOWE, "hours", 24, "2020-10-02T01:30", "2020-10-02T01:00", "2020-10-06T01:00",
     "10-01T01:30+10:30 10-02T01:30+10:30 10-03T01:30+10:30 10-04T01:30+10:30 10-05T01:30+11 10-06T01:30+11"),
    (LORD_HOWE, "days", 1, "2020-10-02T01:30", "2020-10-02T01:00", "2020-10-06T01:00",
     "10-01T01:30+10:30 10-02T01:30+10:30 10-03T01:30+10:30 10-04T01:30+10:30 10-05T01:30+11 10-06T01:30+11"),
    (LORD_HOWE, "days", 1, "2020-10-02T02:15", "2020-10-02T01:00", "2020-10-06T01:00",
     "10-01T02:15+10:30 10-02T02:15+10:30 10-03T02:15+10:30 10-04T02:30+11 10-05T02:15+11 10-06T02:15+11"),
)  # fmt: skip


def seconds(local: str, zone: str) -> int:
    return int(datetime.fromisoformat(local).replace(tzinfo=ZoneInfo(zone)).timestamp())


def told(case: Case) -> list[int]:
    year = case[3][:5]
    words = (word if word.startswith("20") else year + word for word in case[6].split())
    return [int(datetime.fromisoformat(word).timestamp()) for word in words]


def test_there_are_88_of_them() -> None:
    assert (len(CASES), sum(len(told(case)) for case in CASES)) == (16, 88)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case[0]} {case[2]} {case[1]} {case[3]}")
def test_hand_overs(case: Case) -> None:
    zone, unit, every, begins, first, last, _ = case
    layer = Layer("turns", (("a",), ("b",)), seconds(begins, zone), every, unit)
    start, end = seconds(first, zone), seconds(last, zone)
    found = sorted({at for at, _ in hand_overs(layer, ZoneInfo(zone), start, end + 1)})
    held = max(at for at in found if at <= start)
    assert [at for at in found if at >= held] == told(case)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case[0]} {case[2]} {case[1]} {case[3]}")
def test_people_change_at_each_of_them(case: Case) -> None:
    zone, unit, every, begins, first, last, _ = case
    layer = Layer("turns", (("a",), ("b",), ("c",)), seconds(begins, zone), every, unit)
    segments = list(turns_of(layer, ZoneInfo(zone), seconds(first, zone), seconds(last, zone)))
    inner = [s.start for s in segments[1:]]
    assert inner == [at for at in told(case) if seconds(first, zone) < at < seconds(last, zone)]
    assert all(a.person != b.person and a.end == b.start for a, b in pairwise(segments))


def test_a_turn_in_seconds_moves_on_the_wall() -> None:
    """PagerDuty's layers: a turn of 86,400 seconds begins an hour later on the wall after clocks went forward."""
    zone = ZoneInfo("Europe/Lisbon")
    layer = Layer("turns", (("a",), ("b",)), seconds("2026-03-28T09:00", "Europe/Lisbon"), 86_400, "seconds")
    two = [at for at, _ in hand_overs(layer, zone, layer.start, layer.start + 86_401)][1]
    assert datetime.fromtimestamp(two, zone).strftime("%H:%M") == "10:00"


def test_the_turn_that_was_seen_is_the_first() -> None:
    """GoAlert tells who has the turn now, not who had the first one."""
    zone = ZoneInfo("UTC")
    start = seconds("2026-01-01T09:00", "UTC")
    seen = start + 10 * 86_400 + 5
    layer = Layer("turns", (("now",), ("next",), ("third",)), start, 1, "days", seen_at=seen)
    found = list(turns_of(layer, zone, seen, seen + 3 * 86_400))
    assert [s.person for s in found] == ["now", "next", "third", "now"]
