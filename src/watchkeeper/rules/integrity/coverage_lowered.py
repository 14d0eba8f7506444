"""A change does not lower the coverage that is asked for.

## What it checks
Coverage thresholds that are smaller than at the base, or gone: coverage.py, pytest-cov, Jest, Vitest, nyc,
Codecov, and command lines.

## Why
A threshold that follows the code down holds nothing up.

## Evidence
`integrity/weakened-checks`: both versions of the changed files, read as data and compared. TOML, JSON and
YAML are parsed; INI files, scripts and JavaScript are read by line patterns.

## When it is wrong
A threshold was set by mistake, or the measured code changed its extent.

## Remedy
Keep the threshold, or say in one sentence why less is enough.

## References
- Weakened checks in 2,463 merged commits of 12 public repositories: the field's base rates.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from watchkeeper.analysis.integrity.paths import CONFIG_GLOBS, PIPELINE_GLOBS
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

ID = "integrity/coverage-lowered"


class Options(Struct, frozen=True, forbid_unknown_fields=True):
    """The rule has no options."""


RULE = Rule(
    summary="A change does not lower the coverage that is asked for",
    since="0.1",
    mode="observe",
    evidence=(WEAKENED,),
    concerns=(*CONFIG_GLOBS, *PIPELINE_GLOBS),
)


def check(subject: Subject, setting: Setting[Options]) -> Iterator[Finding]:
    """One finding for all thresholds that fall."""
    del setting
    yield from weakened_findings(
        ID,
        subject,
        ("coverage threshold is lower or gone", "coverage thresholds are lower or gone"),
        "Restore the coverage thresholds, and add the tests that are missing.",
    )


def examples() -> tuple[Example, ...]:
    """One weakening, none, a file that could not be compared."""
    return (
        Example(
            "a threshold lowered",
            sample_change(),
            (sample("coverage-lowered", "pyproject.toml", 30, "the coverage threshold fail-under of 90 falls to 70"),),
            (
                (
                    "fail",
                    "1 coverage threshold is lower or gone: "
                    "the coverage threshold fail-under of 90 falls to 70 (pyproject.toml:30) (parsed).",
                ),
            ),
        ),
        Example("nothing weakened", sample_change(), (sample_silent(),), ()),
        Example(
            "not compared",
            sample_change(),
            (sample_unread("coverage-lowered"),),
            (("unknown", "Whether checks are weakened in tests/huge.py is not known."),),
        ),
    )
