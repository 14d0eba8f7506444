"""What a read model is: a table, and a pure function from the current events of one subject to its rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from msgspec import Struct
from sqlalchemy import Connection, MetaData, Table

from watchkeeper.domain.events.event import Payload

READ_MODELS = MetaData()
"""All read models. They are made and dropped by `advance`, no migration knows them."""

P = TypeVar("P", bound=Payload)


class Current(Struct, frozen=True):
    """A current event: no later statement about the same thing outranks it."""

    seq: int
    id: str
    source: str
    subject: str
    occurred_at: str
    payload: Payload


class History(Struct, frozen=True):
    """The current events of one subject, ordered by time, then id."""

    subject: str
    events: tuple[Current, ...]

    def of(self, payload: type[P]) -> list[tuple[Current, P]]:
        """Events of one type with their payloads."""
        return [(event, event.payload) for event in self.events if isinstance(event.payload, payload)]

    def last(self, payload: type[P]) -> tuple[Current, P] | None:
        """The latest event of one type."""
        found = self.of(payload)
        return found[-1] if found else None


class Projection(Struct, frozen=True):
    """One read model.

    `project` gives the rows of a subject; the column `key` of each row is the subject. `public` are the
    columns that queries and exports may show: never a person. `settle` completes the table once after
    all pages, where a row depends on rows of other subjects. A new `version` rebuilds everything.
    """

    table: Table
    version: int
    key: str
    project: Callable[[History], Iterable[dict[str, Any]]]
    public: tuple[str, ...]
    settle: Callable[[Connection], None] | None = None
