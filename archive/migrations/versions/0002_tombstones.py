"""Tombstones of what was erased, and what the archive's health needs: seals, lineage, backups."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Create the tables, and the column for a decision's seal; it is filled once all migrations have run."""
    op.add_column("decision", sa.Column("seal", sa.Integer(), nullable=True))
    op.create_table(
        "backup",
        sa.Column("key", sa.Integer(), nullable=False),
        sa.Column("path", sa.String(), nullable=False),
        sa.Column("at", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_table(
        "lineage",
        sa.Column("change", sa.Integer(), nullable=False),
        sa.Column("nonce", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("change"),
    )
    op.create_table(
        "seal",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("digest", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "tombstone",
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("at", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("hash"),
    )
