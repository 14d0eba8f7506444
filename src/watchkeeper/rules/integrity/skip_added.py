"""A change does not skip tests that were run.

## What it checks
Skip, expected failure, ignore and only-marks that a kept test, class or file did not bear at the base. A new
test that is skipped from the start is no weakening.

## Why
A skipped test is green for ever. Agents skip, people delete: skips stand in 6 % of signed and 2 % of other commits.

## Evidence
`integrity/weakened-checks`: both versions of the changed files, read as data and compared. Python is parsed;
other languages are read by line patterns, and the finding says so.

## When it is wrong
A test that cannot run on a platform is skipped there for good reason.

## Remedy
Make the test pass, or say in one sentence who will, and by when.

## References
- Weakened checks in 2,463 merged commits of 12 public repositories: the field's base rates.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from watchkeeper.analysis.integrity.paths import TEST_GLOBS
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

ID = "integrity/skip-added"


class Options(Struct, frozen=True, forbid_unknown_fields=True):
    """The rule has no options."""


RULE = Rule(
    summary="A change does not skip tests that were run",
    since="0.1",
    mode="observe",
    evidence=(WEAKENED,),
    concerns=TEST_GLOBS,
)


def check(subject: Subject, setting: Setting[Options]) -> Iterator[Finding]:
    """One finding for all marks that keep tests from running."""
    del setting
    yield from weakened_findings(
        ID,
        subject,
        ("skip is added", "skips are added"),
        "Remove the marks that skip tests on this branch, and make the tests pass.",
    )


def examples() -> tuple[Example, ...]:
    """One weakening, none, a file that could not be compared."""
    return (
        Example(
            "a skip added",
            sample_change(),
            (sample("skip-added", "tests/test_pay.py", 7, "the test test_refund is skipped always"),),
            (
                (
                    "fail",
                    "1 skip is added: the test test_refund is skipped always (tests/test_pay.py:7) (parsed).",
                ),
            ),
        ),
        Example("nothing weakened", sample_change(), (sample_silent(),), ()),
        Example(
            "not compared",
            sample_change(),
            (sample_unread("skip-added"),),
            (("unknown", "Whether checks are weakened in tests/huge.py is not known."),),
        ),
    )
