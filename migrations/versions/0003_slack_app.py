"""What a follow and a channel ask for, threads, workspaces, and who did what."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _moment(name: str, *, required: bool = False) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=not required)


def _words(name: str, length: int, default: str | None = None) -> sa.Column:
    return sa.Column(name, sa.String(length=length), nullable=False, server_default=default)


def upgrade() -> None:
    with op.batch_alter_table("follow") as follow:
        follow.add_column(_words("cadence", 8, "now"))
        follow.add_column(_words("daily_at", 5, ""))
        follow.add_column(sa.Column("note", sa.Text(), nullable=False, server_default=""))
        follow.add_column(_moment("paused_at"))
        follow.add_column(_words("paused_why", 80, ""))
    with op.batch_alter_table("channel") as channel:
        channel.add_column(_words("zone", 40, ""))
        for name in ("quiet_from", "quiet_to", "digest_at"):
            channel.add_column(_words(name, 5, ""))
        for name, default in (("break_through", sa.true()), ("threads", sa.false())):
            channel.add_column(
                sa.Column(name, sa.Boolean(), nullable=False, server_default=default)
            )
        channel.add_column(_words("state", 16, ""))
    with op.batch_alter_table("delivery") as delivery:
        delivery.add_column(_words("cadence", 8, "now"))
    _tables_of_workspaces()


def _tables_of_workspaces() -> None:
    op.create_table(
        "thread_root",
        _words("team_id", 40),
        _words("channel_id", 40),
        sa.Column("docket_id", sa.BigInteger(), nullable=False),
        _words("post_id", 40),
        sa.ForeignKeyConstraint(
            ["docket_id"], ["docket.id"], name=op.f("fk_thread_root_docket_id")
        ),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_thread_root_post_id")),
        sa.PrimaryKeyConstraint("team_id", "channel_id", "docket_id", name=op.f("pk_thread_root")),
    )
    op.create_table(
        "workspace",
        _words("team_id", 40),
        _words("name", 200),
        _words("who_follows", 16),
        _moment("begun_at", required=True),
        _moment("ended_at"),
        sa.PrimaryKeyConstraint("team_id", name=op.f("pk_workspace")),
    )
    op.create_table(
        "audit",
        sa.Column("id", BIG_ID, nullable=False),
        _words("team_id", 40),
        _words("channel_id", 40),
        _moment("at", required=True),
        _words("who", 40),
        _words("what", 16),
        _words("court", 16),
        _words("number", 120),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
    )
    op.create_index(
        op.f("ix_audit_team_id_channel_id_at"), "audit", ["team_id", "channel_id", "at"]
    )
    op.create_table(
        "heard_event",
        _words("team_id", 40),
        _words("event_id", 80),
        _moment("heard_at", required=True),
        sa.PrimaryKeyConstraint("team_id", "event_id", name=op.f("pk_heard_event")),
    )
    op.create_index(op.f("ix_heard_event_heard_at"), "heard_event", ["heard_at"])
    op.create_table(
        "unfurled",
        _words("team_id", 40),
        _words("channel_id", 40),
        _words("link", 200),
        _moment("shown_at", required=True),
        sa.PrimaryKeyConstraint("team_id", "channel_id", "link", name=op.f("pk_unfurled")),
    )
    op.create_index(op.f("ix_unfurled_shown_at"), "unfurled", ["shown_at"])


def downgrade() -> None:
    for table in ("unfurled", "heard_event", "audit", "workspace", "thread_root"):
        op.drop_table(table)
    with op.batch_alter_table("delivery") as delivery:
        delivery.drop_column("cadence")
    with op.batch_alter_table("channel") as channel:
        for name in (
            "state", "threads", "break_through", "digest_at", "quiet_to", "quiet_from", "zone",
        ):  # fmt: skip
            channel.drop_column(name)
    with op.batch_alter_table("follow") as follow:
        for name in ("paused_why", "paused_at", "note", "daily_at", "cadence"):
            follow.drop_column(name)
