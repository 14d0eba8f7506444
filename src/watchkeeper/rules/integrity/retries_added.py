"""Failing checks are not run again until they pass.

## What it checks
Retries and time limits of tests, jobs and test runners that are new or higher than at the base.

## Why
A retry hides the failure that happens one time in three, in the test and in production.

## Evidence
`integrity/weakened-checks`: both versions of the changed files, read as data and compared. Marks in Python
tests are parsed; settings and pipelines are read by line patterns.

## When it is wrong
A flaky outside service is waited for while it is mended.

## Remedy
Mend what fails now and then, or say in one sentence who will.

## References
- Weakened checks in 2,463 merged commits of 12 public repositories: the field's base rates.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from watchkeeper.analysis.integrity.paths import CONFIG_GLOBS, PIPELINE_GLOBS, TEST_GLOBS
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

ID = "integrity/retries-added"


class Options(Struct, frozen=True, forbid_unknown_fields=True):
    """The rule has no options."""


RULE = Rule(
    summary="Failing checks are not run again until they pass",
    since="0.1",
    mode="observe",
    evidence=(WEAKENED,),
    concerns=(*TEST_GLOBS, *CONFIG_GLOBS, *PIPELINE_GLOBS),
)


def check(subject: Subject, setting: Setting[Options]) -> Iterator[Finding]:
    """One finding for all retries and limits that rise."""
    del setting
    yield from weakened_findings(
        ID,
        subject,
        ("retry or time limit rises", "retries or time limits rise"),
        "Take the retries back and mend what fails now and then.",
    )


def examples() -> tuple[Example, ...]:
    """One weakening, none, a file that could not be compared."""
    return (
        Example(
            "reruns raised",
            sample_change(),
            (sample("retries-added", "pytest.ini", 2, "--reruns rises from 0 to 3: failing checks are run again"),),
            (
                (
                    "fail",
                    "1 retry or time limit rises: "
                    "--reruns rises from 0 to 3: failing checks are run again (pytest.ini:2) (parsed).",
                ),
            ),
        ),
        Example("nothing weakened", sample_change(), (sample_silent(),), ()),
        Example(
            "not compared",
            sample_change(),
            (sample_unread("retries-added"),),
            (("unknown", "Whether checks are weakened in tests/huge.py is not known."),),
        ),
    )
