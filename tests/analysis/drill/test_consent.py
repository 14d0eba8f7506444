"""Consent: working hours by the clock of whoever is called, and hours that they ruled out."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchkeeper.analysis.drill.consent import refusals, spans
from watchkeeper.domain.readiness.page import Callee

BERLIN = ZoneInfo("Europe/Berlin")
MONDAY = datetime(2026, 1, 5, tzinfo=UTC)


def why(when: datetime, zone: str = "Europe/Berlin", quiet: str = "", *, at_night: bool = False) -> list[str]:
    person = Callee("person:leila", "Leila", zone=zone, quiet=quiet)
    return [str(one) for one in refusals([person], int(when.timestamp()), at_night=at_night)]


@pytest.mark.parametrize(
    ("local", "fine"),
    [
        ("2026-01-05T08:59", False), ("2026-01-05T09:00", True), ("2026-01-05T16:59", True),
        ("2026-01-05T17:00", False), ("2026-01-10T12:00", False), ("2026-03-29T02:30", False),
        ("2026-03-30T09:00", True), ("2026-10-26T09:00", True), ("2026-10-26T08:30", False),
    ],
)  # fmt: skip
def test_working_hours_are_local_also_after_clocks_changed(local: str, fine: bool) -> None:
    when = datetime.fromisoformat(local).replace(tzinfo=BERLIN)
    assert (not why(when)) == fine
    assert not why(when, at_night=True)


def test_each_person_has_a_clock_of_their_own() -> None:
    noon = MONDAY + timedelta(hours=12)
    assert not why(noon)
    assert "it is Monday 04:00 for Leila" in why(noon, "America/Los_Angeles")[0]


@pytest.mark.parametrize("zone", ["", "Europe/Atlantis", "../etc/passwd"])
def test_without_a_zone_nobody_knows_the_hour(zone: str) -> None:
    noon = MONDAY + timedelta(hours=12)
    assert "is not known" in why(noon, zone)[0]
    assert not why(noon, zone, at_night=True)
    assert why(noon, zone, "22:00-08:00", at_night=True), "hours that were ruled out cannot be looked at"


@given(st.integers(0, 1439), st.integers(0, 1439), st.integers(0, 7 * 1440 - 1))
def test_hours_that_were_ruled_out_hold_at_any_hour(start: int, end: int, at: int) -> None:
    quiet = f"{start // 60:02}:{start % 60:02}-{end // 60:02}:{end % 60:02}"
    when = MONDAY + timedelta(minutes=at)
    minute = at % 1440
    span = set(range(start, end)) if start < end else {*range(start, 1440), *range(end)}
    assert bool(why(when, "UTC", quiet, at_night=True)) == (minute in span)


def test_what_cannot_be_read_is_no_consent() -> None:
    for quiet in ("22-8", "25:00-08:00", "22:60-08:00", "always", "22:00-08:00;"):
        assert "cannot be read" in why(MONDAY + timedelta(hours=12), quiet=quiet, at_night=True)[0]


@given(st.text(max_size=50))
def test_any_text_is_read_or_refused(text: str) -> None:
    found = spans(text)
    assert found is None or all(0 <= minute <= 1440 for span in found for minute in span)


def test_several_spans_are_read() -> None:
    assert spans("22:00-08:00, 12:00-13:00") == ((1320, 480), (720, 780))
