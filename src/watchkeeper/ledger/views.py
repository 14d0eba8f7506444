"""What may be asked of a ledger and taken out of it: the public columns of the read models, never a person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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

TIME_NAMES = ("_at", "since", "until", "impact_start")
COMPOSED = {
    "activity": (
        ("week", "TIMESTAMP", "the Monday on which the week begins, UTC"),
        ("changes", "BIGINT", "changes merged in that week"),
        ("authors", "BIGINT", "different authors of them; NULL for fewer than five"),
        ("reviewers", "BIGINT", "different reviewers of them who are no bot or agent; NULL for fewer than five"),
        ("reviews", "BIGINT", "their reviews; NULL for fewer than five reviewers"),
    ),
    "events": (
        ("seq", "BIGINT", "the row of the chain, from 1"),
        ("id", "VARCHAR", "the event's id"),
        ("type", "VARCHAR", "its type"),
        ("version", "BIGINT", "the version of its type"),
        ("source", "VARCHAR", "who says so"),
        ("subject", "VARCHAR", "what it is about; events about a person are left out"),
        ("occurred_at", "TIMESTAMP", "when it happened"),
        ("recorded_at", "TIMESTAMP", "when the ledger kept it"),
        ("supersedes", "VARCHAR", "the id of the event that it corrects by name; empty for none"),
    ),
}
"""Name, type and meaning of the columns of views that are no read model."""


def view_columns() -> Mapping[str, Sequence[tuple[str, str, str]]]:
    """For each view its columns: name, DuckDB's type, what it means."""
    made = {
        model.table.name: tuple((c.name, _type(c), c.doc) for c in model.table.columns if c.name in model.public)
        for model in _public()
    }
    return made | COMPOSED


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
    name, type_ = f'"{column.name}"', _type(column)
    if type_ == "TIMESTAMP":
        return _time(name)
    return name if type_ == "VARCHAR" else f"CAST({name} AS {type_})"


def _type(column: Column[Any]) -> str:
    """The type of a column as DuckDB calls it."""
    if isinstance(column.type, Boolean):
        return "BOOLEAN"
    if isinstance(column.type, Integer):
        return "BIGINT"
    timed = isinstance(column.type, String) and column.type.length == TIME_LENGTH
    return "TIMESTAMP" if timed and column.name.endswith(TIME_NAMES) else "VARCHAR"


def _time(name: str) -> str:
    return f"try_strptime({name}, '%Y-%m-%dT%H:%M:%SZ')"
