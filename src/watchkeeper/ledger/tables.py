"""The tables of the ledger: the chain, the erasable ones beside it, and the state of imports."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Integer, MetaData, String, Table, Text

CONVENTION = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
METADATA = MetaData(naming_convention=CONVENTION)

events = Table(
    "events",
    METADATA,
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("id", String(64), nullable=False, unique=True),
    Column("type", String(40), nullable=False),
    Column("version", Integer, nullable=False),
    Column("source", Text, nullable=False),
    Column("source_id", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("occurred_at", String(20), nullable=False),
    Column("recorded_at", String(20), nullable=False),
    Column("revision", BigInteger, nullable=False),
    Column("supersedes", String(64), nullable=False),
    Column("payload", Text, nullable=True),
    Column("payload_hash", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
    Index(None, "source", "source_id"),
    Index(None, "subject"),
    Index(None, "type", "occurred_at"),
    Index(None, "supersedes"),
)
"""The chain. Rows are only ever added; a payload may be erased when its retention ends."""

head = Table(
    "head",
    METADATA,
    Column("one", Integer, primary_key=True, autoincrement=False),
    Column("ledger", String(32), nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("hash", String(64), nullable=False),
    Column("created_at", String(20), nullable=False),
    Column("key", String(64), nullable=False),
    Column("key_check", String(64), nullable=False),
)
"""One row: the end of the chain, and the key of the pseudonyms (empty when it is kept outside)."""

identities = Table(
    "identities",
    METADATA,
    Column("pseudonym", String(64), primary_key=True),
    Column("reference", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("seen_at", String(20), nullable=False),
    Index(None, "reference"),
    Index(None, "name"),
)
"""Who a pseudonym is: the address or login (`email:…`, `login:github:…`) and a display name. Erasable."""

forgotten = Table(
    "forgotten",
    METADATA,
    Column("pseudonym", String(64), primary_key=True),
    Column("forgotten_at", String(20), nullable=False),
)
"""Pseudonyms, references of texts and ids of records that are not kept again, whatever is imported."""

texts = Table(
    "texts",
    METADATA,
    Column("reference", String(64), primary_key=True),
    Column("text", Text, nullable=False),
)
"""Free texts of events, outside the chain because they may name people. Erasable."""

imports = Table(
    "imports",
    METADATA,
    Column("name", String(200), primary_key=True),
    Column("cursor", Text, nullable=False),
    Column("updated_at", String(20), nullable=False),
)
"""How far an import came; written in one transaction with the events it brought."""

quarantine = Table(
    "quarantine",
    METADATA,
    Column("id", String(64), primary_key=True),
    Column("format", String(40), nullable=False),
    Column("file", Text, nullable=False),
    Column("line", BigInteger, nullable=False),
    Column("reason", Text, nullable=False),
    Column("record", Text, nullable=False),
    Column("repository", Text, nullable=False),
    Column("kept_at", String(20), nullable=False),
)
"""Records that could not be read, kept as they were until they are replayed or thrown away. Erasable."""
