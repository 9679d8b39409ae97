"""Hearings and deadlines that docket texts name, and what was told of them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _words(name: str, length: int | None = None) -> sa.Column:
    return sa.Column(name, sa.String(length=length) if length else sa.Text(), nullable=False)


def _moment(name: str, *, required: bool = False) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=not required)


def _docket(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["docket_id"], ["docket.id"], name=f"fk_{table}_docket_id")


def upgrade() -> None:
    op.create_table(
        "calendar_reading",
        _words("court", 16),
        _words("key", 48),
        sa.Column("docket_id", sa.BigInteger(), nullable=False),
        sa.Column("found", sa.JSON(), nullable=False),
        _docket("calendar_reading"),
        sa.PrimaryKeyConstraint("court", "key", name=op.f("pk_calendar_reading")),
    )
    op.create_index(op.f("ix_calendar_reading_docket_id"), "calendar_reading", ["docket_id"])
    op.create_table(
        "calendar_docket",
        sa.Column("docket_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        _docket("calendar_docket"),
        sa.PrimaryKeyConstraint("docket_id", name=op.f("pk_calendar_docket")),
    )
    _make_events()
    op.create_table(
        "event_told",
        _words("team_id", 40),
        _words("channel_id", 40),
        sa.Column("event_id", sa.BigInteger(), nullable=False),
        sa.Column("eve_for", sa.Date(), nullable=True),
        _moment("hour_for"),
        sa.Column("post_id", sa.String(length=40), nullable=True),
        sa.Column("said_date", sa.Date(), nullable=False),
        _words("said_time", 5),
        _words("said_status", 8),
        sa.ForeignKeyConstraint(["event_id"], ["court_event.id"], name="fk_event_told_event_id"),
        sa.PrimaryKeyConstraint("team_id", "channel_id", "event_id", name=op.f("pk_event_told")),
    )
    op.create_index(op.f("ix_event_told_event_id"), "event_told", ["event_id"])
    op.create_table(
        "calendar_link",
        _words("team_id", 40),
        _words("channel_id", 40),
        _words("token", 64),
        _words("digest", 64),
        _words("made_by", 40),
        _moment("made_at", required=True),
        sa.PrimaryKeyConstraint("team_id", "channel_id", name=op.f("pk_calendar_link")),
        sa.UniqueConstraint("digest", name=op.f("uq_calendar_link_digest")),
    )


def _make_events() -> None:
    op.create_table(
        "court_event",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("docket_id", sa.BigInteger(), nullable=False),
        _words("uid", 32),
        _words("kind", 8),
        _words("what"),
        sa.Column("on_date", sa.Date(), nullable=False),
        _words("at_time", 5),
        _moment("starts_at"),
        _words("status", 8),
        *(_words(name) for name in ("judge", "place", "quote")),
        sa.Column("doubtful", sa.Boolean(), nullable=False),
        _words("key", 48),
        sa.Column("sources", sa.JSON(), nullable=False),
        sa.Column("past", sa.JSON(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        _moment("created_at", required=True),
        _moment("changed_at", required=True),
        _docket("court_event"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_court_event")),
    )
    for columns in (["docket_id", "on_date"], ["on_date"], ["changed_at"]):
        op.create_index(op.f(f"ix_court_event_{'_'.join(columns)}"), "court_event", columns)


def downgrade() -> None:
    for table in (
        "calendar_link", "event_told", "court_event", "calendar_docket", "calendar_reading",
    ):  # fmt: skip
        op.drop_table(table)
