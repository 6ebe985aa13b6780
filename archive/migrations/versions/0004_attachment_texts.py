"""The texts of attachments, with the figures and projects in them."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

OLD_ATTACHMENTS = """
INSERT INTO attachment_file (url, source, state, due, attempts)
SELECT a.url, min(d.source), 'unfetched', min(d.first_seen), 0 FROM attachment a JOIN decision d ON d.key = a.decision_key
WHERE a.url IS NOT NULL AND d.source IS NOT NULL GROUP BY a.url
"""
"""Files that decisions held before name are asked for by the next syncs, some at a time."""


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "attachment_file",
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("media", sa.String(), nullable=True),
        sa.Column("pages", sa.Integer(), nullable=True),
        sa.Column("size", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("fetched", sa.String(), nullable=True),
        sa.Column("due", sa.String(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("etag", sa.String(), nullable=True),
        sa.Column("last_modified", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("url"),
    )
    op.create_index(op.f("ix_attachment_file_digest"), "attachment_file", ["digest"], unique=False)
    op.create_index("attachment_due", "attachment_file", ["source", "due"], unique=False)
    op.create_table(
        "attachment_text",
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("digest", "position"),
    )
    op.create_table(
        "attachment_amount",
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("page", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.Column("max", sa.String(), nullable=True),
        sa.Column("cents", sa.Integer(), nullable=True),
        sa.Column("max_cents", sa.Integer(), nullable=True),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("qualifier", sa.String(), nullable=True),
        sa.Column("approximate", sa.Boolean(), nullable=False),
        sa.Column("per", sa.String(), nullable=True),
        sa.Column("vat", sa.String(), nullable=True),
        sa.Column("party", sa.String(), nullable=True),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("digest", "position"),
    )
    op.create_table(
        "attachment_project",
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("page", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("project_key", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("digest", "position"),
    )
    op.create_index(op.f("ix_attachment_project_project_key"), "attachment_project", ["project_key"], unique=False)
    op.add_column("decision", sa.Column("page", sa.Integer(), nullable=True))
    op.create_index(op.f("ix_attachment_url"), "attachment", ["url"], unique=False)
    op.execute(OLD_ATTACHMENTS)
