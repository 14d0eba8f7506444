"""What a message takes back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchkeeper.analysis.changes.reverts import read_taken_back

SHA = "0123456789abcdef0123456789abcdef01234567"
OTHER = "89abcdef0123456789abcdef0123456789abcdef"


@pytest.mark.parametrize(
    ("message", "commits"),
    [
        (f'Revert "Add b"\n\nThis reverts commit {SHA}.', (SHA,)),
        (f'Revert "Merge x"\n\nThis reverts commit {SHA}, reversing\nchanges made to {OTHER}.', (SHA,)),
        (f"Undo\n\nThis reverts commits {SHA[:9]}, {OTHER[:9]}.", (SHA[:9], OTHER[:9])),
        (f"Undo\n\nThis reverts commit {SHA} and {OTHER}.", (SHA, OTHER)),
        (f"Undo\n\nThis reverts the following commits:\n- {SHA}\n- {OTHER}\n", (SHA, OTHER)),
        (f'Undo\n\nThis reverts commit {SHA} ("Add b").', (SHA,)),
        (f"Undo\n\nReverts https://forge.example/o/r/commit/{SHA}", (SHA,)),
        (f"Backed out changeset {SHA[:12]} (bug 7)", (SHA[:12],)),
        (f"Fix the crash that {SHA} brought", ()),
        ("Convert deadbeef1 to hex", ()),
    ],
)
def test_commits(message: str, commits: tuple[str, ...]) -> None:
    assert read_taken_back(message).commits == commits


@pytest.mark.parametrize(
    ("message", "numbers"),
    [
        ("Revert #12", (12,)),
        ("fix: revert #12 and #13 (#14)", (12, 13)),
        ("Reverts o/r#12", (12,)),
        ("Revert PR #12", (12,)),
        ("This reverts merge request !12", (12,)),
        ("Reverts https://forge.example/o/r/pull/12.", (12,)),
        ("Merge pull request #13 from o/revert-12-pay\n\nRevert it", (12,)),
        ('Revert "Merge pull request #12 from ann/pay"', (12,)),
        ("Fix #12", ()),
    ],
)
def test_numbers(message: str, numbers: tuple[int, ...]) -> None:
    assert read_taken_back(message).numbers == numbers


@pytest.mark.parametrize(
    ("subject", "title"),
    [
        ('Revert "Add b (#2)" (#3)', "Add b (#2)"),
        ('Revert "Revert "Add b""', 'Revert "Add b"'),
        ('chore: revert "feat: add b (#2)"', "feat: add b (#2)"),
        ("revert: feat: add b (#2)", "feat: add b (#2)"),
        ("Revert Add b", "Add b"),
        ('Reapply "Add b"', 'Revert "Add b"'),
        ("Reland: Add b", 'Revert "Add b"'),
        ("[core] Back out “Add b”", "Add b"),
    ],
)
def test_titles(subject: str, title: str) -> None:
    assert title in read_taken_back(subject).titles


@pytest.mark.parametrize(
    ("message", "partial"),
    [
        (f"Partially revert {SHA[:10]}", True),
        (f"This partially reverts commit {SHA}.", True),
        (f"This reverts part of commit {SHA}.", True),
        (f"This reverts commit {SHA}.", False),
    ],
)
def test_a_part_is_said_to_be_one(message: str, partial: bool) -> None:
    assert read_taken_back(message).partial is partial


PIECES = ("Revert ", "reverts commit ", '"', "#12", "a1b2c3d4", ", ", " and ", "\n", ".", "(", ")", "x", "- ")


@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join))
def test_any_text_is_read(message: str) -> None:
    said = read_taken_back(message)
    assert all(7 <= len(sha) <= 64 for sha in said.commits)


def test_long_texts_are_read_in_linear_time() -> None:
    for text in (
        "revert " * 20_000,
        "revert " + "a1b2c3d4, " * 20_000,
        'Revert "' * 20_000,
        "This reverts commit (" * 9_000,
    ):
        read_taken_back(text)
