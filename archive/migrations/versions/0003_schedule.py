"""The schedule of re-checks, gaps in feeds, and what a source is expected to do."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

OLD_DECISIONS = """
INSERT INTO recheck (decision_key, source, since, due, gone_times)
SELECT key, source, first_seen, strftime('%Y-%m-%dT%H:%M:%SZ', 'now', '+' || (key * 7919 % 87600) || ' minutes'), 0
FROM decision WHERE source IS NOT NULL AND url IS NOT NULL
"""
"""Decisions held before there was a schedule come due over the next two months, not all at once."""


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "recheck",
        sa.Column("decision_key", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("since", sa.String(), nullable=False),
        sa.Column("due", sa.String(), nullable=False),
        sa.Column("checked", sa.String(), nullable=True),
        sa.Column("last_answer", sa.String(), nullable=True),
        sa.Column("gone_since", sa.String(), nullable=True),
        sa.Column("gone_last", sa.String(), nullable=True),
        sa.Column("gone_times", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["decision_key"], ["decision.key"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("decision_key"),
    )
    op.create_index("recheck_due", "recheck", ["source", "due"], unique=False)
    op.create_table(
        "gap",
        sa.Column("key", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("feed", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("from_date", sa.String(), nullable=True),
        sa.Column("to_date", sa.String(), nullable=True),
        sa.Column("found", sa.String(), nullable=False),
        sa.Column("filled", sa.String(), nullable=True),
        sa.Column("items", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("tried", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_index(op.f("ix_gap_source"), "gap", ["source"], unique=False)
    op.create_table(
        "told",
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("problem", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("at", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("source", "problem"),
    )
    op.add_column("feed_state", sa.Column("first_read", sa.String(), nullable=True))
    op.execute("UPDATE feed_state SET first_read = updated WHERE etag IS NOT NULL OR last_modified IS NOT NULL")
    op.add_column("feed_state", sa.Column("leads", sa.String(), nullable=True))
    op.add_column("source_state", sa.Column("patience_days", sa.Integer(), nullable=True))
    op.add_column("source_state", sa.Column("failing_since", sa.String(), nullable=True))
    op.add_column("source_state", sa.Column("failed_times", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("source_state", sa.Column("outage", sa.String(), nullable=True))
    op.add_column("source_state", sa.Column("first_new", sa.String(), nullable=True))
    op.add_column("source_state", sa.Column("last_new", sa.String(), nullable=True))
    op.create_index(
        "decision_audit",
        "decision",
        [
            *("source", "municipality", "kind", "body", "date", "section"),
            *("status", "withdrawn", "body_abbreviation", "first_seen"),
        ],
        unique=False,
    )
    op.execute(OLD_DECISIONS)
