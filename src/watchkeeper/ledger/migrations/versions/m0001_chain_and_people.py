"""The chain, and apart from it everything that names a person."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the chain, its head, identities, the forgotten and texts."""
    op.create_table(
        "events",
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("type", sa.String(40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("source_id", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("occurred_at", sa.String(20), nullable=False),
        sa.Column("recorded_at", sa.String(20), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("supersedes", sa.String(64), nullable=False),
        sa.Column("payload", sa.Text(), nullable=True),
        sa.Column("payload_hash", sa.String(64), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_events"),
        sa.UniqueConstraint("id", name="uq_events_id"),
    )
    op.create_index("ix_events_source_source_id", "events", ["source", "source_id"])
    op.create_index("ix_events_subject", "events", ["subject"])
    op.create_index("ix_events_type_occurred_at", "events", ["type", "occurred_at"])
    op.create_index("ix_events_supersedes", "events", ["supersedes"])
    op.create_table(
        "head",
        sa.Column("one", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("ledger", sa.String(32), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.Column("created_at", sa.String(20), nullable=False),
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("key_check", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("one", name="pk_head"),
    )
    op.create_table(
        "identities",
        sa.Column("pseudonym", sa.String(64), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("seen_at", sa.String(20), nullable=False),
        sa.PrimaryKeyConstraint("pseudonym", name="pk_identities"),
    )
    op.create_index("ix_identities_reference", "identities", ["reference"])
    op.create_index("ix_identities_name", "identities", ["name"])
    op.create_table(
        "forgotten",
        sa.Column("pseudonym", sa.String(64), nullable=False),
        sa.Column("forgotten_at", sa.String(20), nullable=False),
        sa.PrimaryKeyConstraint("pseudonym", name="pk_forgotten"),
    )
    op.create_table(
        "texts",
        sa.Column("reference", sa.String(64), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("reference", name="pk_texts"),
    )


def downgrade() -> None:
    """Drop everything; only an empty database is left."""
    for table in ("texts", "forgotten", "identities", "head", "events"):
        op.drop_table(table)
