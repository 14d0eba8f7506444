"""Reads both sides of a test file and keeps only what differs between them."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from watchkeeper.analysis.integrity.paths import extension, is_named_test
from watchkeeper.analysis.integrity.suites.case import EMPTY, Case, Mark, Suite
from watchkeeper.analysis.integrity.suites.languages import language_of
from watchkeeper.analysis.integrity.suites.lines import read_lines
from watchkeeper.analysis.integrity.suites.python import read_python
from watchkeeper.analysis.integrity.weakening import How

MAX_PARSED = 1_000_000
BOTH_SIDES = 2


class Kept(Struct, frozen=True):
    """A test that exists on both sides and differs; the paths are where it stands on each."""

    path: str
    base: Case
    head: Case
    how: How


class SuiteChange(Struct, frozen=True):
    """How one test file changed: tests gone from it, new in it, kept but different.

    `whole` tells that nothing of the file is collected any more; `count` is the number of tests it
    had. Loose marks and assertions are those outside of tests that one side has and the other has not;
    `functions` are the names of the base's functions that are no tests.
    """

    path: str
    old_path: str
    how: How
    gone: tuple[Case, ...] = ()
    come: tuple[Case, ...] = ()
    kept: tuple[Kept, ...] = ()
    others: tuple[Case, ...] = ()
    whole: bool = False
    count: int = 0
    marks_gone: tuple[Mark, ...] = ()
    marks_come: tuple[Mark, ...] = ()
    functions: frozenset[str] = frozenset()
    assertions_come: tuple[str, ...] = ()


def read_suite(path: str, text: str) -> Suite:
    """The suite of one version of a file: parsed where there is a parser and the text allows it."""
    kind = extension(path)
    if kind == "py" and len(text) <= MAX_PARSED:
        parsed = read_python(text)
        if parsed is not None:
            return parsed
    language = language_of(kind)
    if language is None or (kind == "rs" and "test" not in text):
        return EMPTY
    return read_lines(text, language)


def compare_suites(path: str, old_path: str, base: str | None, head: str | None) -> SuiteChange:
    """What changed in the tests of one file."""
    before = read_suite(old_path, base) if base is not None else EMPTY
    collected = head is not None and (is_named_test(path) or not is_named_test(old_path) or base is None)
    after = read_suite(path, head) if head is not None else EMPTY
    if before.how != after.how and base is not None and head is not None:
        before, after = _by_lines(old_path, base, before), _by_lines(path, head, after)
    others = after.others if collected else (*after.others, *after.cases)
    gone, come, kept = _match(before.cases, after.cases if collected else ())
    how: How = "pattern" if "pattern" in (before.how, after.how) else "parsed"
    new = set(after.loose_assertions) - set(before.loose_assertions)
    return SuiteChange(
        path=path,
        old_path=old_path,
        how=how,
        gone=gone,
        come=come,
        kept=tuple(Kept(path, a, b, how) for a, b in kept if a != b),
        others=others if gone else (),
        whole=base is not None and not collected,
        count=len(before.cases),
        marks_gone=_without(before.loose_marks, after.loose_marks),
        marks_come=_without(after.loose_marks, before.loose_marks),
        functions=before.functions,
        assertions_come=tuple(new),
    )


def _by_lines(path: str, text: str, read: Suite) -> Suite:
    """One side did not parse: read both alike, or the difference would be one of method."""
    language = language_of(extension(path))
    return read_lines(text, language) if language is not None and read.how == "parsed" else read


def _without(marks: Iterable[Mark], other: Iterable[Mark]) -> tuple[Mark, ...]:
    known = {(m.kind, m.scope, m.text) for m in other}
    return tuple(m for m in marks if (m.kind, m.scope, m.text) not in known)


def _match(
    before: tuple[Case, ...], after: tuple[Case, ...]
) -> tuple[tuple[Case, ...], tuple[Case, ...], list[tuple[Case, Case]]]:
    """Pair the tests of one file: by group and name in order, then by name alone."""
    pairs: list[tuple[Case, Case]] = []
    left, right = list(before), list(after)
    for full in (True, False):
        waiting: dict[tuple[str, str], list[Case]] = {}
        for case in right:
            waiting.setdefault((case.group if full else "", case.name), []).append(case)
        rest: list[Case] = []
        for case in left:
            same = waiting.get((case.group if full else "", case.name))
            if same:
                pairs.append((case, same.pop(0)))
            else:
                rest.append(case)
        left = rest
        right = [c for cases in waiting.values() for c in cases]
    return tuple(left), tuple(right), pairs
