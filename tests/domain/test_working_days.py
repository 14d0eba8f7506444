"""Working days: Monday to Friday, in UTC."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from watchkeeper.domain.working_days import add_working_days


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        ("2026-03-02T10:00:00", 2, "2026-03-04T10:00:00"),  # Monday
        ("2026-03-05T23:59:59", 2, "2026-03-09T23:59:59"),  # Thursday
        ("2026-03-06T10:00:00", 2, "2026-03-10T10:00:00"),  # Friday
        ("2026-03-07T10:00:00", 2, "2026-03-10T10:00:00"),  # Saturday
        ("2026-03-08T10:00:00", 1, "2026-03-09T10:00:00"),  # Sunday
        ("2026-03-06T10:00:00", 0, "2026-03-06T10:00:00"),
        ("2026-03-06T10:00:00", 10, "2026-03-20T10:00:00"),
    ],
)
def test_weekends_do_not_count(start: str, days: int, end: str) -> None:
    def seconds(text: str) -> int:
        return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp())

    assert add_working_days(seconds(start), days) == seconds(end)
