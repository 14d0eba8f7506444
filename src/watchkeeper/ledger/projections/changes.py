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
    Column("id", Text, primary_key=True),
    Column("number", BigInteger, nullable=False),
    Column("commit", Text, nullable=False),
    Column("base", Text, nullable=False),
    Column("target", Text, nullable=False),
    Column("how", String(10), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("kind_proxy", Boolean, nullable=False),
    Column("author", String(64), nullable=False),
    Column("author_kind", String(10), nullable=False),
    Column("merged_by", String(64), nullable=False),
    Column("self_merged", Boolean),
    Column("opened_at", String(20)),
    Column("ready_at", String(20)),
    Column("first_review_at", String(20)),
    Column("approved_at", String(20)),
    Column("merged_at", String(20)),
    Column("first_commit_at", String(20)),
    Column("skewed", Boolean, nullable=False),
    Column("rewritten", Boolean, nullable=False),
    Column("human_reviews", BigInteger, nullable=False),
    Column("human_approvals", BigInteger, nullable=False),
    Column("commits", BigInteger, nullable=False),
    Column("lines_added", BigInteger),
    Column("lines_removed", BigInteger),
    Column("files", BigInteger, nullable=False),
    Column("lines_effective", BigInteger),
    Column("files_effective", BigInteger),
    Column("tokens", BigInteger),
    Column("authorship", String(20), nullable=False),
    Column("share_signed", BigInteger, nullable=False),
    Column("backports", BigInteger, nullable=False),
    Column("verdict", String(10)),
    Column("integration", Boolean, nullable=False),
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
