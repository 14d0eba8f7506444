"""The four promises, and what is none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchkeeper.domain.ownership.promises import SupportPromise, covers, ended
from watchkeeper.formats.policy.promises import parse_promise


@pytest.mark.parametrize(
    ("text", "promise"),
    [
        ("24x7", SupportPromise("24x7")),
        ("24X7", SupportPromise("24x7")),
        ("business-hours Europe/Berlin", SupportPromise("business-hours", zone="Europe/Berlin")),
        ("business-hours UTC", SupportPromise("business-hours", zone="UTC")),
        ("business-hours America/Argentina/Salta", SupportPromise("business-hours", zone="America/Argentina/Salta")),
        ("best-effort", SupportPromise("best-effort")),
        ("unsupported until 2026-03-01", SupportPromise("unsupported", until="2026-03-01")),
    ],
)  # fmt: skip
def test_a_promise_is_read(text: str, promise: SupportPromise) -> None:
    assert parse_promise(text) == promise


@pytest.mark.parametrize(
    "text",
    ["", "always", "24x7 mostly", "business-hours", "business-hours berlin", "best-effort please", "unsupported",
     "unsupported until", "unsupported until soon", "unsupported until 2026-02-30", "unsupported until 20260301",
     "unsupported until 2026-03-01 or later"],
)  # fmt: skip
def test_what_is_no_promise_is_none(text: str) -> None:
    assert parse_promise(text) is None


@given(st.text(max_size=60))
def test_any_text_is_a_promise_or_none(text: str) -> None:
    found = parse_promise(text)
    assert found is None or found.kind in {"24x7", "business-hours", "best-effort", "unsupported"}


def test_more_hours_cover_fewer() -> None:
    ladder = [
        SupportPromise("unsupported"),
        SupportPromise("best-effort"),
        SupportPromise("business-hours"),
        SupportPromise("24x7"),
    ]
    for at, hours in enumerate(ladder):
        assert [covers(hours, promise) for promise in ladder] == [n <= at for n in range(4)]


def test_a_time_without_support_is_over_on_the_day_after() -> None:
    promise = SupportPromise("unsupported", until="2026-03-01")
    assert [ended(promise, day) for day in ("2026-02-28", "2026-03-01", "2026-03-02")] == [False, False, True]
