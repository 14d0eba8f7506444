"""Tests that a change skips, runs alone, or runs again until they pass."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from watchkeeper.analysis.integrity.checks.tests import Moves
from watchkeeper.analysis.integrity.suites.case import Mark
from watchkeeper.analysis.integrity.suites.reading import Kept, SuiteChange
from watchkeeper.analysis.integrity.weakening import Weakening, clip


def marked_tests(changes: Sequence[SuiteChange], moves: Moves) -> Iterator[Weakening]:
    """Marks that are new on tests which ran before, and new tests that are skipped or run alone from the start.

    A mark on a class or file is told once. A new test that is skipped on a condition weakens nothing.
    """
    told: set[tuple[str, int, str]] = set()
    every = [*moves.kept, *(kept for change in changes for kept in change.kept)]
    for found in (*_kept_marks(every), *_new_tests(changes), *_loose_marks(changes)):
        key = (found.path, found.line, found.check)
        if key not in told:
            told.add(key)
            yield found


def _kept_marks(every: Sequence[Kept]) -> Iterator[Weakening]:
    for kept in every:
        for mark in _new_skips(kept):
            yield _skip(kept.path, mark, mark.scope or kept.head.name, kept)
        yield from _row_skips(kept)
        yield from _repeats(kept)


def _new_skips(kept: Kept) -> list[Mark]:
    """Marks of the head beyond those of the base, when the test has more of them than it had."""
    found: list[Mark] = []
    for kind in ("skip", "only"):
        before = [m for m in kept.base.marks if m.kind == kind]
        after = [m for m in kept.head.marks if m.kind == kind]
        hardened = any(not m.conditional for m in after) and all(m.conditional for m in before)
        if len(after) > len(before) or (hardened and before):
            known = {m.text for m in before}
            new = [m for m in after if m.text not in known and (not hardened or not before or not m.conditional)]
            if not any(not m.conditional for m in before):
                found += new
    return found


def _row_skips(kept: Kept) -> Iterator[Weakening]:
    """Rows of a table of cases that ran before and now bear a skip."""
    ran = {key for key, mark in kept.base.rows if mark is None}
    for key, mark in kept.head.rows:
        if mark is not None and key in ran:
            yield _skip(kept.path, mark, f"{kept.head.name} with {key[:60]}", kept)


def _skip(path: str, mark: Mark, subject: str, kept: Kept) -> Weakening:
    if mark.kind == "only":
        detail = f"only {subject} is run, the tests beside it are not"
        return Weakening("skip-added", path, mark.line, "head", clip(mark.text), subject, detail, kept.how, "only")
    form = "conditional" if mark.conditional else "always"
    how = "under a condition" if mark.conditional else "always"
    detail = f"{subject} is skipped {how}, or may fail" if "xfail" in mark.text else f"{subject} is skipped {how}"
    return Weakening("skip-added", path, mark.line, "head", clip(mark.text), subject, detail, kept.how, form)


def _repeats(kept: Kept) -> Iterator[Weakening]:
    for mark in kept.head.marks:
        before = [m.value for m in kept.base.marks if m.kind == mark.kind]
        name = mark.scope or kept.head.name
        if mark.kind == "retry" and (not before or mark.value > max(before)):
            detail = f"{name} is run again when it fails"
            yield _repeat(kept, mark, name, detail, "retry")
        elif mark.kind == "timeout" and before and 0 < max(before) < mark.value:
            detail = f"the time limit of {name} rises from {max(before):g} to {mark.value:g}"
            yield _repeat(kept, mark, name, detail, "timeout")


def _repeat(kept: Kept, mark: Mark, name: str, detail: str, form: str) -> Weakening:
    return Weakening("retries-added", kept.path, mark.line, "head", clip(mark.text), name, detail, kept.how, form)


def _new_tests(changes: Sequence[SuiteChange]) -> Iterator[Weakening]:
    """`.only` on a new test silences the tests that were there."""
    for change in changes:
        for case in change.come if change.count else ():
            for mark in case.marks:
                if mark.kind == "only":
                    detail = f"only {case.name} is run, the tests beside it are not"
                    text = clip(mark.text)
                    yield Weakening(
                        "skip-added", change.path, mark.line, "head", text, case.name, detail, change.how, "only"
                    )


def _loose_marks(changes: Sequence[SuiteChange]) -> Iterator[Weakening]:
    """Skips in fixtures and functions that were there before, and files that are left out of collection."""
    for change in changes:
        before: dict[str, int] = {}
        for mark in change.marks_gone:
            before[mark.scope] = before.get(mark.scope, 0) + 1
        for mark in change.marks_come:
            if before.get(mark.scope, 0) > 0:
                before[mark.scope] -= 1
            elif mark.kind == "skip" and (mark.scope in change.functions or mark.scope.startswith("collect_ignore")):
                left_out = mark.scope.startswith("collect_ignore")
                name = mark.scope.removeprefix("collect_ignore ") or "the file"
                detail = f"{name} is left out of the tests" if left_out else f"{name} may skip the tests that use it"
                form = "always" if left_out else "conditional"
                text = clip(mark.text)
                yield Weakening("skip-added", change.path, mark.line, "head", text, name, detail, change.how, form)
