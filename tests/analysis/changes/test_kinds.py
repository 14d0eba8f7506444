"""What words suggest that a change was for."""

from __future__ import annotations

import pytest

from watchkeeper.analysis.changes.kinds import guess_kind


@pytest.mark.parametrize(
    ("title", "branch", "body", "kind"),
    [
        ("fix(pay): round half up", "", "", "fix"),
        ("Fix a crash when the list is empty", "", "", "fix"),
        ("Fix typo in README", "", "", "unknown"),
        ("Hotfix: payments are down", "", "", "hotfix"),
        ("Round half up", "hotfix/rounding", "", "hotfix"),
        ("feat: add refunds", "", "", "feature"),
        ("chore: bump deps", "", "", "maintenance"),
        ("Bump x from 1 to 2", "", "", "maintenance"),
        ('Revert "Add b"', "", "", "revert"),
        ('Revert "Revert "Add b""', "", "", "reland"),
        ('Reapply "Add b"', "", "", "reland"),
        ("Round half up", "", "Fixes #12", "fix"),
        ("Add refunds", "", "", "unknown"),
    ],
)
def test_kinds(title: str, branch: str, body: str, kind: str) -> None:
    assert guess_kind(title, branch, body) == kind
