"""Second pass: what messages say was taken back, matched to the changes that the first pass kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from msgspec import Struct

from watchkeeper.analysis.changes.drafts import time_text
from watchkeeper.analysis.changes.landing import plain_title, title_hash
from watchkeeper.analysis.changes.reverts import TakenBack, read_taken_back
from watchkeeper.domain.change import Commit
from watchkeeper.domain.events.changes import RevertBasis
from watchkeeper.domain.events.event import Draft
from watchkeeper.domain.identifiers import change_id
from watchkeeper.git.history import read_matching
from watchkeeper.ledger.reading import commits_starting, merged_at, titled
from watchkeeper.usecases.history.changes_pass import reverted_draft
from watchkeeper.usecases.history.context import Context, Cursor, batches

NAME = "reverts"
PATTERNS = ("revert", "re-?land", "re-?appl", "back(ed|s|ing)?[ -]out", "roll(ed|s|ing)?[ -]?back", "undo")


class Target(Struct, frozen=True):
    """A change that is taken back, how that is known, and whether only a part of it is."""

    change: str
    basis: RevertBasis
    partial: bool = False


def pass_reverts(context: Context, since: Cursor) -> int:
    """Keep a revert for every change that a message between the cursor and the tip takes back."""
    new = 0
    for batch in batches(_drafts(context, since)):
        new += context.keep(NAME, batch, since)
        context.tell("reverts", new)
    context.keep(NAME, (), Cursor(context.tip, context.place.generation))
    return new


def _drafts(context: Context, since: Cursor) -> Iterator[Draft]:
    for commit in read_matching(context.repository, PATTERNS, context.tip, since.tip):
        said = read_taken_back(commit.message)
        if said:
            near = commits_starting(context.ledger, context.place.repository, commit.sha)
            by = near[0].change if near else ""
            own = bool(near) and (near[0].tip == commit.sha or near[0].how == "rebase")
            for target in _targets(context, commit, said, by, own=own) if by else ():
                yield reverted_draft(
                    context.place, target.change, by, commit, target.basis, partial=said.partial or target.partial
                )


def _targets(context: Context, commit: Commit, said: TakenBack, by: str, *, own: bool) -> Iterator[Target]:
    """Other changes that are taken back: by commit id, else by number, else by title.

    Numbers and titles are believed only of a commit that stands on the target itself (`own`): those on a
    merged branch may be of another repository, or of the branch's own work.
    """
    found = _by_commit(context, said, by)
    if not found and own:
        at = time_text(commit.committed_at)
        found = [t for t in _by_number(context, said) if t.change != by] or _by_title(context, said, by, at)
    yield from found


def _by_commit(context: Context, said: TakenBack, by: str) -> list[Target]:
    """A change of several commits of which only some are named is taken back in part."""
    named: Counter[str] = Counter()
    sizes: dict[str, int] = {}
    for name in said.commits:
        near = {found.change: found for found in commits_starting(context.ledger, context.place.repository, name)}
        if len(near) != 1:
            continue
        ((change, found),) = near.items()
        if change != by:
            whole = found.commit == found.tip and found.how != "rebase"
            sizes[change] = found.commits
            named[change] += found.commits if whole else 1
    return [Target(change, "named", partial=times < sizes[change] - 1) for change, times in named.items()]


def _by_number(context: Context, said: TakenBack) -> list[Target]:
    if not said.subject:
        return []
    ids = [change_id(context.place.repository, "", number) for number in said.numbers]
    return [Target(id_, "number") for id_ in ids if merged_at(context.ledger, id_)]


def _by_title(context: Context, said: TakenBack, by: str, at: str) -> list[Target]:
    for title in said.titles:
        change = titled(context.ledger, context.place.repository, title_hash(plain_title(title)), at)
        if change and change != by:
            return [Target(change, "title")]
    return []
