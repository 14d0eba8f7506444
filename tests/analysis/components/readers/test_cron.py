"""Jobs of cron."""

from __future__ import annotations

import pytest

from watchkeeper.analysis.components.readers.cron import is_cron, read_cron


@pytest.mark.parametrize(
    "path",
    [
        "crontab",
        "a/crontab.txt",
        "a/pay.cron",
        "etc/cron.d/pay",
        "cron.daily/backup",
        "config/schedule.rb",
        "a/cron_x.sh",
    ],
)
def test_files(path: str) -> None:
    assert is_cron(path)


@pytest.mark.parametrize(
    "path", ["src/crontab.py", "docs/crontab", "tests/cron.d/x", "src/cron/parser.go", "acron.txt", "schedule.rb"]
)
def test_other_files(path: str) -> None:
    assert not is_cron(path)


@pytest.mark.parametrize(
    ("path", "text", "detail"),
    [
        ("crontab", b"# m h\nMAILTO=x\n0 6 * * 1 /bin/report\n", "0 6 * * 1"),
        ("crontab", b"*/5 * * * * a\n@daily b\n0 0 1 jan sun c\n", "*/5 * * * *; @daily and 1 more"),
        ("etc/cron.d/pay", b"30 4 * * 1-5 root /bin/pay\n", "30 4 * * 1-5"),
        ("cron.weekly/tidy", b"#!/bin/sh\n", "weekly"),
        ("config/schedule.rb", b"every 1.day, at: '4:30 am' do\n  rake 'x'\nend\n", "1.day, at: '4:30 am'"),
        ("config/recurring.yml", b"production:\n  tidy:\n    schedule: every hour\n", "every hour"),
    ],
)
def test_times(path: str, text: bytes, detail: str) -> None:
    (piece,) = read_cron(path, text)
    assert piece.kind == "scheduled-job"
    assert piece.detail == f"a job that cron starts by the clock ({detail})"


@pytest.mark.parametrize("text", [b"", b"# nothing yet\n", b"1 2 3\n", b"a table of words that are no times\n"])
def test_no_times(text: bytes) -> None:
    assert list(read_cron("crontab", text)) == []
