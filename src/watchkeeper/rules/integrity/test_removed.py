"""A change does not quietly lose tests or assertions.

## What it checks
Tests that exist at the base and in no file of the head, test files that are no longer collected, and kept
tests that lost assertions, when the change as a whole loses some. Moved, renamed and merged tests are not lost,
and tests may go with the code that they test.

## Why
The cheapest way to green is to remove what is red.

## Evidence
`integrity/weakened-checks`: both versions of the changed files, read as data and compared. Python is parsed;
other languages are read by line patterns, and the finding says so.

## When it is wrong
Tests of a feature that goes are removed for good; tests are rewritten in another style.

## Remedy
Put the test back, or say in one sentence why it is no longer needed.

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

ID = "integrity/test-removed"


class Options(Struct, frozen=True, forbid_unknown_fields=True):
    """The rule has no options."""


RULE = Rule(
    summary="A change does not quietly lose tests or assertions",
    since="0.1",
    mode="observe",
    evidence=(WEAKENED,),
    concerns=TEST_GLOBS,
)


def check(subject: Subject, setting: Setting[Options]) -> Iterator[Finding]:
    """One finding for all tests and assertions that the change loses."""
    del setting
    yield from weakened_findings(
        ID,
        subject,
        ("test or assertion is lost", "tests or assertions are lost"),
        "Put back the tests and assertions that this branch removed, and make the code pass them.",
    )


def examples() -> tuple[Example, ...]:
    """One weakening, none, a file that could not be compared."""
    return (
        Example(
            "a test removed",
            sample_change(),
            (sample("test-removed", "tests/test_pay.py", 12, "the test test_refund is gone; the file stays"),),
            (
                (
                    "fail",
                    "1 test or assertion is lost: "
                    "the test test_refund is gone; the file stays (tests/test_pay.py:12) (parsed).",
                ),
            ),
        ),
        Example("nothing weakened", sample_change(), (sample_silent(),), ()),
        Example(
            "not compared",
            sample_change(),
            (sample_unread("test-removed"),),
            (("unknown", "Whether checks are weakened in tests/huge.py is not known."),),
        ),
    )
