"""The envelope of an event, before and after it is kept, and the parts every payload is made of."""

from __future__ import annotations

from typing import Annotated, ClassVar

from msgspec import Meta, Raw, Struct

Person = Annotated[str, Meta(title="person")]
"""A person. In a draft `email:ADDRESS` or `login:FORGE:NAME`; in the ledger a keyed pseudonym `person:…`."""

Text = Annotated[str, Meta(title="text")]
"""Free text, which may name people. In the ledger `text:…`, a reference to the erasable table of texts."""

Time = Annotated[str, Meta(title="time")]
"""RFC 3339 in UTC with whole seconds (`2026-03-01T18:00:00Z`), so that times compare as text."""

OWN = "watchkeeper"
"""The source of what the product itself heard or did."""


class Payload(Struct, frozen=True, omit_defaults=True):
    """What one type of event says. Numbers are whole: shares are given in basis points (1/10,000)."""

    VERSION: ClassVar[int] = 1


class Draft(Struct, frozen=True):
    """An event as a source tells it, before the ledger knows it.

    `source` names the place it comes from (`git`, `github`), `source_id` the thing within it, event
    type included: two drafts with one `source_id` are two statements about the same thing, and the
    later `revision` holds (the source's own time of change in seconds, or 0), then the later time.
    `names` gives display names of the people that the payload refers to.
    """

    source: str
    source_id: str
    subject: str
    occurred_at: Time
    payload: Payload
    revision: int = 0
    supersedes: str = ""
    names: tuple[tuple[str, str], ...] = ()

    @property
    def type(self) -> str:
        """The name of the event's type."""
        return type(self.payload).__name__


class Event(Struct, frozen=True, omit_defaults=True):
    """One row of the ledger, as it is chained.

    `id` is the SHA-256 of what the source said: the envelope of the draft and `payload_hash`, that of the
    canonical payload. `payload` is None once its retention has ended.
    """

    id: str
    type: str
    version: int
    source: str
    source_id: str
    subject: str
    occurred_at: Time
    recorded_at: Time
    payload_hash: str
    revision: int = 0
    supersedes: str = ""
    payload: Raw | None = None
