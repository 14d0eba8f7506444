"""Which deployment brought a change to an environment for the first time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Column, Index, Table, Text

from watchkeeper.domain.events.deployments import Deployed
from watchkeeper.ledger.projections.projection import READ_MODELS, History, Projection

TABLE = Table(
    "deployment_changes",
    READ_MODELS,
    Column("deployment", Text, primary_key=True, doc="the deployment's id"),
    Column("change", Text, primary_key=True, doc="the id of a change that it brought for the first time"),
    Index("ix_deployment_changes_change", "change"),
)


def project(history: History) -> Iterator[dict[str, Any]]:
    """A row for each change of a deployment that is told."""
    if found := history.last(Deployed):
        for change in dict.fromkeys(found[1].changes):
            yield {"deployment": history.subject, "change": change}


PROJECTION = Projection(TABLE, 1, "deployment", project, ("deployment", "change"))
