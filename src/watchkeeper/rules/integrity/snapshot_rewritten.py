"""Expected results are not rewritten in the change whose results they check.

## What it checks
Snapshots and golden files that change together with code.

## Why
A recorded result that follows the code agrees with everything, also with a mistake.

## Evidence
`integrity/weakened-checks`: both versions of the changed files, read as data and compared. Files are told by
name and folder; their content is only compared.

## When it is wrong
Output that changes on purpose needs new snapshots.

## Remedy
Look at the difference of each snapshot as if it were code, and say in one sentence that it is meant.

## References
- Weakened checks in 2,463 merged commits of 12 public repositories: the field's base rates.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from watchkeeper.analysis.integrity.paths import SNAPSHOT_GLOBS
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

ID = "integrity/snapshot-rewritten"


class Options(Struct, frozen=True, forbid_unknown_fields=True):
    """The rule has no options."""


RULE = Rule(
    summary="Expected results are not rewritten beside the code that gives them",
    since="0.1",
    mode="observe",
    evidence=(WEAKENED,),
    concerns=SNAPSHOT_GLOBS,
)


def check(subject: Subject, setting: Setting[Options]) -> Iterator[Finding]:
    """One finding for all expected results that were rewritten."""
    del setting
    yield from weakened_findings(
        ID,
        subject,
        ("expected result is rewritten", "expected results are rewritten"),
        "Restore the snapshots, run the tests, and list each difference with the reason for it.",
    )


def examples() -> tuple[Example, ...]:
    """One weakening, none, a file that could not be compared."""
    return (
        Example(
            "a snapshot rewritten",
            sample_change(),
            (
                sample(
                    "snapshot-rewritten",
                    "tests/__snapshots__/pay.snap",
                    1,
                    "an expected result is rewritten beside the code that gives it",
                ),
            ),
            (
                (
                    "fail",
                    "1 expected result is rewritten: "
                    "an expected result is rewritten beside the code that gives it"
                    " (tests/__snapshots__/pay.snap:1) (parsed).",
                ),
            ),
        ),
        Example("nothing weakened", sample_change(), (sample_silent(),), ()),
        Example(
            "not compared",
            sample_change(),
            (sample_unread("snapshot-rewritten"),),
            (("unknown", "Whether checks are weakened in tests/huge.py is not known."),),
        ),
    )
