"""Which change a commit came with."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Column, Index, Table, Text

from watchkeeper.domain.events.changes import ChangeBackported, ChangeMerged
from watchkeeper.ledger.projections.projection import READ_MODELS, History, Projection

TABLE = Table(
    "change_commits",
    READ_MODELS,
    Column("change", Text, primary_key=True, doc="the change's id"),
    Column("commit", Text, primary_key=True, doc="the id of a commit on the target, on its branch, or of a copy"),
    Index("ix_change_commits_commit", "commit"),
)


def project(history: History) -> Iterator[dict[str, Any]]:
    """A row for each commit of a change: on the target, on its branch, and its backports."""
    shas: dict[str, None] = {}
    for _, merged in history.of(ChangeMerged):
        shas |= dict.fromkeys((merged.commit, *merged.commits))
    shas |= dict.fromkeys(payload.commit for _, payload in history.of(ChangeBackported))
    for sha in shas:
        if sha:
            yield {"change": history.subject, "commit": sha}


PROJECTION = Projection(TABLE, 1, "change", project, ("change", "commit"))
