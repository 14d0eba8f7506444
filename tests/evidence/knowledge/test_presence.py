"""Who was seen when: authors and those who committed, since a time, and how far back that is known."""

from __future__ import annotations

import subprocess
from typing import Any

import pytest

from watchkeeper.evidence.knowledge import presence
from watchkeeper.git.repository import Repository

DAY = 86_400


def read(repo: Any, since: int) -> tuple[dict[str, int], int]:
    with Repository(str(repo.path)) as repository:
        return presence.read_presence(repository, repo.git("rev-parse", "HEAD"), since)


def test_the_last_time_of_each_address(repo: Any) -> None:
    start = repo.clock
    for author in ("Ada <Ada@Example.com>", "Bo <bo@example.com>", "Ada <ada@example.com>"):
        repo.commit({}, "x", author)
    seen, since = read(repo, start)
    assert seen == {"ada@example.com": start + 3 * 3600, "bo@example.com": start + 2 * 3600}
    assert since == start


def test_what_is_older_than_asked_for_is_not_there(repo: Any) -> None:
    repo.commit({}, "x", "Ada <ada@example.com>")
    repo.clock += 100 * DAY
    repo.commit({}, "x", "Bo <bo@example.com>")
    assert set(read(repo, repo.clock - DAY)[0]) == {"bo@example.com"}


def test_a_cut_reading_says_how_far_it_goes(repo: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    start = repo.clock
    for _ in range(4):
        repo.commit({}, "x", "Ada <ada@example.com>")
    monkeypatch.setattr(presence, "MOST", 2)
    assert read(repo, start)[1] == start + 3 * 3600


def test_a_shallow_clone_knows_nothing_before_its_oldest_commit(repo: Any, make_repo: Any) -> None:
    start = repo.clock
    for _ in range(3):
        repo.commit({}, "x", "Ada <ada@example.com>")
    clone = repo.path.parent / "clone"
    subprocess.run(["git", "clone", "-q", "--depth=1", f"file://{repo.path}", str(clone)], check=True)
    with Repository(str(clone)) as repository:
        assert presence.read_presence(repository, repo.git("rev-parse", "HEAD"), start)[1] == start + 3 * 3600
