"""One row a component that was ever found."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import BigInteger, Boolean, Column, String, Table, Text

from watchkeeper.domain.events.components import ComponentFound, ComponentRenamed, ComponentRetired
from watchkeeper.ledger.projections.projection import READ_MODELS, History, Projection

TABLE = Table(
    "components",
    READ_MODELS,
    Column("id", Text, primary_key=True, doc="the component's id"),
    Column("name", Text, nullable=False, doc="its name"),
    Column("root", Text, nullable=False, doc="the folder it lives in"),
    Column("declared", Boolean, nullable=False, doc="a catalog or the policy names it"),
    Column("promise", Text, nullable=False, doc="its support promise as written"),
    Column("tier", BigInteger, nullable=False, doc="1 (highest) to 4; 0 is not said"),
    Column("found_at", String(20), doc="when it was first found"),
    Column("renamed_to", Text, nullable=False, doc="the id it lives on under; empty if it was not renamed"),
    Column("retired_at", String(20), doc="when it was retired"),
)


def project(history: History) -> Iterator[dict[str, Any]]:
    """The latest of what was found, when it was first found, and what became of it."""
    found = history.of(ComponentFound)
    renamed, retired = history.last(ComponentRenamed), history.last(ComponentRetired)
    if not (found or renamed or retired):
        return
    last = found[-1][1] if found else ComponentFound(name="")
    yield {
        "id": history.subject,
        "name": last.name,
        "root": last.root,
        "declared": last.declared,
        "promise": last.promise,
        "tier": last.tier,
        "found_at": found[0][0].occurred_at if found else None,
        "renamed_to": renamed[1].to if renamed else "",
        "retired_at": retired[0].occurred_at if retired else None,
    }


PROJECTION = Projection(TABLE, 1, "id", project, tuple(c.name for c in TABLE.columns))
