"""Finds the checks that a change weakens, over all its files together, base against head."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from watchkeeper.analysis.integrity.checks.commands import Script, has_commands, pipeline_scripts, scripts_of
from watchkeeper.analysis.integrity.checks.coverage import coverage_commands, coverage_limits, informational
from watchkeeper.analysis.integrity.checks.exit_codes import ignored_exit_codes
from watchkeeper.analysis.integrity.checks.jobs import PipelinePair, match_jobs, weakened_jobs
from watchkeeper.analysis.integrity.checks.limits import Limit, weaker_limits
from watchkeeper.analysis.integrity.checks.marks import marked_tests
from watchkeeper.analysis.integrity.checks.retries import new_plugins, retry_commands, retry_limits, retry_pipeline
from watchkeeper.analysis.integrity.checks.snapshots import rewritten_snapshot
from watchkeeper.analysis.integrity.checks.soft_lines import softened_lines
from watchkeeper.analysis.integrity.checks.tests import follow_tests, lost_assertions, removed_tests
from watchkeeper.analysis.integrity.checks.texts import Sides, decode
from watchkeeper.analysis.integrity.checks.triggers import narrowed_triggers
from watchkeeper.analysis.integrity.paths import (
    is_code,
    is_dependency_list,
    is_gitlab,
    is_settings,
    is_snapshot,
    is_test,
    is_workflow,
    tested_stem,
)
from watchkeeper.analysis.integrity.pipelines.reading import read_pipeline
from watchkeeper.analysis.integrity.suites.reading import SuiteChange, compare_suites
from watchkeeper.analysis.integrity.weakening import (
    Check,
    TextPair,
    Unreadable,
    UnreadableError,
    Weakening,
    Weakenings,
)

ORDER = {check: n for n, check in enumerate(Check.__args__)}  # type: ignore[attr-defined]


def concerns(path: str) -> bool:
    """Whether a changed file can hold a check and is worth reading."""
    return (
        is_test(path)
        or is_snapshot(path)
        or is_workflow(path)
        or is_gitlab(path)
        or has_commands(path)
        or is_settings(path)
        or is_dependency_list(path)
    )


def find_weakenings(
    pairs: Iterable[TextPair], changed_paths: Sequence[str] = (), deleted_paths: Sequence[str] = ()
) -> Weakenings:
    """Every weakening of a change, and the files that could not be compared.

    `pairs` are the concerned files on both sides; they are read one after the other and not kept.
    `changed_paths` and `deleted_paths` are those of the whole change, so that snapshots beside code and
    tests that go with their code can be told. Never raises on what the files hold.
    """
    reading = _Reading(beside_code=any(is_code(path) for path in changed_paths))
    for pair in pairs:
        try:
            reading.add(pair)
        except UnreadableError as error:
            reading.unread.append(Unreadable(pair.path, error.reason, checks_of(pair.path)))
        except RecursionError:
            reading.unread.append(Unreadable(pair.path, "nested too deep", checks_of(pair.path)))
    found = dict.fromkeys(reading.weakenings(changed_paths, deleted_paths))
    return Weakenings(tuple(sorted(found, key=_place)), tuple(reading.unread))


def _place(found: Weakening) -> tuple[int, str, int, str]:
    return ORDER[found.check], found.path, found.line, found.subject


class _Reading:
    """What has been read of a change: small facts by kind, never whole files."""

    def __init__(self, *, beside_code: bool) -> None:
        self.beside_code = beside_code
        self.found: list[Weakening] = []
        self.unread: list[Unreadable] = []
        self.suites: list[SuiteChange] = []
        self.pipelines: list[PipelinePair] = []
        self.scripts: tuple[list[Script], list[Script]] = ([], [])
        self.coverage: tuple[list[Limit], list[Limit]] = ([], [])
        self.retries: tuple[list[Limit], list[Limit]] = ([], [])

    def add(self, pair: TextPair) -> None:
        """Read one file.

        Raises:
            UnreadableError: it is beyond what is read.
        """
        if is_snapshot(pair.path):
            if self.beside_code:
                self.found += rewritten_snapshot(pair)
            return
        sides = decode(pair)
        if sides.base == sides.head and sides.path == sides.old_path:
            return
        if is_test(sides.path) or is_test(sides.old_path):
            self.suites.append(compare_suites(sides.path, sides.old_path, sides.base, sides.head))
        if is_workflow(sides.old_path) or is_gitlab(sides.old_path) or is_workflow(sides.path) or is_gitlab(sides.path):
            self._add_pipeline(sides)
        else:
            self._add_commands(sides)
        self._add_settings(sides)

    def _add_pipeline(self, sides: Sides) -> None:
        base = read_pipeline(sides.old_path, sides.base) if sides.base is not None else None
        head = read_pipeline(sides.path, sides.head) if sides.head is not None else None
        if (base is None) != (sides.base is None) or (head is None) != (sides.head is None):
            self.found += softened_lines(sides)  # one side does not parse: both are read line by line
            self._add_lines(sides)
            return
        self.pipelines.append(PipelinePair(sides.path, sides.old_path, base, head))
        for n, pipeline in enumerate((base, head)):
            if pipeline is not None:
                self._add_scripts(n, pipeline_scripts(pipeline))
                self.retries[n].extend(retry_pipeline(pipeline))

    def _add_commands(self, sides: Sides) -> None:
        if has_commands(sides.path) or has_commands(sides.old_path):
            self.found += softened_lines(sides)
            self._add_lines(sides)

    def _add_lines(self, sides: Sides) -> None:
        for n, (path, text) in enumerate(((sides.old_path, sides.base), (sides.path, sides.head))):
            if text is not None:
                self._add_scripts(n, scripts_of(path, text))

    def _add_scripts(self, side: int, scripts: Sequence[Script]) -> None:
        self.scripts[side].extend(scripts)
        self.coverage[side].extend(coverage_commands(scripts))
        self.retries[side].extend(retry_commands(scripts))

    def _add_settings(self, sides: Sides) -> None:
        for n, (path, text) in enumerate(((sides.old_path, sides.base), (sides.path, sides.head))):
            if text is not None and is_settings(path):
                self.coverage[n].extend(coverage_limits(path, text))
                self.retries[n].extend(retry_limits(path, text))
        if sides.base is not None and sides.head is not None and is_settings(sides.path):
            self.found += informational(sides.path, sides.base, sides.head)
        if sides.head is not None and is_dependency_list(sides.path):
            self.found += new_plugins(sides.path, sides.base, sides.head)

    def weakenings(self, changed: Sequence[str], deleted: Sequence[str]) -> Iterator[Weakening]:
        """Everything found, once all files are read."""
        yield from self.found
        moves = follow_tests(self.suites)
        stems = frozenset(tested_stem(path) for path in deleted if is_code(path))
        yield from removed_tests(moves, stems)
        yield from lost_assertions(self.suites, moves)
        yield from marked_tests(self.suites, moves)
        yield from weakened_jobs(self.pipelines)
        yield from narrowed_triggers(self.pipelines, match_jobs(self.pipelines), changed, deleted)
        yield from ignored_exit_codes(*self.scripts)
        yield from weaker_limits("coverage-lowered", *self.coverage)
        yield from weaker_limits("retries-added", *self.retries)


def checks_of(path: str) -> tuple[Check, ...]:
    """The checks that are unknown when a file cannot be read."""
    found: list[Check] = []
    if is_snapshot(path):
        return ("snapshot-rewritten",)
    if is_test(path):
        found += ["test-removed", "skip-added", "retries-added"]
    if is_workflow(path) or is_gitlab(path):
        found += ["continue-on-error", "job-removed", "path-filter-narrowed", "check-renamed"]
    if is_workflow(path) or is_gitlab(path) or has_commands(path):
        found += ["exit-code-ignored"]
    if not is_test(path):
        found += ["coverage-lowered", "retries-added"]
    return tuple(found)
