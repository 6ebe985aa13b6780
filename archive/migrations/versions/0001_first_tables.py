"""The first tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "failure",
        sa.Column("key", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("platform_id", sa.String(), nullable=True),
        sa.Column("title", sa.String(), nullable=True),
        sa.Column("body", sa.String(), nullable=True),
        sa.Column("date", sa.String(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("first_failed", sa.String(), nullable=False),
        sa.Column("last_failed", sa.String(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("key"),
        sa.UniqueConstraint("source", "url"),
    )
    op.create_index(op.f("ix_failure_url"), "failure", ["url"], unique=False)
    op.create_table(
        "feed_state",
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=True),
        sa.Column("etag", sa.String(), nullable=True),
        sa.Column("last_modified", sa.String(), nullable=True),
        sa.Column("updated", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("url"),
    )
    op.create_index(op.f("ix_feed_state_source"), "feed_state", ["source"], unique=False)
    op.create_table(
        "meeting",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=True),
        sa.Column("date", sa.String(), nullable=True),
        sa.Column("status", sa.String(), nullable=True),
        sa.Column("url", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_meeting_source"), "meeting", ["source"], unique=False)
    op.create_table(
        "robots",
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("fetched", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("origin"),
    )
    op.create_table(
        "meta",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )
    op.create_table(
        "project_link",
        sa.Column("key_a", sa.String(), nullable=False),
        sa.Column("key_b", sa.String(), nullable=False),
        sa.Column("decision", sa.String(), nullable=False),
        sa.Column("who", sa.String(), nullable=True),
        sa.Column("why", sa.String(), nullable=True),
        sa.Column("at", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("key_a", "key_b"),
    )
    op.create_table(
        "removal",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("change", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_removal_change"), "removal", ["change"], unique=False)
    op.create_table(
        "snapshot",
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("sha256"),
    )
    op.create_table(
        "source_state",
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("muted_until", sa.String(), nullable=True),
        sa.Column("first_success", sa.String(), nullable=True),
        sa.Column("last_success", sa.String(), nullable=True),
        sa.Column("last_attempt", sa.String(), nullable=True),
        sa.Column("last_error", sa.String(), nullable=True),
        sa.Column("next_poll", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("source"),
    )
    op.create_table(
        "sync_run",
        sa.Column("key", sa.Integer(), nullable=False),
        sa.Column("command", sa.String(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("started", sa.String(), nullable=False),
        sa.Column("finished", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_table(
        "decision",
        sa.Column("key", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=True),
        sa.Column("platform", sa.String(), nullable=False),
        sa.Column("meeting", sa.String(), nullable=True),
        sa.Column("municipality", sa.String(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=True),
        sa.Column("body", sa.String(), nullable=True),
        sa.Column("body_abbreviation", sa.String(), nullable=True),
        sa.Column("date", sa.String(), nullable=True),
        sa.Column("section", sa.String(), nullable=True),
        sa.Column("diary_number", sa.String(), nullable=True),
        sa.Column("classification", sa.String(), nullable=True),
        sa.Column("title", sa.String(), nullable=True),
        sa.Column("language", sa.String(), nullable=True),
        sa.Column("rationale", sa.String(), nullable=True),
        sa.Column("proposal", sa.String(), nullable=True),
        sa.Column("decision", sa.String(), nullable=True),
        sa.Column("text", sa.String(), nullable=True),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.Column("final", sa.Boolean(), nullable=True),
        sa.Column("url", sa.String(), nullable=True),
        sa.Column("document", sa.String(), nullable=True),
        sa.Column("retrieved", sa.String(), nullable=True),
        sa.Column("snapshot", sa.String(), nullable=True),
        sa.Column("content_hash", sa.String(), nullable=False),
        sa.Column("change", sa.Integer(), nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("first_seen", sa.String(), nullable=False),
        sa.Column("last_changed", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["snapshot"],
            ["snapshot.sha256"],
        ),
        sa.PrimaryKeyConstraint("key"),
        sa.UniqueConstraint("id"),
    )
    op.create_index("decision_place", "decision", ["municipality", "body", "date"], unique=False)
    op.create_index("decision_source", "decision", ["source", "status"], unique=False)
    op.create_index(op.f("ix_decision_change"), "decision", ["change"], unique=False)
    op.create_index(op.f("ix_decision_date"), "decision", ["date"], unique=False)
    op.create_index(op.f("ix_decision_diary_number"), "decision", ["diary_number"], unique=False)
    op.create_index(op.f("ix_decision_snapshot"), "decision", ["snapshot"], unique=False)
    op.create_index(op.f("ix_decision_url"), "decision", ["url"], unique=False)
    op.create_table(
        "sync_result",
        sa.Column("run_key", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("new", sa.Integer(), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.Column("unchanged", sa.Integer(), nullable=False),
        sa.Column("failed", sa.Integer(), nullable=False),
        sa.Column("requests", sa.Integer(), nullable=False),
        sa.Column("not_modified", sa.Integer(), nullable=False),
        sa.Column("gap", sa.Boolean(), nullable=False),
        sa.Column("error", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["run_key"], ["sync_run.key"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("run_key", "source"),
    )
    op.create_table(
        "amount",
        sa.Column("key", sa.Integer(), nullable=False),
        sa.Column("decision_key", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
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
        sa.Column("part", sa.String(), nullable=False),
        sa.Column("handling", sa.Integer(), nullable=True),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["decision_key"], ["decision.key"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_index("amount_size", "amount", ["currency", "cents"], unique=False)
    op.create_index(op.f("ix_amount_decision_key"), "amount", ["decision_key"], unique=False)
    op.create_table(
        "arithmetic",
        sa.Column("key", sa.Integer(), nullable=False),
        sa.Column("decision_key", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("verdict", sa.String(), nullable=False),
        sa.Column("expected", sa.String(), nullable=True),
        sa.Column("found", sa.String(), nullable=True),
        sa.Column("expected_cents", sa.Integer(), nullable=True),
        sa.Column("found_cents", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("sentence", sa.String(), nullable=False),
        sa.Column("amounts", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["decision_key"], ["decision.key"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_index(op.f("ix_arithmetic_decision_key"), "arithmetic", ["decision_key"], unique=False)
    op.create_index(op.f("ix_arithmetic_verdict"), "arithmetic", ["verdict"], unique=False)
    op.create_table(
        "attachment",
        sa.Column("key", sa.Integer(), nullable=False),
        sa.Column("decision_key", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(), nullable=True),
        sa.Column("title", sa.String(), nullable=True),
        sa.Column("url", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["decision_key"], ["decision.key"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_index(op.f("ix_attachment_decision_key"), "attachment", ["decision_key"], unique=False)
    op.create_table(
        "distribution",
        sa.Column("key", sa.Integer(), nullable=False),
        sa.Column("decision_key", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["decision_key"], ["decision.key"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_index(op.f("ix_distribution_decision_key"), "distribution", ["decision_key"], unique=False)
    op.create_table(
        "handling",
        sa.Column("key", sa.Integer(), nullable=False),
        sa.Column("decision_key", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("body", sa.String(), nullable=True),
        sa.Column("date", sa.String(), nullable=True),
        sa.Column("section", sa.String(), nullable=True),
        sa.Column("text", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["decision_key"], ["decision.key"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_index(op.f("ix_handling_decision_key"), "handling", ["decision_key"], unique=False)
    op.create_table(
        "page",
        sa.Column("key", sa.Integer(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("final_url", sa.String(), nullable=True),
        sa.Column("kind", sa.String(), nullable=True),
        sa.Column("platform_id", sa.String(), nullable=True),
        sa.Column("source", sa.String(), nullable=True),
        sa.Column("municipality", sa.String(), nullable=True),
        sa.Column("document", sa.String(), nullable=True),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("content_type", sa.String(), nullable=True),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("fetched", sa.String(), nullable=False),
        sa.Column("etag", sa.String(), nullable=True),
        sa.Column("last_modified", sa.String(), nullable=True),
        sa.Column("decision_key", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["decision_key"], ["decision.key"], ondelete="SET NULL"),
        sa.ForeignKeyConstraint(
            ["sha256"],
            ["snapshot.sha256"],
        ),
        sa.PrimaryKeyConstraint("key"),
        sa.UniqueConstraint("url", "sha256"),
    )
    op.create_index(op.f("ix_page_decision_key"), "page", ["decision_key"], unique=False)
    op.create_index(op.f("ix_page_sha256"), "page", ["sha256"], unique=False)
    op.create_index(op.f("ix_page_source"), "page", ["source"], unique=False)
    op.create_table(
        "person",
        sa.Column("key", sa.Integer(), nullable=False),
        sa.Column("decision_key", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=True),
        sa.Column("title", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["decision_key"], ["decision.key"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_index(op.f("ix_person_decision_key"), "person", ["decision_key"], unique=False)
    op.create_table(
        "project",
        sa.Column("key", sa.Integer(), nullable=False),
        sa.Column("decision_key", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("project_key", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["decision_key"], ["decision.key"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_index(op.f("ix_project_decision_key"), "project", ["decision_key"], unique=False)
    op.create_index(op.f("ix_project_project_key"), "project", ["project_key"], unique=False)
    op.create_table(
        "revision",
        sa.Column("key", sa.Integer(), nullable=False),
        sa.Column("decision_key", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("at", sa.String(), nullable=False),
        sa.Column("change", sa.Integer(), nullable=False),
        sa.Column("content_hash", sa.String(), nullable=False),
        sa.Column("snapshot", sa.String(), nullable=True),
        sa.Column("record", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["decision_key"], ["decision.key"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["snapshot"],
            ["snapshot.sha256"],
        ),
        sa.PrimaryKeyConstraint("key"),
        sa.UniqueConstraint("decision_key", "number"),
    )
    op.create_table(
        "share",
        sa.Column("key", sa.Integer(), nullable=False),
        sa.Column("decision_key", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("part", sa.String(), nullable=False),
        sa.Column("handling", sa.Integer(), nullable=True),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["decision_key"], ["decision.key"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_index(op.f("ix_share_decision_key"), "share", ["decision_key"], unique=False)
    op.create_table(
        "vote",
        sa.Column("key", sa.Integer(), nullable=False),
        sa.Column("decision_key", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("ayes", sa.Integer(), nullable=True),
        sa.Column("noes", sa.Integer(), nullable=True),
        sa.Column("blank", sa.Integer(), nullable=True),
        sa.Column("motion", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["decision_key"], ["decision.key"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_index(op.f("ix_vote_decision_key"), "vote", ["decision_key"], unique=False)
    op.create_table(
        "warning",
        sa.Column("key", sa.Integer(), nullable=False),
        sa.Column("decision_key", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["decision_key"], ["decision.key"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_index(op.f("ix_warning_decision_key"), "warning", ["decision_key"], unique=False)
