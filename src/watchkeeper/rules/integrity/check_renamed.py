"""The status of a required check keeps its name.

## What it checks
Jobs whose status is called otherwise than at the base: another `name`, or another id with at least half the
same steps.

## Why
A required check of the old name is never reported again; a forge waits for ever, or an administrator removes it.

## Evidence
`integrity/weakened-checks`: both versions of the changed files, read as data and compared. GitHub and GitLab
pipelines are parsed; what does not parse is read by line patterns, and the finding says so.

## When it is wrong
No rule of the forge requires the job.

## Remedy
Keep the name, or change the forge's required checks together with it.

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

ID = "integrity/check-renamed"


class Options(Struct, frozen=True, forbid_unknown_fields=True):
    """The rule has no options."""


RULE = Rule(
    summary="The status of a required check keeps its name",
    since="0.1",
    mode="observe",
    evidence=(WEAKENED,),
    concerns=PIPELINE_GLOBS,
)


def check(subject: Subject, setting: Setting[Options]) -> Iterator[Finding]:
    """One finding for all jobs whose status has a new name."""
    del setting
    yield from weakened_findings(
        ID, subject, ("check has a new name", "checks have new names"), "Give the jobs their former names back."
    )


def examples() -> tuple[Example, ...]:
    """One weakening, none, a file that could not be compared."""
    return (
        Example(
            "a job renamed",
            sample_change(),
            (
                sample(
                    "check-renamed",
                    ".github/workflows/ci.yml",
                    8,
                    "the status of test is now called tests; one required by its old name never reports",
                ),
            ),
            (
                (
                    "fail",
                    "1 check has a new name: "
                    "the status of test is now called tests; one required by its old name never reports"
                    " (.github/workflows/ci.yml:8) (parsed).",
                ),
            ),
        ),
        Example("nothing weakened", sample_change(), (sample_silent(),), ()),
        Example(
            "not compared",
            sample_change(),
            (sample_unread("check-renamed"),),
            (("unknown", "Whether checks are weakened in tests/huge.py is not known."),),
        ),
    )
