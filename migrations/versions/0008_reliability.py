"""When a silent source was seen to be back, and when a worker last reached its monitor; hours
without a worker; which cases are named in messages that are no filings; since when a channel
rests, which messages went out plainer than they were written, and which were looked for in vain."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    with op.batch_alter_table("source") as table:
        table.add_column(sa.Column("back_at", sa.DateTime(timezone=True), nullable=True))
        table.add_column(sa.Column("returned_at", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("process") as table:
        table.add_column(sa.Column("pinged_at", sa.DateTime(timezone=True), nullable=True))
        table.add_column(sa.Column("began_at", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("channel") as table:
        table.add_column(sa.Column("rested_at", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("post") as table:
        table.add_column(
            sa.Column("plainer", sa.String(length=80), nullable=False, server_default="")
        )
        table.add_column(sa.Column("vain", sa.Integer(), nullable=False, server_default="0"))
        table.add_column(sa.Column("look_at", sa.DateTime(timezone=True), nullable=True))
    plainer = sa.text("plainer <> ''")
    op.create_index(
        "ix_post_plainer", "post", ["created_at"], sqlite_where=plainer, postgresql_where=plainer
    )
    _name_cases()
    op.create_table(
        "downtime",
        sa.Column("id", _ID, nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("told", sa.Boolean(), nullable=False),
        sa.Column("restored", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_downtime")),
        sa.UniqueConstraint("since", name=op.f("uq_downtime_since")),
    )


def _name_cases() -> None:
    """Reminders are the only messages of which it is known whose case they name."""
    op.create_table(
        "post_case",
        sa.Column("post_id", sa.String(length=40), nullable=False),
        sa.Column("docket_id", sa.BigInteger(), nullable=False),
        sa.Column("team_id", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_post_case_post_id")),
        sa.ForeignKeyConstraint(["docket_id"], ["docket.id"], name=op.f("fk_post_case_docket_id")),
        sa.PrimaryKeyConstraint("post_id", "docket_id", name=op.f("pk_post_case")),
    )
    op.create_index(op.f("ix_post_case_docket_id"), "post_case", ["docket_id"])
    op.execute(
        "INSERT INTO post_case (post_id, docket_id, team_id) "
        "SELECT DISTINCT post.id, court_event.docket_id, post.team_id FROM event_told "
        "JOIN post ON post.id = event_told.post_id "
        "JOIN court_event ON court_event.id = event_told.event_id"
    )


def downgrade() -> None:
    op.drop_table("downtime")
    op.drop_table("post_case")
    op.drop_index("ix_post_plainer", "post")
    with op.batch_alter_table("post") as table:
        table.drop_column("plainer")
        table.drop_column("vain")
        table.drop_column("look_at")
    with op.batch_alter_table("channel") as table:
        table.drop_column("rested_at")
    with op.batch_alter_table("process") as table:
        table.drop_column("began_at")
        table.drop_column("pinged_at")
    with op.batch_alter_table("source") as table:
        table.drop_column("returned_at")
        table.drop_column("back_at")
