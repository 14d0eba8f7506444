"""A change does not swallow the exit code of a check.

## What it checks
`|| true`, `|| :`, `; true`, `set +e`, `make -k`, `--exit-zero`, `--passWithNoTests` and the like, added to a
command that stood without it or that looks like a check.

## Why
A command that cannot fail is no check.

## Evidence
`integrity/weakened-checks`: both versions of the changed files, read as data and compared. Commands are read
by line patterns, in pipelines, scripts and makefiles.

## When it is wrong
Cleaning up may fail without harm.

## Remedy
Let the command fail, or say in one sentence why its failure does not matter.

## References
- Weakened checks in 2,463 merged commits of 12 public repositories: the field's base rates.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from watchkeeper.analysis.integrity.paths import PIPELINE_GLOBS, SCRIPT_GLOBS
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

ID = "integrity/exit-code-ignored"


class Options(Struct, frozen=True, forbid_unknown_fields=True):
    """The rule has no options."""


RULE = Rule(
    summary="A change does not swallow the exit code of a check",
    since="0.1",
    mode="observe",
    evidence=(WEAKENED,),
    concerns=(*PIPELINE_GLOBS, *SCRIPT_GLOBS),
)


def check(subject: Subject, setting: Setting[Options]) -> Iterator[Finding]:
    """One finding for all commands whose exit code is swallowed."""
    del setting
    yield from weakened_findings(
        ID,
        subject,
        ("exit code is ignored", "exit codes are ignored"),
        "Let these commands fail again, and make them pass.",
    )


def examples() -> tuple[Example, ...]:
    """One weakening, none, a file that could not be compared."""
    return (
        Example(
            "a test that cannot fail",
            sample_change(),
            (sample("exit-code-ignored", "Makefile", 4, "a failure of `pytest` no longer counts"),),
            (
                (
                    "fail",
                    "1 exit code is ignored: a failure of `pytest` no longer counts (Makefile:4) (parsed).",
                ),
            ),
        ),
        Example("nothing weakened", sample_change(), (sample_silent(),), ()),
        Example(
            "not compared",
            sample_change(),
            (sample_unread("exit-code-ignored"),),
            (("unknown", "Whether checks are weakened in tests/huge.py is not known."),),
        ),
    )
