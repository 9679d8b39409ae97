"""What a follow and a channel ask for, threads, workspaces, their tokens, and who did what."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

CIPHERTEXT = 2000
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
        delivery.add_column(
            sa.Column(
                "ready_at", sa.DateTime(timezone=True), nullable=False,
                server_default="1970-01-01 00:00:00.000000",
            )
        )  # fmt: skip
    with op.batch_alter_table("post") as post:
        for name in ("part", "parts"):
            post.add_column(sa.Column(name, sa.Integer(), nullable=False, server_default="1"))
    op.execute("UPDATE delivery SET ready_at = due_at")
    _gaps()
    _tables_of_workspaces()
    _tables_of_installs()


def _gaps() -> None:
    """A source had room for one gap; a second outage hid the first."""
    op.create_table(
        "gap",
        sa.Column("id", BIG_ID, nullable=False),
        _words("court", 16),
        *(_moment(name, required=True) for name in ("since", "until", "found_at")),
        *(sa.Column(name, sa.Boolean(), nullable=False) for name in ("told", "answered")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gap")),
    )
    op.create_index(op.f("ix_gap_court"), "gap", ["court"])
    op.create_table(
        "filled_gap",
        sa.Column("listing_id", sa.BigInteger(), nullable=False),
        sa.Column("gap_id", sa.BigInteger(), nullable=False),
        sa.Column("docket_id", sa.BigInteger(), nullable=False),
        sa.Column("leads", sa.JSON(), nullable=False),
        sa.Column("partial", sa.Boolean(), nullable=False),
        _moment("filled_at", required=True),
        sa.Column("told", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["gap_id"], ["gap.id"], name=op.f("fk_filled_gap_gap_id")),
        sa.ForeignKeyConstraint(["docket_id"], ["docket.id"], name=op.f("fk_filled_gap_docket_id")),
        sa.PrimaryKeyConstraint("listing_id", "gap_id", name=op.f("pk_filled_gap")),
    )
    for name in ("docket_id", "told"):
        op.create_index(op.f(f"ix_filled_gap_{name}"), "filled_gap", [name])
    op.execute(
        "INSERT INTO gap (court, since, until, found_at, told, answered) "
        "SELECT court, unseen_from, unseen_to, unseen_to, unseen_told, true FROM source "
        "WHERE unseen_from IS NOT NULL AND unseen_to IS NOT NULL"
    )
    with op.batch_alter_table("source") as source:
        for name in ("unseen_told", "unseen_to", "unseen_from"):
            source.drop_column(name)


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


def _tables_of_installs() -> None:
    """As slack_sdk's stores name them; times are without a zone there."""
    op.create_table(
        "slack_bots", *_bot(), sa.PrimaryKeyConstraint("id", name=op.f("pk_slack_bots"))
    )
    op.create_index(
        "slack_bots_idx", "slack_bots", ["client_id", "enterprise_id", "team_id", "installed_at"]
    )
    op.create_table(
        "slack_installations",
        *_bot(),
        _perhaps("enterprise_url", 200),
        _words("user_id", 32),
        _perhaps("user_token", CIPHERTEXT),
        _perhaps("user_scopes", 1000),
        _perhaps("user_refresh_token", CIPHERTEXT),
        sa.Column("user_token_expires_at", sa.DateTime()),
        _perhaps("incoming_webhook_url", CIPHERTEXT),
        _perhaps("incoming_webhook_channel", 200),
        _perhaps("incoming_webhook_channel_id", 200),
        _perhaps("incoming_webhook_configuration_url", CIPHERTEXT),
        _perhaps("token_type", 32),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_slack_installations")),
    )
    op.create_index(
        "slack_installations_idx",
        "slack_installations",
        ["client_id", "enterprise_id", "team_id", "user_id", "installed_at"],
    )
    op.create_table(
        "slack_oauth_states",
        sa.Column("id", sa.Integer(), nullable=False),
        _words("state", 200),
        sa.Column("expire_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_slack_oauth_states")),
    )


def _perhaps(name: str, length: int) -> sa.Column:
    return sa.Column(name, sa.String(length=length), nullable=True)


def _bot() -> tuple[sa.Column, ...]:
    """What both tables of installations have."""
    return (
        sa.Column("id", sa.Integer(), nullable=False),
        _words("client_id", 32),
        _words("app_id", 32),
        _perhaps("enterprise_id", 32),
        _perhaps("enterprise_name", 200),
        _perhaps("team_id", 32),
        _perhaps("team_name", 200),
        _perhaps("bot_token", CIPHERTEXT),
        _perhaps("bot_id", 32),
        _perhaps("bot_user_id", 32),
        _perhaps("bot_scopes", 1000),
        _perhaps("bot_refresh_token", CIPHERTEXT),
        sa.Column("bot_token_expires_at", sa.DateTime()),
        sa.Column("is_enterprise_install", sa.Boolean(), nullable=False),
        sa.Column("installed_at", sa.DateTime(), nullable=False),
    )


def downgrade() -> None:
    with op.batch_alter_table("source") as source:
        source.add_column(_moment("unseen_from"))
        source.add_column(_moment("unseen_to"))
        source.add_column(
            sa.Column("unseen_told", sa.Boolean(), nullable=False, server_default=sa.false())
        )
    for table in ("filled_gap", "gap"):
        op.drop_table(table)
    for table in ("slack_oauth_states", "slack_installations", "slack_bots"):
        op.drop_table(table)
    for table in ("unfurled", "heard_event", "audit", "workspace", "thread_root"):
        op.drop_table(table)
    with op.batch_alter_table("post") as post:
        for name in ("parts", "part"):
            post.drop_column(name)
    with op.batch_alter_table("delivery") as delivery:
        delivery.drop_column("ready_at")
        delivery.drop_column("cadence")
    with op.batch_alter_table("channel") as channel:
        for name in (
            "state", "threads", "break_through", "digest_at", "quiet_to", "quiet_from", "zone",
        ):  # fmt: skip
            channel.drop_column(name)
    with op.batch_alter_table("follow") as follow:
        for name in ("paused_why", "paused_at", "note", "daily_at", "cadence"):
            follow.drop_column(name)
