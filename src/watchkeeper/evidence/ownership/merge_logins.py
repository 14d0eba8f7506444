"""Learns logins from the subjects of merges: `Merge pull request #7 from ada/fix` was opened by ada's account."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping

from watchkeeper.git.log import read_commits
from watchkeeper.git.repository import Repository

SUBJECT = re.compile(r"Merge pull request #\d+ from ([A-Za-z0-9][A-Za-z0-9-]{0,38})/")
LEAST = 2
"""So many merges of one account by one person make the account theirs."""
SHARE = 0.8
"""And so large a share of that account's merges: an organisation's account is nobody's."""
MOST = 5_000


def collect_merge_logins(repository: Repository, tip: str) -> Mapping[str, str]:
    """GitHub logins by address in lower case, from the newest merges of the main line.

    Anybody can write any subject; what is learned here only proposes.

    Raises:
        UnknownSubjectError: commits are missing.
    """
    merged: dict[str, str] = {}
    for commit in read_commits(repository, "--first-parent", "--merges", f"-n{MOST}", tip):
        found = SUBJECT.match(commit.message)
        if found and len(commit.parents) == 2:
            merged[commit.parents[1]] = found[1]
    if not merged:
        return {}
    counts: dict[str, Counter[str]] = {}
    for commit in read_commits(repository, "--no-walk=unsorted", *merged):
        counts.setdefault(merged[commit.sha], Counter())[commit.author.email.lower()] += 1
    found_logins: dict[str, str] = {}
    for login, people in sorted(counts.items()):
        address, count = people.most_common(1)[0]
        if count >= LEAST and count >= SHARE * people.total():
            found_logins.setdefault(address, login)
    return found_logins
