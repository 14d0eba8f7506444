"""Last pass: the gate's own counter over every change, through one git process."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

import msgspec

from watchkeeper.analysis.changes.drafts import Place
from watchkeeper.analysis.size.counter import VERSION, Yardsticks, total_size
from watchkeeper.domain.events.changes import ChangeMeasured, ExcludedLines
from watchkeeper.domain.events.event import Draft
from watchkeeper.domain.problems import UnknownSubjectError
from watchkeeper.domain.size import Size
from watchkeeper.evidence.size.attributes import TargetAttributes
from watchkeeper.evidence.size.change import measure_difference
from watchkeeper.git.diff import Difference
from watchkeeper.git.differences import read_differences
from watchkeeper.git.history import read_cut
from watchkeeper.git.trees import Tree
from watchkeeper.ledger.reading import Unmeasured, read_unmeasured
from watchkeeper.usecases.history.changes_pass import short
from watchkeeper.usecases.history.context import Context, Cursor
from watchkeeper.usecases.history.size_cache import SizeCache

NAME = "sizes"
LONGEST_REASON = 60
MOST_GAPS = 50
"""Changes of a page whose contents are missing after which the page is left."""


def pass_sizes(context: Context, yardsticks: Yardsticks) -> tuple[int, int]:
    """Measure what was not measured by this version of the counter: how many were, how many could not be.

    In a clone without contents it gives up after the first page of which nothing could be measured; a next
    run tries again.
    """
    cursor = context.cursor(NAME)
    after = cursor.generation if cursor.tip == f"counter {VERSION}" else 0
    measuring = _Measuring(context, yardsticks)
    measured = missing = 0
    try:
        for page in read_unmeasured(context.ledger, context.place.repository, after):
            drafts = list(measuring.drafts(page))
            measured += len(drafts)
            missing += len(page) - len(drafts)
            if not drafts and measuring.gave_up:
                break
            context.keep(NAME, drafts, Cursor(f"counter {VERSION}", page[-1].seq))
            context.tell("sizes", measured)
    finally:
        measuring.cache.close()
    return measured, missing


class _Measuring:
    """Measures pages of changes, those that are new to the cache through one git process a page."""

    def __init__(self, context: Context, yardsticks: Yardsticks) -> None:
        self._context = context
        self._yardsticks = yardsticks
        self._cut = read_cut(context.repository)
        self.cache = SizeCache(VERSION)
        self.gave_up = False

    def drafts(self, page: Sequence[Unmeasured]) -> Iterator[Draft]:
        """The events of what could be measured."""
        wanted = {(change.base, change.commit): change for change in page if change.commit not in self._cut}
        known = self.cache.load(list(wanted))
        new: dict[tuple[str, str], bytes] = {}
        for pair, size in self._measure([pair for pair in wanted if pair not in known]):
            new[pair] = msgspec.msgpack.encode(size)
            yield measured_draft(self._context.place, wanted[pair], size)
        self.cache.keep(new)
        for pair, encoded in known.items():
            yield measured_draft(self._context.place, wanted[pair], msgspec.msgpack.decode(encoded, type=Size))

    def _measure(self, pairs: Sequence[tuple[str, str]]) -> Iterator[tuple[tuple[str, str], Size]]:
        by_head = {head: (base, head) for base, head in pairs}
        gaps = 0
        for head, difference in read_differences(self._context.repository, list(by_head.values())) if pairs else ():
            size = _size(self._context, by_head[head][0], difference, self._yardsticks)
            if size is not None:
                yield by_head[head], size
                continue
            gaps += 1
            self.gave_up = gaps > MOST_GAPS
            if self.gave_up:
                return


def _size(context: Context, base: str, difference: Difference, yardsticks: Yardsticks) -> Size | None:
    """The size by the gate's counter; None when contents are not in this clone."""
    objects = context.repository.objects
    attributes = TargetAttributes(Tree(objects, base))
    try:
        measures = measure_difference(difference, attributes, objects, yardsticks.model)
        difference.finish()
    except UnknownSubjectError:
        return None
    return total_size(measures, yardsticks)


def measured_draft(place: Place, change: Unmeasured, size: Size) -> Draft:
    """The event that a change was measured."""
    reasons: Counter[str] = Counter()
    for excluded in size.excluded:
        reasons[_reason(excluded.reason)] += excluded.lines
    payload = ChangeMeasured(
        commit=change.commit,
        counter=VERSION,
        lines_raw=size.lines_raw,
        lines_effective=size.lines_effective,
        files=size.files,
        files_effective=size.files_effective,
        bytes=size.bytes,
        tokens=size.tokens,
        excluded=tuple(ExcludedLines(reason, lines) for reason, lines in sorted(reasons.items())),
    )
    return Draft(
        source=f"git:{place.repository}",
        source_id=f"{short(change.subject)}#measured",
        subject=change.subject,
        occurred_at=change.occurred_at,
        payload=payload,
        revision=VERSION,
    )


def _reason(reason: str) -> str:
    """The kind of reason, without the places it names."""
    return reason.partition(":")[0].partition(" by ")[0].partition(", ")[0][:LONGEST_REASON]
