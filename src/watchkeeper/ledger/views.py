"""What may be asked of a ledger and taken out of it: the public columns of the read models, never a person."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Boolean, Column, Integer, String

from watchkeeper.ledger.projections.advance import projections

SMALLEST_GROUP = 5
"""People below which a figure of a group is withheld: of a smaller one it would say something about a person."""
TIME_LENGTH = 20
ACTIVITY = f"""
    SELECT week, count(DISTINCT change) AS changes,
           CASE WHEN count(DISTINCT author) >= {SMALLEST_GROUP} THEN count(DISTINCT author) END AS authors,
           CASE WHEN count(DISTINCT reviewer) >= {SMALLEST_GROUP} THEN count(DISTINCT reviewer) END AS reviewers,
           CASE WHEN count(DISTINCT reviewer) >= {SMALLEST_GROUP} THEN count(reviewer) END AS reviews
    FROM (
        SELECT date_trunc('week', {{merged_at}}) AS week, c.id AS change, nullif(c.author, '') AS author,
               CASE WHEN r.reviewer_kind NOT IN ('bot', 'agent') THEN nullif(r.reviewer, '') END AS reviewer
        FROM {{store}}changes c LEFT JOIN {{store}}reviews r ON r.change = c.id
        WHERE c.merged_at IS NOT NULL
    ) GROUP BY week ORDER BY week
"""  # noqa: S608 - the only values are a number of ours and column expressions
"""Weeks with the numbers of people at work; numbers of fewer than the smallest group are withheld."""
EVENTS = (
    "SELECT seq, id, type, version, source, subject, {occurred_at} AS occurred_at, {recorded_at} AS recorded_at, "
    "supersedes FROM {store}events WHERE NOT starts_with(subject, 'person:') ORDER BY seq"
)


def view_queries(store: str) -> Mapping[str, str]:
    """For each view the DuckDB query that makes it from the tables of an attached store (`store.`, "" for none)."""
    made = {model.table.name: _query(model.table.name, model.table.columns, model.public, store) for model in _public()}
    times = {name: _time(name) for name in ("occurred_at", "recorded_at")}
    return made | {
        "activity": ACTIVITY.format(store=store, merged_at=_time("c.merged_at")),
        "events": EVENTS.format(store=store, **times),
    }


def _public() -> list[Any]:
    return [model for model in projections() if model.public]


def _query(name: str, columns: Any, public: tuple[str, ...], store: str) -> str:
    shown = ", ".join(f'{_expression(column)} AS "{column.name}"' for column in columns if column.name in public)
    order = ", ".join(f'"{column.name}"' for column in columns if column.primary_key and column.name in public)
    return f'SELECT {shown} FROM {store}"{name}"' + (f" ORDER BY {order}" if order else "")  # noqa: S608 - our own names


def _expression(column: Column[Any]) -> str:
    """A column in the type that people compute with, the same from every store."""
    name = f'"{column.name}"'
    if isinstance(column.type, Boolean):
        return f"CAST({name} AS BOOLEAN)"
    if isinstance(column.type, Integer):
        return f"CAST({name} AS BIGINT)"
    if isinstance(column.type, String) and column.type.length == TIME_LENGTH and column.name.endswith(TIME_NAMES):
        return _time(name)
    return name


TIME_NAMES = ("_at", "since", "until", "impact_start")


def _time(name: str) -> str:
    return f"try_strptime({name}, '%Y-%m-%dT%H:%M:%SZ')"
