"""Finds the commits that landed together without a merge commit: a rebased branch or a patch series."""

from __future__ import annotations

import re

from watchkeeper.analysis.changes.landing import LONGEST, Landing
from watchkeeper.domain.change import Commit

TOGETHER = 2
"""Seconds between the commits of one landing: a rebase writes them in one go."""
SERIES = 60
"""The same for commits of one author: whoever lands them stops to amend a message."""
REWRITTEN = 60
"""Seconds between writing and landing from which a commit was not made in place."""
CLOSES = re.compile(r"\b(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?):? +(?:[\w.-]+/[\w.-]+)?#(\d+)\b", re.IGNORECASE)


def continues(before: Commit, landing: Landing, commit: Commit, next_landing: Landing) -> bool:
    """Whether a commit belongs to the landing of the one right before it on the target.

    Yes if both name the same number; or if both were rewritten by the same committer within seconds,
    long after they were written, and do not name different numbers or close different issues.
    """
    if len(before.parents) > 1 or len(commit.parents) > 1:
        return False
    if landing.numbers and next_landing.numbers:
        return landing.numbers == next_landing.numbers
    if landing.numbers or next_landing.numbers:
        return False
    return _rewritten_together(before, commit) and not _close_others(before, commit)


def _rewritten_together(before: Commit, commit: Commit) -> bool:
    most = SERIES if before.author == commit.author else TOGETHER
    if before.committer != commit.committer or abs(commit.committed_at - before.committed_at) > most:
        return False
    return all(abs(one.committed_at - one.authored_at) >= REWRITTEN for one in (before, commit))


def _close_others(before: Commit, commit: Commit) -> bool:
    one, other = (set(CLOSES.findall(c.message[:LONGEST])) for c in (before, commit))
    return bool(one and other and not one & other)
