"""Logins from subjects of merges: of accounts that bring one person's work, again and again."""

from __future__ import annotations

from typing import Any

from watchkeeper.evidence.ownership.merge_logins import collect_merge_logins
from watchkeeper.git.repository import Repository


def merge(repo: Any, number: int, account: str, author: str, subject: str = "") -> None:
    repo.branch(f"topic-{number}")
    repo.commit({f"{number}.py": "x\n"}, "Work", author)
    repo.switch("main")
    message = subject or f"Merge pull request #{number} from {account}/topic"
    repo.git("merge", "-q", "--no-ff", "-m", message, f"topic-{number}")


def test_an_account_is_a_persons_if_it_brings_their_work_again_and_again(repo: Any) -> None:
    repo.commit({"a": "1\n"})
    for number in (1, 2):
        merge(repo, number, "ada-l", "Ada <Ada@example.com>")
        merge(repo, number + 10, "acme", f"P{number} <p{number}@example.com>")
    merge(repo, 3, "once", "Once <once@example.com>")
    merge(repo, 4, "", "Dan <dan@example.com>", "Merge branch 'topic'")
    with Repository(str(repo.path)) as repository:
        assert collect_merge_logins(repository, repo.git("rev-parse", "HEAD")) == {"ada@example.com": "ada-l"}


def test_a_history_without_merges_tells_nothing(repo: Any) -> None:
    tip = repo.commit({"a": "1\n"})
    with Repository(str(repo.path)) as repository:
        assert collect_merge_logins(repository, tip) == {}
