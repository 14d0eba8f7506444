"""Finds what a rewritten (force-pushed) target no longer holds."""

from __future__ import annotations

from msgspec import Struct

from watchkeeper.analysis.changes.drafts import time_text
from watchkeeper.domain.events.changes import ChangeMerged
from watchkeeper.domain.events.event import Draft
from watchkeeper.git.log import read_commits
from watchkeeper.ledger.reading import changes_of
from watchkeeper.usecases.history.changes_pass import short
from watchkeeper.usecases.history.context import Context, Cursor


class Rewriting(Struct, frozen=True):
    """Where to go on from (`since`), and the steps of the old target that the new one lacks (commit, time)."""

    since: str
    dropped: tuple[tuple[str, int], ...] = ()


def find_rewriting(context: Context, since: Cursor) -> Rewriting:
    """Compare the tip that was imported last with the one of today.

    A tip that is no longer in the clone leaves nothing to compare: everything is read anew, and changes
    whose commits are gone stay as they were.
    """
    repository = context.repository
    if repository.objects.head(since.tip) is None:
        return Rewriting("")
    base = repository.merge_base(since.tip, context.tip)
    if base == since.tip:
        return Rewriting(since.tip)
    gone = read_commits(repository, "--first-parent", since.tip, f"^{context.tip}")
    return Rewriting(base or "", tuple((commit.sha, commit.committed_at) for commit in gone))


def rewritten_drafts(context: Context, rewriting: Rewriting) -> list[Draft]:
    """For each change that is gone the statement that the target no longer holds it."""
    changes = changes_of(context.ledger, context.place.repository, [sha for sha, _ in rewriting.dropped])
    drafts = []
    for sha, at in rewriting.dropped:
        if change := changes.get(sha):
            number = int(short(change)) if short(change).isdigit() and len(short(change)) < 12 else 0
            payload = ChangeMerged(
                commit=sha,
                target=context.place.target,
                number=number,
                rewritten=True,
                generation=context.place.generation,
            )
            drafts.append(
                Draft(
                    source=f"git:{context.place.repository}",
                    source_id=f"{short(change)}#merged",
                    subject=change,
                    occurred_at=time_text(at),
                    payload=payload,
                    revision=context.place.generation,
                )
            )
    return drafts
