"""The first tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "channel",
        sa.Column("team_id", sa.String(length=40), nullable=False),
        sa.Column("channel_id", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lease", sa.String(length=40), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("trouble", sa.String(length=80), nullable=False),
        sa.PrimaryKeyConstraint("team_id", "channel_id", name=op.f("pk_channel")),
    )
    op.create_table(
        "docket",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("court", sa.String(length=16), nullable=False),
        sa.Column("series", sa.String(length=80), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("serial", sa.BigInteger(), nullable=False),
        sa.Column("case_type", sa.String(length=16), nullable=False),
        sa.Column("office", sa.String(length=8), nullable=False),
        sa.Column("number", sa.String(length=120), nullable=False),
        sa.Column("case_name", sa.Text(), nullable=False),
        sa.Column("judges", sa.String(length=40), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("first_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_docket")),
        sa.UniqueConstraint(
            "court",
            "series",
            "year",
            "serial",
            "case_type",
            "office",
            name=op.f("uq_docket_court_series_year_serial_case_type_office"),
        ),
    )
    op.create_table(
        "dropped_item",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("source_id", sa.String(length=80), nullable=False),
        sa.Column("digest", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("raw", sa.Text(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dropped_item")),
        sa.UniqueConstraint("source_id", "digest", name=op.f("uq_dropped_item_source_id_digest")),
    )
    op.create_table(
        "follow",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("team_id", sa.String(length=40), nullable=False),
        sa.Column("channel_id", sa.String(length=40), nullable=False),
        sa.Column("court", sa.String(length=16), nullable=False),
        sa.Column("series", sa.String(length=80), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("serial", sa.BigInteger(), nullable=False),
        sa.Column("case_type", sa.String(length=16), nullable=False),
        sa.Column("office", sa.String(length=8), nullable=False),
        sa.Column("number", sa.String(length=120), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("created_by", sa.String(length=40), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("known_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("asked_again_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_follow")),
        sa.UniqueConstraint(
            "team_id",
            "channel_id",
            "court",
            "series",
            "year",
            "serial",
            "case_type",
            "office",
            name="uq_follow_case",
        ),
    )
    with op.batch_alter_table("follow", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_follow_court_year_serial"), ["court", "year", "serial"], unique=False
        )

    op.create_table(
        "post",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("team_id", sa.String(length=40), nullable=False),
        sa.Column("channel_id", sa.String(length=40), nullable=False),
        sa.Column("thread_ts", sa.String(length=40), nullable=True),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ts", sa.String(length=40), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("edits_wanted", sa.Integer(), nullable=False),
        sa.Column("edits_done", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_post")),
    )
    with op.batch_alter_table("post", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_post_state_asked_at"), ["state", "asked_at"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_post_team_id_channel_id_state"),
            ["team_id", "channel_id", "state"],
            unique=False,
        )

    op.create_table(
        "process",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_process")),
    )
    op.create_table(
        "source",
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("court", sa.String(length=16), nullable=False),
        sa.Column("epoch_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("baseline_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lease", sa.String(length=40), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("etag", sa.Text(), nullable=True),
        sa.Column("last_modified", sa.Text(), nullable=True),
        sa.Column("last_build", sa.String(length=200), nullable=True),
        sa.Column("built_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("newest_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("oldest_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("entry_types", sa.Text(), nullable=True),
        sa.Column("rhythm", sa.Text(), nullable=False),
        sa.Column("rebuild_minutes", sa.Integer(), nullable=True),
        sa.Column("rebuild_minute", sa.Integer(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("failing_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("stale_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("unseen_from", sa.DateTime(timezone=True), nullable=True),
        sa.Column("unseen_to", sa.DateTime(timezone=True), nullable=True),
        sa.Column("dropped", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_source")),
    )
    with op.batch_alter_table("source", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_source_court"), ["court"], unique=False)
        batch_op.create_index(batch_op.f("ix_source_due_at"), ["due_at"], unique=False)

    op.create_table(
        "spent_key",
        sa.Column("court", sa.String(length=16), nullable=False),
        sa.Column("key", sa.String(length=48), nullable=False),
        sa.Column("spent_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("court", "key", name=op.f("pk_spent_key")),
    )
    with op.batch_alter_table("spent_key", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_spent_key_spent_at"), ["spent_at"], unique=False)

    op.create_table(
        "case_title",
        sa.Column("court", sa.String(length=16), nullable=False),
        sa.Column("case_id", sa.String(length=80), nullable=False),
        sa.Column("docket_id", sa.BigInteger(), nullable=False),
        sa.Column("defendant", sa.Integer(), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("past", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["docket_id"], ["docket.id"], name=op.f("fk_case_title_docket_id")),
        sa.PrimaryKeyConstraint("court", "case_id", name=op.f("pk_case_title")),
    )
    with op.batch_alter_table("case_title", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_case_title_docket_id"), ["docket_id"], unique=False)

    op.create_table(
        "change",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("court", sa.String(length=16), nullable=False),
        sa.Column("docket_id", sa.BigInteger(), nullable=False),
        sa.Column("key", sa.String(length=48), nullable=False),
        sa.Column("event", sa.String(length=16), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("after", sa.Text(), nullable=False),
        sa.Column("history", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["docket_id"], ["docket.id"], name=op.f("fk_change_docket_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_change")),
    )
    with op.batch_alter_table("change", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_change_court_key"), ["court", "key"], unique=False)
        batch_op.create_index(batch_op.f("ix_change_created_at"), ["created_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_change_docket_id"), ["docket_id"], unique=False)

    op.create_table(
        "entry",
        sa.Column("court", sa.String(length=16), nullable=False),
        sa.Column("key", sa.String(length=48), nullable=False),
        sa.Column("lead", sa.String(length=48), nullable=False),
        sa.Column("docket_id", sa.BigInteger(), nullable=False),
        sa.Column("case_id", sa.String(length=80), nullable=False),
        sa.Column("defendant", sa.Integer(), nullable=True),
        sa.Column("number", sa.BigInteger(), nullable=True),
        sa.Column("doc_id", sa.String(length=40), nullable=True),
        sa.Column("seq", sa.BigInteger(), nullable=True),
        sa.Column("events", sa.JSON(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("document_url", sa.Text(), nullable=True),
        sa.Column("filed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("built_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("missing_build", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("source", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(["docket_id"], ["docket.id"], name=op.f("fk_entry_docket_id")),
        sa.PrimaryKeyConstraint("court", "key", name=op.f("pk_entry")),
    )
    with op.batch_alter_table("entry", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_entry_court_filed_at"), ["court", "filed_at"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_entry_court_lead"), ["court", "lead"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_entry_docket_id_filed_at"), ["docket_id", "filed_at"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_entry_docket_id_seq"), ["docket_id", "seq"], unique=False
        )

    op.create_table(
        "delivery",
        sa.Column("change_id", sa.BigInteger(), nullable=False),
        sa.Column("follow_id", sa.BigInteger(), nullable=False),
        sa.Column("team_id", sa.String(length=40), nullable=False),
        sa.Column("channel_id", sa.String(length=40), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("post_id", sa.String(length=40), nullable=True),
        sa.ForeignKeyConstraint(["change_id"], ["change.id"], name=op.f("fk_delivery_change_id")),
        sa.ForeignKeyConstraint(["follow_id"], ["follow.id"], name=op.f("fk_delivery_follow_id")),
        sa.PrimaryKeyConstraint("change_id", "follow_id", name=op.f("pk_delivery")),
    )
    with op.batch_alter_table("delivery", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_delivery_due_at"), ["due_at"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_delivery_team_id_channel_id_post_id"),
            ["team_id", "channel_id", "post_id"],
            unique=False,
        )

    op.create_table(
        "post_member",
        sa.Column("team_id", sa.String(length=40), nullable=False),
        sa.Column("channel_id", sa.String(length=40), nullable=False),
        sa.Column("change_id", sa.BigInteger(), nullable=False),
        sa.Column("post_id", sa.String(length=40), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["change_id"], ["change.id"], name=op.f("fk_post_member_change_id")
        ),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_post_member_post_id")),
        sa.PrimaryKeyConstraint("team_id", "channel_id", "change_id", name=op.f("pk_post_member")),
    )
    with op.batch_alter_table("post_member", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_post_member_post_id"), ["post_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("post_member", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_post_member_post_id"))

    op.drop_table("post_member")
    with op.batch_alter_table("delivery", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_delivery_team_id_channel_id_post_id"))
        batch_op.drop_index(batch_op.f("ix_delivery_due_at"))

    op.drop_table("delivery")
    with op.batch_alter_table("entry", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_entry_docket_id_seq"))
        batch_op.drop_index(batch_op.f("ix_entry_docket_id_filed_at"))
        batch_op.drop_index(batch_op.f("ix_entry_court_lead"))
        batch_op.drop_index(batch_op.f("ix_entry_court_filed_at"))

    op.drop_table("entry")
    with op.batch_alter_table("change", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_change_docket_id"))
        batch_op.drop_index(batch_op.f("ix_change_created_at"))
        batch_op.drop_index(batch_op.f("ix_change_court_key"))

    op.drop_table("change")
    with op.batch_alter_table("case_title", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_case_title_docket_id"))

    op.drop_table("case_title")
    with op.batch_alter_table("spent_key", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_spent_key_spent_at"))

    op.drop_table("spent_key")
    with op.batch_alter_table("source", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_source_due_at"))
        batch_op.drop_index(batch_op.f("ix_source_court"))

    op.drop_table("source")
    op.drop_table("process")
    with op.batch_alter_table("post", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_post_team_id_channel_id_state"))
        batch_op.drop_index(batch_op.f("ix_post_state_asked_at"))

    op.drop_table("post")
    with op.batch_alter_table("follow", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_follow_court_year_serial"))

    op.drop_table("follow")
    op.drop_table("dropped_item")
    op.drop_table("docket")
    op.drop_table("channel")
