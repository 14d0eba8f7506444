"""First pass: every change of the target with its raw size and authorship."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence

from msgspec import Struct, structs

from watchkeeper.analysis.authorship.kind import analyse_authorship
from watchkeeper.analysis.authorship.signals import SignalCatalogue
from watchkeeper.analysis.changes.drafts import Lines, Place, merged_draft, subject_of, summed, time_text
from watchkeeper.analysis.changes.landing import title_hash
from watchkeeper.analysis.changes.walk import Landed, walk
from watchkeeper.domain.change import Authorship, Commit, Opening
from watchkeeper.domain.events.changes import ChangeBackported, ChangeReverted
from watchkeeper.domain.events.event import Draft
from watchkeeper.git.history import read_cut, read_graph, read_main_line
from watchkeeper.git.log import read_commits, read_line_counts
from watchkeeper.git.steps import Counter, LineCount, Step
from watchkeeper.ledger.projections.advance import advance
from watchkeeper.ledger.reading import changes_of
from watchkeeper.usecases.history.context import BATCH, Context, Cursor
from watchkeeper.usecases.history.known import KnownChanges

NAME = "changes"
WINDOW = 50
"""Steps of the target whose trees are remembered, to see a revert that no words name."""
MOST_TAKEN_BACK = 5
WAITING = 200
"""Changes whose lines are looked up at once."""
FEW = 500
"""Commits of a change up to which lines are counted by commit, for the share that is signed."""
NOBODY = Authorship("unknown", 0.0)


class Landing(Struct, frozen=True):
    """A landed change with what is needed to word it."""

    landed: Landed
    lines: Lines


class Passed(Struct, frozen=True):
    """What the pass kept: new events, changes seen, those with clocks that disagree, cut off, without lines."""

    new: int = 0
    changes: int = 0
    skewed: int = 0
    cut: int = 0
    unsized: int = 0


def pass_changes(context: Context, since: Cursor, catalogue: SignalCatalogue, known: KnownChanges) -> Passed:
    """Keep every change between the cursor and the tip; batch by batch, with the cursor."""
    passing = _Passing(context, since, catalogue, known)
    return passing.run()


class _Passing:
    """One run of the pass."""

    def __init__(self, context: Context, since: Cursor, catalogue: SignalCatalogue, known: KnownChanges) -> None:
        self._context = context
        self._since = since
        self._catalogue = catalogue
        self._known = known
        self._counter = Counter(context.repository)
        self._cut = read_cut(context.repository)
        self._trees: deque[tuple[str, str]] = deque(maxlen=WINDOW)
        self._passed = Passed()
        if since.tip:
            self._remember_trees()

    def _remember_trees(self) -> None:
        """The last steps before the cursor, as if this run had walked them."""
        steps = list(read_commits(self._context.repository, "--first-parent", f"-n{WINDOW}", self._since.tip))
        subjects = changes_of(self._context.ledger, self._context.place.repository, [step.sha for step in steps])
        self._trees.extend((step.tree, subjects.get(step.sha, "")) for step in reversed(steps))

    def run(self) -> Passed:
        drafts: list[Draft] = []
        done = self._since.tip
        for landing in self._landings():
            landed = landing.landed
            if landed.on_main_line:
                done = next(iter(landed.steps[0].parents), "")
            drafts.extend(self._drafts(landing))
            if len(drafts) >= BATCH:
                self._keep(drafts, done)
                drafts = []
        self._keep(drafts, self._context.tip)
        return self._passed

    def _keep(self, drafts: Sequence[Draft], done: str) -> None:
        cursor = Cursor(done, self._context.place.generation)
        new = self._context.keep(NAME, drafts, cursor)
        advance(self._context.ledger)  # while git counts the next ones
        self._passed = structs.replace(self._passed, new=self._passed.new + new)
        self._context.tell("changes", self._passed.changes)

    def _landings(self) -> Iterator[Landing]:
        """Changes with their lines: counted on the main line while it streams, looked up elsewhere."""
        counts: dict[str, LineCount] = {}
        repository, tip, since = self._context.repository, self._context.tip, self._since.tip

        def main_line() -> Iterator[str]:
            for sha, count in self._counter.count(read_main_line(repository, tip, since)):
                counts[sha] = count
                yield sha

        waiting: list[Landed] = []
        for landed in walk(read_graph(repository, tip, since), main_line()):
            waiting.append(landed)
            if len(waiting) >= WAITING:
                yield from self._counted(waiting, counts)
                waiting = []
        yield from self._counted(waiting, counts)

    def _counted(self, waiting: Sequence[Landed], counts: dict[str, LineCount]) -> Iterator[Landing]:
        missing = [step for one in waiting for step in counted_steps(one) if step[0] not in counts]
        counts.update(self._counter.count(missing))
        for landed in waiting:
            yield Landing(landed, lines_of([counts[sha] for sha, _ in counted_steps(landed)]))
            for step in landed.steps:
                counts.pop(step.sha, None)

    def _drafts(self, landing: Landing) -> Iterator[Draft]:
        """The event of one change, and of what its tree shows that it takes back."""
        landed, place = landing.landed, self._context.place
        if landed.integration and not landed.landing.numbers:
            self._trees.append((landed.tip.tree, ""))
            return
        number, title = next(iter(landed.landing.numbers), 0), title_hash(landed.landing.title)
        if self._known.copied(number, title, landed.tip.sha):
            yield backported_draft(landed, place, number)
            return
        number = number if self._known.claim(number, title, landed.tip.sha) else 0
        if cut := any(step.sha in self._cut for step in landed.steps):
            landing = Landing(landed, Lines(known=False))
        draft = merged_draft(landed, place, number, landing.lines, self._authorship(landed))
        skewed = landed.tip.committed_at < min(c.authored_at for c in landed.commits)
        self._passed = structs.replace(
            self._passed,
            changes=self._passed.changes + 1,
            skewed=self._passed.skewed + skewed,
            cut=self._passed.cut + cut,
            unsized=self._passed.unsized + (not landing.lines.known and not cut),
        )
        yield draft
        if landed.on_main_line:
            yield from self._unnamed_reverts(landed, draft)

    def _unnamed_reverts(self, landed: Landed, draft: Draft) -> Iterator[Draft]:
        """Changes after which the target looks again as it did before them."""
        trees = list(self._trees)
        self._trees.append((landed.tip.tree, draft.subject))
        before = next((at for at in reversed(range(len(trees))) if trees[at][0] == landed.tip.tree), None)
        taken = trees[before + 1 :] if before is not None else []
        if 0 < len(taken) <= MOST_TAKEN_BACK and all(subject for _, subject in taken):
            for _, subject in taken:
                yield reverted_draft(self._context.place, subject, draft.subject, landed.tip, "tree")

    def _authorship(self, landed: Landed) -> Authorship:
        if landed.integration:
            return NOBODY
        found = analyse_authorship(landed.commits, Opening(), {}, {}, self._catalogue)
        if found.kind != "mixed" or not 1 < len(landed.commits) <= FEW:
            return found
        shas = [commit.sha for commit in landed.commits]
        lines = read_line_counts(self._context.repository, "--no-walk=unsorted", *shas)
        return analyse_authorship(landed.commits, Opening(), {}, lines, self._catalogue)


def counted_steps(landed: Landed) -> list[Step]:
    """The steps whose lines are the change's: its own, or what a merge queue's part brought; none of an integration."""
    if landed.integration:
        return []
    commits = landed.steps
    if landed.landing.how == "queue" and len(landed.tip.parents) > 2:
        commits = tuple(c for c in landed.commits if len(c.parents) < 2)
    return [(commit.sha, next(iter(commit.parents), "")) for commit in commits]


def lines_of(counts: Sequence[LineCount]) -> Lines:
    """The lines of several steps together; not known when those of one are not."""
    return summed([Lines(c.added, c.removed, c.files, c.binary, c.known) for c in counts])


def short(change: str) -> str:
    """The last part of a change's id: its number or head."""
    return change.rpartition("/")[2]


def backported_draft(landed: Landed, place: Place, number: int) -> Draft:
    """A second landing of one number under one title: a copy on another line, no change of its own."""
    subject = subject_of(landed, place, number)
    payload = ChangeBackported(branch=place.target, commit=landed.tip.sha, basis="number")
    return Draft(
        source=f"git:{place.repository}",
        source_id=f"{short(subject)}/{landed.tip.sha}#backported",
        subject=subject,
        occurred_at=time_text(landed.tip.committed_at),
        payload=payload,
    )


def reverted_draft(place: Place, subject: str, by: str, commit: Commit, basis: str, *, partial: bool = False) -> Draft:
    """The event that a change (`subject`) was taken back by another."""
    payload = ChangeReverted(by=by, commit=commit.sha, basis=basis, partial=partial, proxy=True)  # type: ignore[arg-type]
    return Draft(
        source=f"git:{place.repository}",
        source_id=f"{short(subject)}/{short(by)}#reverted-{'tree' if basis == 'tree' else 'said'}",
        subject=subject,
        occurred_at=time_text(commit.committed_at),
        payload=payload,
    )
