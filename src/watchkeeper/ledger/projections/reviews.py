"""Every review of a change, one row each. It names people: queries see only counts of groups."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Column, String, Table, Text

from watchkeeper.domain.events.changes import ChangeReviewed
from watchkeeper.ledger.projections.projection import READ_MODELS, History, Projection

TABLE = Table(
    "reviews",
    READ_MODELS,
    Column("id", String(64), primary_key=True),
    Column("change", Text, nullable=False, index=True),
    Column("reviewer", String(64), nullable=False),
    Column("reviewer_kind", String(10), nullable=False),
    Column("state", String(20), nullable=False),
    Column("reviewed_at", String(20), nullable=False),
)


def project(history: History) -> Iterator[dict[str, Any]]:
    """A row a review."""
    for event, payload in history.of(ChangeReviewed):
        yield {
            "id": event.id,
            "change": history.subject,
            "reviewer": payload.reviewer,
            "reviewer_kind": payload.reviewer_kind,
            "state": payload.state,
            "reviewed_at": event.occurred_at,
        }


PROJECTION = Projection(TABLE, 1, "change", project, ())
