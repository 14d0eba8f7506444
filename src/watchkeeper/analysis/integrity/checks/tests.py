"""Tests and assertions that a change takes away, over all its test files together."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from msgspec import Struct

from watchkeeper.analysis.integrity.paths import tested_stem
from watchkeeper.analysis.integrity.suites.case import Case
from watchkeeper.analysis.integrity.suites.reading import Kept, SuiteChange
from watchkeeper.analysis.integrity.weakening import Weakening, clip

ALIKE = 0.5
SAME_NAME = 0.5
COMMON = 60
"""A line that stands in more tests than this tells nothing about which test became which."""


class Gone(Struct, frozen=True):
    """A test of the base that its file no longer holds."""

    change: SuiteChange
    case: Case


class Moves(Struct, frozen=True):
    """What became of the tests that left their files: found again elsewhere, or gone for good."""

    kept: tuple[Kept, ...]
    lost: tuple[Gone, ...]


def follow_tests(changes: Sequence[SuiteChange]) -> Moves:
    """Find tests that moved, were renamed, merged, or became rows of a table."""
    come: dict[int, tuple[SuiteChange, Case]] = {id(case): (c, case) for c in changes for case in c.come}
    gone = [Gone(change, case) for change in changes for case in change.gone]
    kept: list[Kept] = []
    for find in (_by_name, _by_lines, _by_words):
        rest: list[Gone] = []
        index = _index(come, find)
        for each in gone:
            found = find(each, come, index)
            if found is None:
                rest.append(each)
            else:
                there, case = come.pop(found)
                kept.append(Kept(there.path, each.case, case, there.how))
        gone = rest
    lost = [each for each in gone if not _is_merged(each)]
    return Moves(tuple(kept), tuple(_without_rewritten(lost, come)))


Come = dict[int, tuple[SuiteChange, Case]]
Index = dict[str, list[int]]


def _index(come: Come, find: object) -> Index:
    index: Index = defaultdict(list)
    for key, (_, case) in come.items():
        for word in (case.name,) if find is _by_name else case.lines if find is _by_lines else _words(case.name):
            index[word].append(key)
    return index


def _by_name(gone: Gone, come: Come, index: Index) -> int | None:
    keys = [key for key in index.get(gone.case.name, ()) if key in come]
    return max(keys, key=lambda key: len(come[key][1].lines & gone.case.lines), default=None)


def _by_lines(gone: Gone, come: Come, index: Index) -> int | None:
    """The new test that shares at least half of its lines."""
    shared: Counter[int] = Counter()
    for line in gone.case.lines:
        postings = index.get(line, ())
        if len(postings) <= COMMON:
            shared.update(key for key in postings if key in come)
    best = max(shared, key=lambda key: shared[key], default=None)
    if best is None:
        return None
    both = len(come[best][1].lines & gone.case.lines)
    smaller = min(len(come[best][1].lines), len(gone.case.lines))
    return best if both > 1 and both >= ALIKE * smaller else None


def _by_words(gone: Gone, come: Come, index: Index) -> int | None:
    """The new test of the same file whose name shares at least half of its words."""
    words = _words(gone.case.name)
    near = {key for word in words for key in index.get(word, ())[:COMMON] if key in come}
    here = [key for key in near if come[key][0] is gone.change]
    score = {key: len(words & _words(come[key][1].name)) / len(words | _words(come[key][1].name)) for key in here}
    best = max(score, key=lambda key: score[key], default=None)
    return best if best is not None and score[best] >= SAME_NAME else None


def _words(name: str) -> frozenset[str]:
    spaced = "".join(f" {c.lower()}" if c.isupper() else c if c.isalnum() else " " for c in name)
    return frozenset(word for word in spaced.split() if word not in {"test", "tests", "should"}) or frozenset({name})


def _is_merged(gone: Gone) -> bool:
    """Whether the file's other tests took this one in: most of its own lines, or its case as a row of a table."""
    changed = [kept for kept in gone.change.kept if kept.head.lines - kept.base.lines]
    heads = [kept.head for kept in changed] + list(gone.change.come)
    others = frozenset(line for kept in gone.change.kept for line in kept.base.lines)
    own = gone.case.lines - others - {gone.case.text}
    new = frozenset(line for kept in changed for line in kept.head.lines - kept.base.lines)
    new |= frozenset(line for case in gone.change.come for line in case.lines)
    if own and len(own & new) >= ALIKE * len(own):
        return True
    tables = [
        kept for kept in changed if kept.head.loops > kept.base.loops or len(kept.head.rows) > len(kept.base.rows)
    ]
    tables_of = [kept.head for kept in tables] + [case for case in gone.change.come if case.loops or case.rows]
    return bool(heads) and any(_words(gone.case.name) & _words(table.name) for table in tables_of)


def _without_rewritten(lost: list[Gone], come: Come) -> Iterator[Gone]:
    """A file that gains as many new tests as it loses was rewritten; otherwise all its lost tests count."""
    new = Counter(id(change) for change, _ in come.values())
    counts = Counter(id(each.change) for each in lost)
    for each in lost:
        if counts[id(each.change)] > new[id(each.change)]:
            yield each


def removed_tests(moves: Moves, deleted_stems: frozenset[str]) -> Iterator[Weakening]:
    """One weakening for each test that is gone, one for a file of which nothing is run any more.

    `deleted_stems` are the stems of deleted code files: their tests may go with them.
    """
    files: dict[int, list[Gone]] = defaultdict(list)
    for each in moves.lost:
        if not (each.change.whole and tested_stem(each.change.old_path) in deleted_stems):
            files[id(each.change)].append(each)
    for lost in files.values():
        change = lost[0].change
        if change.whole and len(lost) == change.count:
            yield _gone_file(change, lost)
        else:
            yield from (_gone_test(each) for each in lost)


def _gone_file(change: SuiteChange, lost: Sequence[Gone]) -> Weakening:
    path, many = change.old_path, len(lost)
    tests = f"its {many} tests" if many > 1 else "its test"
    what = "is gone" if change.path == change.old_path else f"is now {change.path}, which no runner collects"
    detail = f"the test file {path} {what}, with {tests}"
    return Weakening("test-removed", path, 0, "base", clip(lost[0].case.text), path, detail, change.how, "file")


def _gone_test(gone: Gone) -> Weakening:
    change, case = gone.change, gone.case
    still = next((c for c in change.others if _is_same_outside(case, c)), None)
    detail = f"the test {case.name} is gone"
    if still is not None:
        detail = f"the test {case.name} is now called {still.name}, which no runner collects"
    return Weakening(
        "test-removed", change.old_path, case.line, "base", clip(case.text), case.name, detail, change.how, "test"
    )


def _is_same_outside(case: Case, other: Case) -> bool:
    body = case.lines - {case.text}
    shared = len(body & other.lines)
    return (case.name in other.name and shared > 0) or (shared > 0 and shared >= ALIKE * len(body))


def lost_assertions(changes: Sequence[SuiteChange], moves: Moves) -> Iterator[Weakening]:
    """Kept tests that lost assertions which no test or function of the change took over."""
    gained = Counter(a for change in changes for a in change.assertions_come)
    every = [*moves.kept, *(kept for change in changes for kept in change.kept)]
    for kept in every:
        gained.update(Counter(a.text for a in kept.head.assertions) - Counter(a.text for a in kept.base.assertions))
    gained.update(a.text for change in changes for case in change.come for a in case.assertions)
    helped = {change.path for change in changes if change.assertions_come}
    for kept in every:
        if kept.path not in helped and not _checks_in_bulk(kept):
            yield from _emptied(kept, gained)


def _checks_in_bulk(kept: Kept) -> bool:
    """Whether the head checks more at once: a loop or a table is new, or rows were added."""
    return kept.head.loops > kept.base.loops or len(kept.head.rows) > len(kept.base.rows)


def _emptied(kept: Kept, gained: Counter[str]) -> Iterator[Weakening]:
    """A test that lost more assertions than it gained lines: an edit that takes away, no rewrite."""
    after = Counter(a.text for a in kept.head.assertions)
    lost = []
    for assertion in kept.base.assertions:
        if after[assertion.text] > 0:
            after[assertion.text] -= 1
        elif gained[assertion.text] == 0:
            lost.append(assertion)
    fewer = len(kept.base.assertions) - len(kept.head.assertions)
    written = len(kept.head.lines - kept.base.lines)
    if not lost or fewer <= 0 or written >= len(lost):
        return
    had, has = len(kept.base.assertions), len(kept.head.assertions)
    detail = f"the test {kept.head.name} has {has} of its {had} assertions left"
    if not has:
        detail = f"the test {kept.head.name} has none of its {had} assertions left"
    first = lost[0]
    yield Weakening(
        "test-removed", kept.path, first.line, "base", clip(first.text), kept.head.name, detail, kept.how, "assertion"
    )
