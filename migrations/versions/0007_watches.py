"""Words watched in captions and events, and each morning's new cases."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def _moment(name: str, *, required: bool = False) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=not required)


def _words(name: str, length: int) -> sa.Column:
    return sa.Column(name, sa.String(length=length), nullable=False)


def upgrade() -> None:
    op.create_table(
        "watch",
        sa.Column("follow_id", sa.BigInteger(), autoincrement=False, nullable=False),
        _words("team_id", 40),
        _words("channel_id", 40),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("phrase", sa.Text(), nullable=False),
        _words("types", 120),
        sa.Column("only_new", sa.Boolean(), nullable=False),
        _words("created_by", 40),
        _moment("created_at", required=True),
        _moment("ended_at"),
        sa.ForeignKeyConstraint(["follow_id"], ["follow.id"], name=op.f("fk_watch_follow_id")),
        sa.PrimaryKeyConstraint("follow_id", name=op.f("pk_watch")),
    )
    op.create_index(op.f("ix_watch_team_id_channel_id"), "watch", ["team_id", "channel_id"])
    op.create_table(
        "watch_court",
        sa.Column("follow_id", sa.BigInteger(), autoincrement=False, nullable=False),
        _words("court", 16),
        sa.ForeignKeyConstraint(
            ["follow_id"], ["watch.follow_id"], name=op.f("fk_watch_court_follow_id")
        ),
        sa.PrimaryKeyConstraint("follow_id", "court", name=op.f("pk_watch_court")),
    )
    op.create_index(op.f("ix_watch_court_court"), "watch_court", ["court"])
    op.create_table(
        "watch_version",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_watch_version")),
    )
    op.create_table(
        "morning_list",
        _words("team_id", 40),
        _words("channel_id", 40),
        _words("court", 16),
        _words("types", 120),
        _words("created_by", 40),
        *(_moment(name, required=True) for name in ("created_at", "told_to", "next_at")),
        sa.PrimaryKeyConstraint("team_id", "channel_id", "court", name=op.f("pk_morning_list")),
    )
    op.create_index(op.f("ix_morning_list_next_at"), "morning_list", ["next_at"])


def downgrade() -> None:
    op.drop_table("morning_list")
    op.drop_table("watch_version")
    op.drop_table("watch_court")
    op.execute("DELETE FROM delivery WHERE follow_id IN (SELECT follow_id FROM watch)")
    op.execute("CREATE TEMPORARY TABLE watching_follow AS SELECT follow_id FROM watch")
    op.drop_table("watch")
    op.execute("DELETE FROM follow WHERE id IN (SELECT follow_id FROM watching_follow)")
    op.execute("DROP TABLE watching_follow")
