"""A change does not take jobs or steps out of the pipeline that judges it.

## What it checks
Jobs that are gone, steps that ran a check and run nowhere in the job any more, and jobs or steps whose
condition became constantly false. A job that was renamed is another rule's concern.

## Why
A check that does not run cannot fail.

## Evidence
`integrity/weakened-checks`: both versions of the changed files, read as data and compared. GitHub and GitLab
pipelines are parsed; what does not parse is read by line patterns, and the finding says so.

## When it is wrong
Pipelines are reorganised; checks move to another system.

## Remedy
Put the job or step back, or say in one sentence what takes its place.

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

ID = "integrity/job-removed"


class Options(Struct, frozen=True, forbid_unknown_fields=True):
    """The rule has no options."""


RULE = Rule(
    summary="A change does not take jobs or steps out of its pipeline",
    since="0.1",
    mode="observe",
    evidence=(WEAKENED,),
    concerns=PIPELINE_GLOBS,
)


def check(subject: Subject, setting: Setting[Options]) -> Iterator[Finding]:
    """One finding for all jobs and steps that no longer run."""
    del setting
    yield from weakened_findings(
        ID,
        subject,
        ("job or step is gone", "jobs or steps are gone"),
        "Put the removed jobs and steps back into the pipeline.",
    )


def examples() -> tuple[Example, ...]:
    """One weakening, none, a file that could not be compared."""
    return (
        Example(
            "a job removed",
            sample_change(),
            (sample("job-removed", ".github/workflows/ci.yml", 14, "the job lint is gone"),),
            (
                (
                    "fail",
                    "1 job or step is gone: the job lint is gone (.github/workflows/ci.yml:14) (parsed).",
                ),
            ),
        ),
        Example("nothing weakened", sample_change(), (sample_silent(),), ()),
        Example(
            "not compared",
            sample_change(),
            (sample_unread("job-removed"),),
            (("unknown", "Whether checks are weakened in tests/huge.py is not known."),),
        ),
    )
