"""One row a merged or open change: when, how large, by what, reviewed how, taken back or not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import BigInteger, Boolean, Column, String, Table, Text

from watchkeeper.domain.events.changes import (
    ChangeApproved,
    ChangeBackported,
    ChangeMeasured,
    ChangeMerged,
    ChangeOpened,
    ChangeReviewed,
)
from watchkeeper.domain.events.verdicts import VerdictGiven
from watchkeeper.ledger.projections.projection import READ_MODELS, History, Projection

TABLE = Table(
    "changes",
    READ_MODELS,
    Column("id", Text, primary_key=True, doc="the change's id"),
    Column("number", BigInteger, nullable=False, doc="its number on the forge; 0 where none is known"),
    Column("commit", Text, nullable=False, doc="where the target stood after it; empty while it is open"),
    Column("base", Text, nullable=False, doc="where the target stood before it"),
    Column("target", Text, nullable=False, doc="the branch it reached; refs/tags/NAME for what only a release has"),
    Column("how", String(10), nullable=False, doc="how it landed: merge, squash, rebase, direct, queue, unknown"),
    Column(
        "kind",
        String(20),
        nullable=False,
        doc="what it was for: fix, hotfix, revert, reland, feature, maintenance, unknown",
    ),
    Column("kind_proxy", Boolean, nullable=False, doc="the kind was guessed from words"),
    Column("author", String(64), nullable=False),
    Column("author_kind", String(10), nullable=False, doc="person, bot, agent or unknown"),
    Column("merged_by", String(64), nullable=False),
    Column("self_merged", Boolean, doc="the author put it on the target; NULL where one of the two is not known"),
    Column("opened_at", String(20), doc="when it was offered for review"),
    Column("ready_at", String(20), doc="when it stopped being a draft"),
    Column("first_review_at", String(20), doc="the first review or approval by somebody else who is no bot or agent"),
    Column("approved_at", String(20), doc="the first approval by somebody else who is no bot or agent"),
    Column("merged_at", String(20), doc="when it reached the target; NULL while it is open"),
    Column("first_commit_at", String(20), doc="the earliest author time of its commits"),
    Column("skewed", Boolean, nullable=False, doc="the first commit lies after the merge: clocks disagree"),
    Column("rewritten", Boolean, nullable=False, doc="the target's history was rewritten and no longer holds it"),
    Column(
        "human_reviews",
        BigInteger,
        nullable=False,
        doc="reviews by others who are no bot or agent, without dismissed ones",
    ),
    Column("human_approvals", BigInteger, nullable=False, doc="approvals by others who are no bot or agent"),
    Column("commits", BigInteger, nullable=False, doc="commits that came with it; 0 while it is open"),
    Column("lines_added", BigInteger, doc="raw lines added"),
    Column("lines_removed", BigInteger, doc="raw lines removed"),
    Column("files", BigInteger, nullable=False, doc="files changed"),
    Column("lines_effective", BigInteger, doc="lines that somebody has to read; NULL where it was not measured"),
    Column("files_effective", BigInteger, doc="files of which something has to be read; NULL if not measured"),
    Column("tokens", BigInteger, doc="estimated tokens of the effective text; NULL where it was not measured"),
    Column(
        "authorship", String(20), nullable=False, doc="agent, assisted, suggested, mixed, human-attested or unknown"
    ),
    Column(
        "share_signed",
        BigInteger,
        nullable=False,
        doc="share of changed lines in commits with a mark of authorship, in basis points",
    ),
    Column("backports", BigInteger, nullable=False, doc="copies of it on other branches"),
    Column("verdict", String(10), doc="the gate's last recorded verdict; NULL without one"),
    Column("integration", Boolean, nullable=False, doc="it only joined branches, whose changes stand for themselves"),
    Column("title_hash", Text, nullable=False, index=True),
)


def project(history: History) -> Iterator[dict[str, Any]]:
    """The row of a change; nothing for other subjects."""
    merged, opened = history.last(ChangeMerged), history.last(ChangeOpened)
    if merged is None and opened is None:
        return
    yield {"id": history.subject} | _opening(history) | _merge(history) | _reviews(history) | _sizes(history)


def _opening(history: History) -> dict[str, Any]:
    found = history.last(ChangeOpened)
    if found is None:
        return {"opened_at": None, "ready_at": None}
    event, payload = found
    return {
        "opened_at": event.occurred_at,
        "ready_at": payload.ready_at or (None if payload.draft else event.occurred_at),
    }


def _merge(history: History) -> dict[str, Any]:
    """The merge; a source that knows lines and commits is not hidden by one that does not."""
    found = history.of(ChangeMerged)
    opened = history.last(ChangeOpened)
    told = [payload for _, payload in reversed(found)]
    detailed = next((p for p in told if p.commits_count and (p.lines_added or p.lines_removed or p.files)), None)
    best = detailed or (told[0] if told else ChangeMerged(commit=""))
    author = best.author or (opened[1].author if opened else "")
    merger = next((p.merged_by for p in told if p.merged_by), "")
    kind = next((p for p in told if p.kind != "unknown"), best)
    return {
        "number": next((p.number for p in told if p.number), opened[1].number if opened else 0),
        "commit": best.commit,
        "base": best.base,
        "target": best.target,
        "how": best.how,
        "kind": kind.kind,
        "kind_proxy": kind.kind_proxy,
        "author": author,
        "author_kind": _author_kind(told, opened[1] if opened else None),
        "merged_by": merger,
        "self_merged": (author == merger) if author and merger else None,
        "merged_at": found[-1][0].occurred_at if found else None,
        "first_commit_at": best.first_commit_at or None,
        "skewed": best.skewed,
        "rewritten": best.rewritten,
        "integration": best.integration,
        "title_hash": best.title_hash,
        "commits": best.commits_count if found else 0,
        "lines_added": None if best.unsized else best.lines_added,
        "lines_removed": None if best.unsized else best.lines_removed,
        "files": best.files,
        "authorship": best.authorship,
        "share_signed": best.share_signed,
        "backports": len(history.of(ChangeBackported)),
    }


def _author_kind(told: Sequence[ChangeMerged], opened: ChangeOpened | None) -> str:
    kinds = [payload.author_kind for payload in told] + ([opened.author_kind] if opened else [])
    return next((kind for kind in kinds if kind != "unknown"), "unknown")


def _reviews(history: History) -> dict[str, Any]:
    """Human reviews: machines and the author do not count, and neither does a draft's time before it was ready."""
    opened = history.last(ChangeOpened)
    author = opened[1].author if opened else ""
    reviews = [
        event
        for event, payload in history.of(ChangeReviewed)
        if payload.reviewer_kind not in {"bot", "agent"} and payload.reviewer != author and payload.state != "dismissed"
    ]
    approvals = [
        event
        for event, payload in history.of(ChangeApproved)
        if payload.approver_kind not in {"bot", "agent"} and payload.approver != author
    ]
    return {
        "first_review_at": min((event.occurred_at for event in [*reviews, *approvals]), default=None),
        "approved_at": min((event.occurred_at for event in approvals), default=None),
        "human_reviews": len(reviews),
        "human_approvals": len(approvals),
    }


def _sizes(history: History) -> dict[str, Any]:
    measured, verdict = history.last(ChangeMeasured), history.last(VerdictGiven)
    size = measured[1] if measured else None
    return {
        "lines_effective": size.lines_effective if size else None,
        "files_effective": size.files_effective if size else None,
        "tokens": size.tokens if size else None,
        "verdict": verdict[1].decision if verdict else None,
    }


PROJECTION = Projection(
    table=TABLE,
    version=1,
    key="id",
    project=project,
    public=tuple(c.name for c in TABLE.columns if c.name not in {"author", "merged_by", "title_hash"}),
)
