"""Canonical JSON, identities and hashes: what makes the ledger's rows a chain."""

from __future__ import annotations

from hashlib import sha256

import msgspec

from watchkeeper.domain.events.event import Draft, Event, Payload

GENESIS = "0" * 64
"""What stands before the first row."""
LARGEST = 2**53 - 1
"""The largest whole number of JSON that every reader reads alike (RFC 8785 refuses larger ones)."""
_ENCODER = msgspec.json.Encoder(order="sorted")


class Link(msgspec.Struct, frozen=True):
    """What one row's hash is taken over, together with the hash before it; keys stand in this order in JSON."""

    id: str
    occurred_at: str
    payload_hash: str
    recorded_at: str
    revision: int
    seq: int
    source: str
    source_id: str
    subject: str
    supersedes: str
    type: str
    version: int


def canonical(payload: Payload | dict[str, object]) -> bytes:
    """Canonical JSON (RFC 8785) of a payload: whole numbers, ASCII keys; UTF-8.

    Within these limits msgspec's sorted encoding is the canonical one; the tests hold it to that.
    """
    return _ENCODER.encode(payload)


def event_id(said: Draft | Event, payload_hash: str) -> str:
    """The identity of an event: the same statement of the same source has the same id everywhere.

    Everything that the source says is part of it: a correction of the time alone, or a return to what was
    said before, is a statement of its own, or the order of arrival would decide what holds.
    """
    statement = [said.source, said.source_id, said.type, said.subject, said.occurred_at, said.revision, said.supersedes]
    return sha256(_ENCODER.encode([*statement, payload_hash])).hexdigest()


def link_hash(seq: int, event: Event, previous: str) -> str:
    """The hash of row `seq`: SHA-256 of its canonical JSON without the payload, then the hash before it."""
    link = Link(
        event.id, event.occurred_at, event.payload_hash, event.recorded_at, event.revision, seq, event.source,
        event.source_id, event.subject, event.supersedes, event.type, event.version,
    )  # fmt: skip
    return sha256(_ENCODER.encode(link) + previous.encode("ascii")).hexdigest()


def digest(data: bytes) -> str:
    """SHA-256 in hexadecimal digits."""
    return sha256(data).hexdigest()
