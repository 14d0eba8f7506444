"""Runs the gate over changes that are merged already, newest first."""

from __future__ import annotations

import time
from collections.abc import Iterator

from watchkeeper.analysis.authorship.bots import is_bot
from watchkeeper.domain.change import Commit, Target
from watchkeeper.domain.proposal import Replayed
from watchkeeper.domain.report import Report
from watchkeeper.domain.size import Size
from watchkeeper.git.log import read_commits
from watchkeeper.git.ranges import Range
from watchkeeper.git.repository import Repository
from watchkeeper.usecases.check_change import Bundle, Case, judge
from watchkeeper.usecases.load_policy import Loaded


def replay(repository: Repository, tip: str, count: int, loaded: Loaded, bundle: Bundle) -> Iterator[Replayed]:
    """What the gate says of the last `count` changes by first parent of `tip`, under this policy.

    Owners and attributes are read as they were before each change.
    """
    for commit in list(read_commits(repository, "--first-parent", f"-n{count}", tip)):
        if not commit.parents:
            continue
        start = time.perf_counter()
        base = commit.parents[0]
        target = Target(base, base, protected=True, reason="as it was before the change")
        case = Case(repository, Range(base, commit.sha, commit.sha), target, loaded, now=commit.committed_at)
        yield _summary(commit, judge(case, bundle), time.perf_counter() - start)


def _summary(commit: Commit, report: Report, seconds: float) -> Replayed:
    wrote = next((c for c in report.change.commits if len(c.parents) < 2), commit)
    findings = report.verdict.findings
    return Replayed(
        sha=commit.sha,
        subject=commit.subject,
        human=not is_bot(wrote.author.name, wrote.author.email),
        lines=report.size.lines_effective if isinstance(report.size, Size) else -1,
        fired=tuple(sorted({f.rule for f in findings if f.outcome == "fail"})),
        unknown=tuple(sorted({f.rule for f in findings if f.outcome == "unknown"})),
        seconds=seconds,
    )
