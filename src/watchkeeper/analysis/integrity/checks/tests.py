"""Tests that a change removes, skips, empties or runs again until they pass."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from watchkeeper.analysis.integrity.paths import tested_stem
from watchkeeper.analysis.integrity.suites.case import Case, Mark
from watchkeeper.analysis.integrity.suites.reading import Kept, SuiteChange
from watchkeeper.analysis.integrity.weakening import Weakening, clip

ALIKE = 0.5
MOST_COMPARED = 400


def weakened_tests(changes: Sequence[SuiteChange], deleted_stems: frozenset[str]) -> Iterator[Weakening]:
    """Weakenings of all test files of a change, seen together: a test that moved is not gone.

    `deleted_stems` are the stems of deleted code files: their tests may go with them.
    """
    yield from _removed(changes, deleted_stems)
    yield from _assertions(changes)
    for change in changes:
        yield from _skipped(change)
        yield from _repeated(change)


def _removed(changes: Sequence[SuiteChange], deleted_stems: frozenset[str]) -> Iterator[Weakening]:
    """Tests that no file holds any more, when the change as a whole loses tests."""
    come = [case for change in changes for case in (*change.come, *change.others)]
    gone = [
        (change, case)
        for change in changes
        if tested_stem(change.old_path) not in deleted_stems
        for case in change.gone
    ]
    left = _unmatched([case for _, case in gone], come)
    if len(left) <= sum(1 for case in come if case not in _others(changes)):
        return
    lost = {id(case) for case in left}
    for change, case in gone:
        if id(case) in lost:
            where = "its file is no longer run" if change.whole else "the file stays"
            detail = f"the test {case.name} is gone; {where}"
            form = "file" if change.whole else "test"
            yield Weakening(
                "test-removed", change.old_path, case.line, "base", clip(case.text), case.name, detail, change.how, form
            )


def _others(changes: Sequence[SuiteChange]) -> list[Case]:
    return [case for change in changes for case in change.others]


def _unmatched(gone: Sequence[Case], come: Sequence[Case]) -> list[Case]:
    """Gone tests without a new one of the same name, or one that is at least half the same."""
    names = Counter(case.name for case in come)
    left: list[Case] = []
    for case in gone:
        if names[case.name] > 0:
            names[case.name] -= 1
        elif not any(_alike(case, other) for other in come[:MOST_COMPARED]):
            left.append(case)
    return left


def _alike(one: Case, other: Case) -> bool:
    both = len(one.lines & other.lines)
    return both > 1 and both >= ALIKE * min(len(one.lines), len(other.lines))


def _assertions(changes: Sequence[SuiteChange]) -> Iterator[Weakening]:
    """Kept tests that check less, when nothing else in the change checks more."""
    kept = [kept for change in changes for kept in change.kept]
    gained = sum(len(c.assertions) for change in changes for c in change.come)
    gained += sum(len(change.assertions_come) for change in changes)
    balance = sum(len(k.head.assertions) - len(k.base.assertions) for k in kept) + gained
    if balance >= 0:
        return
    for each in kept:
        fewer = len(each.base.assertions) - len(each.head.assertions)
        if fewer > 0 and each.head.loops <= each.base.loops:
            left = {a.text for a in each.head.assertions}
            first = next((a for a in each.base.assertions if a.text not in left), each.base.assertions[0])
            had, has = len(each.base.assertions), len(each.head.assertions)
            detail = f"the test {each.head.name} has {has} assertions, it had {had}"
            yield Weakening(
                "test-removed",
                each.path,
                first.line,
                "base",
                clip(first.text),
                each.head.name,
                detail,
                each.how,
                "assertion",
            )


def _skipped(change: SuiteChange) -> Iterator[Weakening]:
    for kept in change.kept:
        for mark in _new_marks(kept, ("skip", "only")):
            how = "on a condition" if mark.conditional or "if(" in mark.text.lower() else "always"
            what = (
                f"only {kept.head.name} is run"
                if mark.kind == "only"
                else f"the test {kept.head.name} is skipped {how}"
            )
            yield _marked("skip-added", kept.path, mark, kept.head.name, what, kept)
    for mark in change.marks_come:
        if mark.kind in {"skip", "only"} and change.count:
            what = f"{mark.scope or 'the whole file'} is skipped" if mark.kind == "skip" else "only a part is run"
            yield Weakening(
                "skip-added", change.path, mark.line, "head", clip(mark.text), mark.scope, what, change.how, mark.kind
            )


def _repeated(change: SuiteChange) -> Iterator[Weakening]:
    for kept in change.kept:
        for mark in _new_marks(kept, ("retry", "timeout")):
            before = max((m.value for m in kept.base.marks if m.kind == mark.kind), default=0.0)
            if mark.kind == "retry" and mark.value >= before:
                detail = f"the test {kept.head.name} is run again when it fails"
                yield _marked("retries-added", kept.path, mark, kept.head.name, detail, kept)
            elif mark.kind == "timeout" and 0 < before < mark.value:
                detail = f"the time limit of {kept.head.name} rises from {before:g} to {mark.value:g}"
                yield _marked("retries-added", kept.path, mark, kept.head.name, detail, kept)


def _new_marks(kept: Kept, kinds: tuple[str, ...]) -> list[Mark]:
    """Marks of the head whose kind and text the base did not bear."""
    known = {(mark.kind, mark.text) for mark in kept.base.marks}
    held = {mark.kind for mark in kept.base.marks if mark.kind == "skip" and not mark.conditional}
    return [m for m in kept.head.marks if m.kind in kinds and (m.kind, m.text) not in known and m.kind not in held]


def _marked(check: str, path: str, mark: Mark, subject: str, detail: str, kept: Kept) -> Weakening:
    name = "skip-added" if check == "skip-added" else "retries-added"
    return Weakening(name, path, mark.line, "head", clip(mark.text), subject, detail, kept.how, mark.kind)  # type: ignore[arg-type]
