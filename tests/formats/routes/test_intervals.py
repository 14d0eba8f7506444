"""Time intervals as YAML: what Alertmanager's own tests take and refuse."""

from __future__ import annotations

import pytest

from watchkeeper.domain.readiness.routing import TimeInterval, TimeRange
from watchkeeper.formats.routes.durations import parse_duration
from watchkeeper.formats.routes.intervals import read_interval
from watchkeeper.formats.routes.reading import Reader
from watchkeeper.formats.yaml.nodes import parse_nodes

DAY = TimeInterval(times=(TimeRange(540, 1020),), weekdays=((1, 5),))
TAKEN = [
    ("{weekdays: ['monday:friday'], times: [{start_time: '09:00', end_time: '17:00'}]}", DAY),
    ("{weekdays: ['monday:friday', 'sunday'], months: ['january:march'], days_of_month: ['-7:-1'], "
     "years: ['2020:2025', '2030:2035'], times: [{start_time: '09:00', end_time: '17:00'}]}",
     TimeInterval((TimeRange(540, 1020),), ((1, 5), (0, 0)), ((-7, -1),), ((1, 3),), ((2020, 2025), (2030, 2035)))),
    ("{days_of_month: ['1:-1']}", TimeInterval(days_of_month=((1, -1),))),
    ("{months: ['January:december']}", TimeInterval(months=((1, 12),))),
    ("{years: ['2020:2022'], location: 'Australia/Sydney'}",
     TimeInterval(years=((2020, 2022),), location="Australia/Sydney")),
    ("{times: [{start_time: '00:00', end_time: '24:00'}]}", TimeInterval((TimeRange(0, 1440),))),
    ("{times: [{start_time: '01:35', end_time: '17:39'}]}", TimeInterval((TimeRange(95, 1059),))),
    ("{times: [{start_time: '09:35', end_time: '09:39'}]}", TimeInterval((TimeRange(575, 579),))),
    ("{}", TimeInterval()),
]  # fmt: skip
REFUSED = [
    "{times: [{start_time: '01:99', end_time: '23:59'}]}", "{times: [{start_time: '00:00', end_time: '99:99'}]}",
    "{weekdays: ['friday:monday']}", "{weekdays: ['blurgsday:flurgsday']}", "{weekdays: ['1:3']}",
    "{weekdays: ['-2:-1']}", "{days_of_month: ['0']}", "{days_of_month: ['-50:-20']}", "{days_of_month: ['1:50']}",
    "{days_of_month: ['-15:5']}", "{days_of_month: ['10:-25']}", "{months: ['martius:june']}",
    "{months: ['march:junius']}", "{months: ['december:january']}", "{years: ['2022:2020']}",
    "{times: [{start_time: '17:31', end_time: '17:31'}]}", "{times: [{start_time: '12:30', end_time: '24:01'}]}",
    "{times: [{start_time: '09:30', end_time: '07:41'}]}", "{times: [{start_time: '24:00', end_time: '17:41'}]}",
    "{times: [{start_time: '14:03'}]}", "{times: [{start_time: '22:00', end_time: '06:00'}]}",
    "{location: Mars/Olympus}", "{location: ../../etc/passwd}", "{location: Local}", "{location: Europe}",
    "{hours: [1]}", "{years: ['2020:2021:2022']}",
]  # fmt: skip


def read(text: str) -> tuple[TimeInterval, Reader]:
    reader = Reader()
    return read_interval(parse_nodes(text.encode(), "a.yml")[0].root, reader), reader


@pytest.mark.parametrize(("text", "interval"), TAKEN)
def test_taken(text: str, interval: TimeInterval) -> None:
    found, reader = read(text)
    assert (found, reader.problems) == (interval, [])


@pytest.mark.parametrize("text", REFUSED)
def test_refused_with_place_and_remedy(text: str) -> None:
    (problem,) = read(text)[1].problems
    assert problem.place
    assert problem.place.line == 1
    assert problem.place.column > 0
    assert problem.remedy


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("0", 0), ("0s", 0), ("30s", 30), ("5m", 300), ("1h30m", 5_400), ("1d", 86_400), ("1w2d", 777_600), ("10ms", 0.01),
     ("1y", 31_536_000)],
)  # fmt: skip
def test_durations(text: str, seconds: float) -> None:
    assert parse_duration(text) == seconds


@pytest.mark.parametrize("text", ["", "1", "1.5h", "-1s", "1m1h", "s", "1 h", "300y", "9" * 300 + "s", "1s1s"])
def test_no_durations(text: str) -> None:
    with pytest.raises(ValueError, match=r"duration|292"):
        parse_duration(text)
