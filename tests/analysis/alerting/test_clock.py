"""Instants in and out of time intervals: the tables of Alertmanager's own tests, re-expressed."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from watchkeeper.analysis.alerting.clock import contains, held_back
from watchkeeper.domain.readiness.routing import Route, TimeInterval, TimeRange

DAY = (TimeRange(540, 1020),)
WEEK = ((1, 5),)
SYDNEY = "Australia/Sydney"
FIRST_QUARTER = TimeInterval(
    DAY, ((1, 5), (0, 0)), ((-7, -1),), ((1, 3),), ((2020, 2025), (2030, 2035))
)  # the last week of a month but Saturdays, by day
MIXED = TimeInterval(
    (TimeRange(780, 900),), ((1, 3), (6, 6), (0, 0)), ((1, 1), (10, 10), (20, -1)), ((1, 3),), ((2020, 2023),)
)
CASES = [
    (TimeInterval(), ["2006-01-02T15:04", "2007-01-03T10:04", "2006-01-04T09:04"], []),
    (TimeInterval(DAY, WEEK), ["2020-05-04T15:04", "2020-05-05T10:04", "2020-06-09T09:04"],
     ["2020-05-03T15:04", "2020-05-04T08:59", "2020-05-05T05:00", "2020-05-05T17:00"]),
    (TimeInterval(days_of_month=((4, 6),), months=((4, 4),), years=((2020, 2020),)),
     ["2020-04-04T15:04", "2020-04-05T00:00", "2020-04-06T23:05"],
     ["2018-05-03T15:04", "2020-04-03T23:59", "2020-06-04T23:59", "2019-04-06T23:59", "2020-04-07T00:00"]),
    (TimeInterval(days_of_month=((-3, -1),)),
     ["2020-01-31T15:04", "2020-01-30T15:04", "2020-01-29T15:04", "2020-06-30T00:00", "2020-02-29T23:05"],
     ["2018-05-03T15:04", "2020-01-27T15:04", "2020-04-03T23:59", "2020-06-04T23:59", "2019-04-06T23:59",
      "2020-04-07T00:00", "2020-03-01T00:00"]),
    (TimeInterval(days_of_month=((-31, 31),), months=((6, 6),)), ["2020-06-30T00:00", "2020-06-01T00:00"],
     ["2020-05-31T00:00", "2020-07-01T00:00"]),
    (TimeInterval(DAY, WEEK, location=SYDNEY), ["2021-04-06T13:00+10:00"], ["2021-04-06T13:00"]),
    (TimeInterval(DAY, WEEK, months=((11, 11),), location=SYDNEY),
     ["2021-11-01T09:00+11:00", "2021-10-31T22:00"], ["2021-10-31T21:00"]),
    (TimeInterval(days_of_month=((-1, -1),), location="America/New_York"),
     ["2021-03-31T12:00-04:00"], ["2021-03-30T12:00-04:00"]),
    (FIRST_QUARTER,
     ["2021-01-27T09:00", "2021-01-28T16:59", "2021-01-29T13:00", "2025-03-31T13:00", "2035-01-31T13:00"],
     ["2021-01-30T13:00", "2021-04-01T13:00", "2026-01-30T13:00", "2035-01-31T17:01"]),
    (MIXED, ["2021-01-10T13:00", "2021-01-30T14:24"], ["2021-01-09T13:00", "2021-01-20T12:59", "2021-02-02T13:00"]),
    (TimeInterval(days_of_month=((30, 31),), months=((2, 2),), years=((2020, 2023),)), [], ["2021-02-28T13:00"]),
    (TimeInterval(times=(TimeRange(0, 0),)), [], ["2021-02-28T13:00", "2021-02-28T00:00"]),
]  # fmt: skip


def seconds(text: str) -> float:
    moment = datetime.fromisoformat(text)
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


@pytest.mark.parametrize(("interval", "inside", "outside"), CASES)
def test_instants(interval: TimeInterval, inside: list[str], outside: list[str]) -> None:
    assert [text for text in inside if not contains(interval, seconds(text))] == []
    assert [text for text in outside if contains(interval, seconds(text))] == []


EVENINGS = TimeInterval((TimeRange(0, 540), TimeRange(1020, 1440)), location=SYDNEY)
WEEKENDS = TimeInterval(weekdays=((6, 6), (0, 0)), location=SYDNEY)
NAMED = {"evenings": (EVENINGS,), "weekends": (WEEKENDS,), "workdays": (TimeInterval(DAY, WEEK, location=SYDNEY),)}


@pytest.mark.parametrize(
    ("at", "muted"),
    [
        ("2024-01-01T00:00+11:00", "evenings"), ("2024-01-01T09:00+11:00", ""), ("2024-01-06T10:00+11:00", "weekends"),
        ("2024-01-01T10:00", "evenings"), ("2024-01-06T10:00", "evenings, weekends"),
    ],
)  # fmt: skip
def test_mute_intervals(at: str, muted: str) -> None:
    assert held_back(Route("a", mute=("evenings", "weekends")), NAMED, seconds(at)) == muted


@pytest.mark.parametrize(
    ("at", "muted"),
    [("2024-01-01T00:00+11:00", True), ("2024-01-01T09:00+11:00", False), ("2024-01-06T10:00+11:00", True),
     ("2024-01-06T10:00", True)],
)  # fmt: skip
def test_active_intervals(at: str, *, muted: bool) -> None:
    assert held_back(Route("a", active=("workdays",)), NAMED, seconds(at)) == ("outside workdays" if muted else "")


def test_both_kinds_hold_and_an_unknown_one_holds_back() -> None:
    route = Route("a", mute=("weekends",), active=("workdays", "weekends"))
    assert held_back(route, NAMED, seconds("2024-01-06T10:00+11:00")) == "weekends"
    assert held_back(route, NAMED, seconds("2024-01-08T10:00+11:00")) == ""
    assert held_back(Route("a", mute=("gone",)), NAMED, 0) == "gone (not defined)"


def test_both_nights_of_the_clock_change() -> None:
    night = TimeInterval((TimeRange(120, 180),), location="Europe/Berlin")
    assert contains(night, seconds("2026-10-25T00:30"))  # 02:30, summer time
    assert contains(night, seconds("2026-10-25T01:30"))  # 02:30 again, winter time
    assert not contains(night, seconds("2026-10-25T02:30"))
    assert not contains(night, seconds("2026-03-29T01:00"))  # there is no 02:30 that night
    assert not contains(night, seconds("2026-03-29T00:59"))


@pytest.mark.parametrize("at", [-1e18, -1, 0, 1e18])
def test_odd_instants_do_not_raise(at: float) -> None:
    assert contains(TimeInterval(location=SYDNEY), at)
