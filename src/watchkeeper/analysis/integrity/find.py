"""Finds the checks that a change weakens, over all its files together, base against head."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from watchkeeper.analysis.integrity.checks.pipelines import read_pipeline, weakened_pipeline
from watchkeeper.analysis.integrity.checks.scripts import ignored_exit_codes
from watchkeeper.analysis.integrity.checks.tests import weakened_tests
from watchkeeper.analysis.integrity.checks.texts import added_lines, decode
from watchkeeper.analysis.integrity.checks.thresholds import weakened_thresholds
from watchkeeper.analysis.integrity.paths import (
    is_code,
    is_gitlab,
    is_other_pipeline,
    is_script,
    is_snapshot,
    is_test,
    is_workflow,
    tested_stem,
)
from watchkeeper.analysis.integrity.suites.reading import SuiteChange, compare_suites
from watchkeeper.analysis.integrity.weakening import (
    Check,
    TextPair,
    Unreadable,
    UnreadableError,
    Weakening,
    Weakenings,
    clip,
)

CONFIGS = (
    "pyproject.toml", "setup.cfg", "tox.ini", ".coveragerc", "pytest.ini", "package.json", ".nycrc", ".nycrc.json",
    ".simplecov", "codecov.yml", "codecov.yaml", ".codecov.yml", ".codecov.yaml", "nextest.toml",
)  # fmt: skip
CONFIG_STEMS = ("jest.config.", "vitest.config.", "vite.config.", "playwright.config.", "cypress.config.", ".mocharc.")
SOFT = ("continue-on-error: true", "allow_failure: true", "continueOnError: true")


def concerns(path: str) -> bool:
    """Whether a changed file can hold a check and is worth reading."""
    return is_test(path) or is_snapshot(path) or _is_pipeline(path) or is_script(path) or _is_config(path)


def find_weakenings(
    pairs: Iterable[TextPair], changed_paths: Sequence[str], deleted_paths: Sequence[str] = ()
) -> Weakenings:
    """Every weakening of a change, and the files that could not be compared.

    `pairs` are the concerned files on both sides; `changed_paths` and `deleted_paths` those of the whole
    change, so that snapshots beside code and tests that go with their code can be told.
    """
    found: list[Weakening] = []
    unread: list[Unreadable] = []
    suites: list[SuiteChange] = []
    beside_code = any(is_code(path) for path in changed_paths)
    for pair in pairs:
        try:
            found += _of_pair(pair, suites, beside_code=beside_code)
        except (UnreadableError, RecursionError) as error:
            reason = getattr(error, "reason", "nests too deep")
            unread.append(Unreadable(pair.path, reason, _checks_of(pair.path)))
    stems = frozenset(tested_stem(path) for path in deleted_paths if is_code(path))
    found += weakened_tests(suites, stems)
    return Weakenings(tuple(dict.fromkeys(found)), tuple(unread))


def _of_pair(pair: TextPair, suites: list[SuiteChange], *, beside_code: bool) -> list[Weakening]:
    if is_snapshot(pair.path):
        return list(_snapshot(pair)) if beside_code else []
    base, head = decode(pair.base), decode(pair.head)
    if is_test(pair.path) or is_test(pair.old_path):
        suites.append(compare_suites(pair.path, pair.old_path, base, head))
        return []
    if base is None:
        return []
    if _is_pipeline(pair.old_path):
        return list(_pipeline(pair, base, head))
    if head is None:
        return []
    found = list(weakened_thresholds(pair.path, base, head)) if _is_config(pair.path) else []
    if is_script(pair.path) or pair.path.endswith(("package.json", "tox.ini")):
        found += [
            Weakening("exit-code-ignored", pair.path, number, "head", clip(line), clip(line), detail, "pattern")
            for number, line, detail in ignored_exit_codes(base, head)
        ]
    return found


def _snapshot(pair: TextPair) -> Iterator[Weakening]:
    if pair.base is not None and pair.head is not None and pair.base != pair.head:
        detail = "an expected result is rewritten beside the code that gives it"
        yield Weakening("snapshot-rewritten", pair.path, 1, "head", "", pair.path, detail, "parsed")


def _pipeline(pair: TextPair, base: str, head: str | None) -> Iterator[Weakening]:
    gitlab = is_gitlab(pair.old_path)
    before = None if is_other_pipeline(pair.old_path) else read_pipeline(base, pair.old_path, gitlab=gitlab)
    after = read_pipeline(head, pair.path, gitlab=gitlab) if head is not None else None
    if before is not None and (after is not None or head is None):
        yield from weakened_pipeline(pair.path, pair.old_path, before, after)
    elif head is not None:
        yield from _by_lines(pair.path, base, head)
    if head is not None:
        yield from weakened_thresholds(pair.path, base, head)


def _by_lines(path: str, base: str, head: str) -> Iterator[Weakening]:
    """A pipeline that cannot be parsed: added lines that say that a failure does not count."""
    for number, line in added_lines(base, head):
        if line.removeprefix("- ").startswith(SOFT):
            yield Weakening(
                "continue-on-error", path, number, "head", clip(line), path, "a failure no longer counts", "pattern"
            )
    for number, line, detail in ignored_exit_codes(base, head):
        yield Weakening("exit-code-ignored", path, number, "head", clip(line), clip(line), detail, "pattern")


def _is_pipeline(path: str) -> bool:
    return is_workflow(path) or is_gitlab(path) or is_other_pipeline(path)


def _is_config(path: str) -> bool:
    name = path.rpartition("/")[2]
    return name in CONFIGS or name.startswith(CONFIG_STEMS)


def _checks_of(path: str) -> tuple[Check, ...]:
    if is_snapshot(path):
        return ("snapshot-rewritten",)
    if is_test(path):
        return ("test-removed", "skip-added", "retries-added")
    if _is_pipeline(path):
        return ("continue-on-error", "exit-code-ignored", "job-removed", "path-filter-narrowed", "check-renamed")
    return ("coverage-lowered", "exit-code-ignored", "retries-added")
