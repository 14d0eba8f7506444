"""Commands whose failure a change makes not count, line by line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from watchkeeper.analysis.integrity.checks.texts import added_lines

LONGEST = 2000


def is_check(line: str) -> bool:
    """Whether a command looks like a check: it tests, lints, types, builds or verifies."""
    return bool(_check_words().search(line[:LONGEST]))


def ignored_exit_codes(base: str, head: str) -> Iterator[tuple[int, str, str]]:
    """Line number, line and detail of each command of the head whose exit code no longer counts.

    `|| true` counts when the base had the command without it, or when the command is a check.
    """
    known = {line.strip() for line in base.splitlines()}
    for number, line in added_lines(base, head):
        text = line[:LONGEST]
        if match := _ignoring().search(text):
            bare = text[: match.start()].strip()
            if bare in known or is_check(bare):
                yield number, line, f"a failure of `{bare[:80]}` no longer counts"
        elif (match := _lenient().search(text)) and (is_check(text) or match[0].startswith("--")):
            yield number, line, f"`{match[0].strip()}` lets the command pass when it fails or finds nothing"


@cache
def _check_words() -> re.Pattern[str]:
    return re.compile(
        r"\b(tests?|pytest|tox|nox|jest|vitest|mocha|playwright|cypress|rspec|phpunit|ctest|lint|eslint|ruff|flake8|pylint"
        r"|mypy|pyright|tsc|clippy|golangci-lint|vet|shellcheck|check|verify|validate|audit|coverage|cov|bandit|semgrep"
        r"|zizmor|actionlint|cargo|gradlew?|mvn|dotnet)\b"
    )


@cache
def _ignoring() -> re.Pattern[str]:
    return re.compile(
        r"\s*(?:\|\|\s*(?:true|:|exit 0|echo\b[^|&;]*)|;\s*(?:true|exit 0)|\|\|\s*\{\s*true;?\s*\})\s*\\?$"
    )


@cache
def _lenient() -> re.Pattern[str]:
    return re.compile(
        r"--exit-zero\b|--passWithNoTests\b|--pass-with-no-tests\b|--no-fail\b|--soft-fail\b"
        r"|^set \+e\b|\bmake -[ki]\b"
    )
