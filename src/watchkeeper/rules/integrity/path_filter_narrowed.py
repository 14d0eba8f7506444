"""A change does not narrow when the pipeline runs.

## What it checks
`pull_request` triggers that are gone, `paths` and `branches` that cover less than at the base, `paths-ignore`
and `branches-ignore` that leave out more.

## Why
A job that is not started reports nothing, and many gates take nothing for green.

## Evidence
`integrity/weakened-checks`: both versions of the changed files, read as data and compared. GitHub and GitLab
pipelines are parsed; what does not parse is read by line patterns, and the finding says so.

## When it is wrong
A monorepo splits its pipelines by folder.

## Remedy
Widen the filter again, or say in one sentence which pipeline covers the rest.

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

ID = "integrity/path-filter-narrowed"


class Options(Struct, frozen=True, forbid_unknown_fields=True):
    """The rule has no options."""


RULE = Rule(
    summary="A change does not narrow when the pipeline runs",
    since="0.1",
    mode="observe",
    evidence=(WEAKENED,),
    concerns=PIPELINE_GLOBS,
)


def check(subject: Subject, setting: Setting[Options]) -> Iterator[Finding]:
    """One finding for all filters that cover less."""
    del setting
    yield from weakened_findings(
        ID,
        subject,
        ("filter covers less", "filters cover less"),
        "Widen the filters of the pipeline to what they covered before.",
    )


def examples() -> tuple[Example, ...]:
    """One weakening, none, a file that could not be compared."""
    return (
        Example(
            "paths narrowed",
            sample_change(),
            (
                sample(
                    "path-filter-narrowed", ".github/workflows/ci.yml", 3, "pull_request.paths no longer covers src/**"
                ),
            ),
            (
                (
                    "fail",
                    "1 filter covers less: "
                    "pull_request.paths no longer covers src/** (.github/workflows/ci.yml:3) (parsed).",
                ),
            ),
        ),
        Example("nothing weakened", sample_change(), (sample_silent(),), ()),
        Example(
            "not compared",
            sample_change(),
            (sample_unread("path-filter-narrowed"),),
            (("unknown", "Whether checks are weakened in tests/huge.py is not known."),),
        ),
    )
