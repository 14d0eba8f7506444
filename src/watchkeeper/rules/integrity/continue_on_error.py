"""A change does not let a failing job or step count as passed.

## What it checks
`continue-on-error` (GitHub) and `allow_failure` (GitLab) on a job or step that did not bear it at the base.

## Why
The check still shows up, and no longer says anything.

## Evidence
`integrity/weakened-checks`: both versions of the changed files, read as data and compared. GitHub and GitLab
pipelines are parsed; what does not parse is read by line patterns, and the finding says so.

## When it is wrong
An experimental job is allowed to fail on purpose.

## Remedy
Let the failure count again, or say in one sentence why it need not.

## References
- Weakened checks in 2,463 merged commits of 12 public repositories: the field's base rates.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from watchkeeper.analysis.integrity.paths import PIPELINE_GLOBS
from watchkeeper.analysis.integrity.weakening import WEAKENED
from watchkeeper.domain.finding import Finding
from watchkeeper.domain.rules import Example, Rule, Setting, Subject
from watchkeeper.rules.integrity._weakened import (
    sample,
    sample_change,
    sample_silent,
    sample_unread,
    weakened_findings,
)

ID = "integrity/continue-on-error"


class Options(Struct, frozen=True, forbid_unknown_fields=True):
    """The rule has no options."""


RULE = Rule(
    summary="A change does not let a failing job or step count as passed",
    since="0.1",
    mode="observe",
    evidence=(WEAKENED,),
    concerns=PIPELINE_GLOBS,
)


def check(subject: Subject, setting: Setting[Options]) -> Iterator[Finding]:
    """One finding for all jobs and steps whose failure no longer counts."""
    del setting
    yield from weakened_findings(
        ID,
        subject,
        ("check may fail unseen", "checks may fail unseen"),
        "Let the failures of these jobs and steps count again, and make them pass.",
    )


def examples() -> tuple[Example, ...]:
    """One weakening, none, a file that could not be compared."""
    return (
        Example(
            "a job allowed to fail",
            sample_change(),
            (sample("continue-on-error", ".github/workflows/ci.yml", 9, "a failure of the job test no longer counts"),),
            (
                (
                    "fail",
                    "1 check may fail unseen: "
                    "a failure of the job test no longer counts (.github/workflows/ci.yml:9) (parsed).",
                ),
            ),
        ),
        Example("nothing weakened", sample_change(), (sample_silent(),), ()),
        Example(
            "not compared",
            sample_change(),
            (sample_unread("continue-on-error"),),
            (("unknown", "Whether checks are weakened in tests/huge.py is not known."),),
        ),
    )
