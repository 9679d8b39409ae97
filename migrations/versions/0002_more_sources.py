"""More sources than the feeds: facts of a case, CourtListener's listings, budget and errands."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _moment(name: str, *, required: bool = False) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=not required)


def upgrade() -> None:
    _changed_tables()
    _tables_of_cases()
    _tables_of_asking()


def _changed_tables() -> None:
    with op.batch_alter_table("entry") as entry:
        entry.add_column(sa.Column("timed", sa.Boolean(), nullable=False, server_default=sa.true()))
        entry.add_column(sa.Column("documents", sa.JSON(), nullable=False, server_default="[]"))
        entry.add_column(
            sa.Column("silent", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        entry.add_column(_moment("created_at"))
    op.create_index(op.f("ix_entry_court_doc_id"), "entry", ["court", "doc_id"])
    with op.batch_alter_table("change") as change:
        change.add_column(_moment("since"))
    op.execute(
        sa.text(
            'UPDATE "change" SET since = (SELECT filed_at FROM entry WHERE '
            'entry.court = "change".court AND entry.key = "change".key) WHERE history'
        )
    )
    with op.batch_alter_table("change") as change:
        change.drop_column("history")
    with op.batch_alter_table("follow") as follow:
        follow.add_column(
            sa.Column("documents", sa.Boolean(), nullable=False, server_default=sa.false())
        )
    with op.batch_alter_table("source") as source:
        source.add_column(
            sa.Column("kind", sa.String(length=16), nullable=False, server_default="cmecf")
        )
        source.add_column(
            sa.Column("number", sa.String(length=120), nullable=False, server_default="")
        )
        source.add_column(
            sa.Column("unseen_told", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        source.add_column(sa.Column("series", sa.String(length=80), nullable=True))
        source.add_column(sa.Column("year", sa.Integer(), nullable=True))
        source.add_column(sa.Column("serial", sa.BigInteger(), nullable=True))
        source.add_column(sa.Column("case_type", sa.String(length=16), nullable=True))
        source.add_column(sa.Column("office", sa.String(length=8), nullable=True))
    unsent, changed = sa.text("post_id IS NULL"), sa.text("edits_wanted > edits_done")
    op.create_index(
        "ix_delivery_waiting", "delivery", ["team_id", "channel_id", "due_at"],
        sqlite_where=unsent, postgresql_where=unsent,
    )  # fmt: skip
    op.create_index(
        "ix_post_to_edit", "post", ["team_id", "channel_id"],
        sqlite_where=changed, postgresql_where=changed,
    )  # fmt: skip


def _tables_of_cases() -> None:
    op.create_table(
        "case_fact",
        sa.Column("docket_id", sa.BigInteger(), nullable=False),
        sa.Column("teller", sa.String(length=16), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        _moment("as_of", required=True),
        sa.ForeignKeyConstraint(["docket_id"], ["docket.id"], name=op.f("fk_case_fact_docket_id")),
        sa.PrimaryKeyConstraint("docket_id", "teller", name=op.f("pk_case_fact")),
    )
    op.create_table(
        "listing",
        sa.Column("id", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("court", sa.String(length=16), nullable=False),
        sa.Column("docket_id", sa.BigInteger(), nullable=False),
        sa.Column("case_id", sa.String(length=80), nullable=False),
        sa.Column("page", sa.Text(), nullable=False),
        sa.Column("alert", sa.String(length=16), nullable=False),
        sa.Column("alert_id", sa.BigInteger(), nullable=True),
        _moment("alert_at"),
        _moment("filled_to"),
        sa.ForeignKeyConstraint(["docket_id"], ["docket.id"], name=op.f("fk_listing_docket_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_listing")),
    )
    op.create_index(op.f("ix_listing_docket_id"), "listing", ["docket_id"])


def _tables_of_asking() -> None:
    op.create_table(
        "webhook_event",
        sa.Column("id", sa.String(length=140), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        _moment("received_at", required=True),
        _moment("due_at", required=True),
        _moment("done_at"),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhook_event")),
    )
    op.create_index(op.f("ix_webhook_event_received_at"), "webhook_event", ["received_at"])
    op.create_index(op.f("ix_webhook_event_state_due_at"), "webhook_event", ["state", "due_at"])
    op.create_table(
        "allowance",
        sa.Column("service", sa.String(length=40), nullable=False),
        sa.Column("minute", sa.Integer(), nullable=False),
        sa.Column("hour", sa.Integer(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        _moment("closed_until"),
        _moment("told_at"),
        sa.PrimaryKeyConstraint("service", name=op.f("pk_allowance")),
    )
    op.create_table(
        "question",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("service", sa.String(length=40), nullable=False),
        _moment("asked_at", required=True),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.String(length=24), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question")),
    )
    op.create_index(op.f("ix_question_service_asked_at"), "question", ["service", "asked_at"])
    op.create_table(
        "errand",
        sa.Column("id", sa.String(length=140), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("court", sa.String(length=16), nullable=False),
        sa.Column("subject", sa.String(length=120), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        _moment("due_at", required=True),
        _moment("until"),
        sa.Column("lease", sa.String(length=40), nullable=True),
        _moment("lease_until"),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_errand")),
    )
    op.create_index(op.f("ix_errand_rank_due_at"), "errand", ["rank", "due_at"])


def downgrade() -> None:
    for table in (
        "errand", "question", "allowance", "webhook_event", "listing", "case_fact",
    ):  # fmt: skip
        op.drop_table(table)
    op.drop_index("ix_post_to_edit", "post")
    op.drop_index("ix_delivery_waiting", "delivery")
    with op.batch_alter_table("source") as source:
        for name in (
            "office",
            "case_type",
            "serial",
            "year",
            "series",
            "unseen_told",
            "number",
            "kind",
        ):
            source.drop_column(name)
    with op.batch_alter_table("follow") as follow:
        follow.drop_column("documents")
    with op.batch_alter_table("change") as change:
        change.add_column(
            sa.Column("history", sa.Boolean(), nullable=False, server_default=sa.false())
        )
    op.execute(sa.text('UPDATE "change" SET history = (since IS NOT NULL)'))
    with op.batch_alter_table("change") as change:
        change.drop_column("since")
    op.drop_index("ix_entry_court_doc_id", "entry")
    with op.batch_alter_table("entry") as entry:
        for name in ("created_at", "silent", "documents", "timed"):
            entry.drop_column(name)
