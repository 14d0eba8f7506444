"""What a commit on the target says of the change that it ends."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchkeeper.analysis.changes.landing import plain_title, read_landing, title_hash
from watchkeeper.domain.change import Commit, Identity

ANN = Identity("Ann", "ann@x.org")


def commit(message: str, parents: int = 1) -> Commit:
    """A commit with so many parents."""
    ids = tuple(f"{n:040x}" for n in range(parents))
    return Commit("f" * 40, "e" * 40, ids, ANN, ANN, 0, 0, message)


@pytest.mark.parametrize(
    ("message", "numbers", "title"),
    [
        ("Merge pull request #4 from ann/pay\n\nAdd payments", (4,), "Add payments"),
        ("Merge pull request 'Add payments' (#4) from ann/pay into main", (4,), ""),
        ("Merged in ann/pay (pull request #4)\n\nAdd payments", (4,), "Add payments"),
        ("Pull request #4: Add payments\n\nMerge in SHOP/pay", (4,), ""),
        ("Merge branch 'pay' into 'main'\n\nAdd payments\n\nSee merge request shop/pay!4", (4,), "Add payments"),
        ("Auto merge of #4 - ann:pay, r=bea\n\nAdd payments", (4,), "Add payments"),
        ("Merge PR #4: Add payments", (4,), ""),
        ("bug #4 [Console] Fix the prompt (ann)", (4,), ""),
        ("Merge branch 'pay'", (), "Merge branch 'pay'"),
    ],
)
def test_merges(message: str, numbers: tuple[int, ...], title: str) -> None:
    landing = read_landing(commit(message, 2))
    assert (landing.numbers, landing.how) == (numbers, "merge")
    assert title in landing.title


@pytest.mark.parametrize(
    ("message", "numbers", "title"),
    [
        ("Add payments (#4)", (4,), "Add payments"),
        ("Add payments (!4)", (4,), "Add payments"),
        ("Add payments (#4) [skip ci]", (4,), "Add payments"),
        ("Backport: Add payments (#4) (#9)", (9,), "Backport: Add payments"),
        ("Merged PR 4: Add payments", (4,), ""),
        ("Add payments\n\nPR-URL: https://forge.example/o/r/pull/4", (4,), "Add payments"),
        ("Add payments\n\nSee merge request shop/pay!4", (4,), "Add payments"),
        ("[pay] Add\n\nDifferential Revision: https://reviews.example/D4", (4,), "[pay] Add"),
        ("Fix #4 in the parser", (), "Fix #4 in the parser"),
        ("Add (#4) payments", (), "Add (#4) payments"),
        ("", (), ""),
    ],
)
def test_squashes_and_direct_commits(message: str, numbers: tuple[int, ...], title: str) -> None:
    landing = read_landing(commit(message))
    assert (landing.numbers, landing.how) == (numbers, "squash" if numbers else "direct")
    assert title in landing.title


@pytest.mark.parametrize(
    ("subject", "joins"),
    [
        ("Merge branch 'develop'", True),
        ("Merge branch 'main' of example.com:shop", True),
        ("Merge remote-tracking branch 'origin/main'", True),
        ("Merge branch 'release-2.5' into main", True),
        ("Merge tag 'v1.2.3'", True),
        ("Merge branch 'maint-1.x'", True),
        ("Merge branch 'fix-main-loop'", False),
        ("Merge branch 'developer-docs'", False),
        ("Merge pull request #4 from ann/main", False),
    ],
)
def test_merges_of_long_lived_branches_join(subject: str, joins: bool) -> None:
    assert read_landing(commit(subject, 2)).integration is joins


def test_a_batch_of_a_merge_queue() -> None:
    landing = read_landing(commit("Merge #12 #13\n\n12: Add b r=bea a=ann", 3))
    assert (landing.numbers, landing.how) == ((12, 13), "queue")


@given(st.text(max_size=300), st.integers(0, 3))
def test_any_message_has_a_landing(message: str, parents: int) -> None:
    landing = read_landing(commit(message, parents))
    assert plain_title(landing.title) == landing.title
    assert all(number >= 0 for number in landing.numbers)


def test_titles_are_compared_without_case_and_blanks() -> None:
    assert title_hash("Add  Payments") == title_hash("add payments")
    assert title_hash("") == ""
    assert len(title_hash("x")) == 16
