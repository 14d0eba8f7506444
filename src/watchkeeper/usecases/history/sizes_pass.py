"""Last pass: the gate's own counter over every change, through one git process."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

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

NAME = "sizes"
LONGEST_REASON = 60


def pass_sizes(context: Context, yardsticks: Yardsticks) -> tuple[int, int]:
    """Measure what was not measured by this version of the counter: how many were, how many could not be."""
    cursor = context.cursor(NAME)
    after = cursor.generation if cursor.tip == f"counter {VERSION}" else 0
    cut = read_cut(context.repository)
    measured = missing = 0
    for page in read_unmeasured(context.ledger, context.place.repository, after):
        wanted = [change for change in page if change.commit not in cut]
        drafts = list(_measured(context, wanted, yardsticks))
        context.keep(NAME, drafts, Cursor(f"counter {VERSION}", page[-1].seq))
        measured += len(drafts)
        missing += len(page) - len(drafts)
        context.tell("sizes", measured)
    return measured, missing


def _measured(context: Context, wanted: Sequence[Unmeasured], yardsticks: Yardsticks) -> Iterator[Draft]:
    by_head = {change.commit: change for change in wanted}
    pairs = [(change.base, change.commit) for change in by_head.values()]
    for head, difference in read_differences(context.repository, pairs) if pairs else ():
        size = _size(context, by_head[head], difference, yardsticks)
        if size is not None:
            yield measured_draft(context.place, by_head[head], size)


def _size(context: Context, change: Unmeasured, difference: Difference, yardsticks: Yardsticks) -> Size | None:
    """The size by the gate's counter; None when contents are not in this clone."""
    objects = context.repository.objects
    attributes = TargetAttributes(Tree(objects, change.base))
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
