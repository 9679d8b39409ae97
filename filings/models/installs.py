"""Installations by OAuth, in the tables that slack_sdk's stores read and write.

Names and columns are theirs (slack_sdk.oauth, ``installation_store/sqlalchemy`` and
``state_store/sqlalchemy``), and so are times without a zone, in UTC. Ours is that a token
has room for its ciphertext.
"""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field

from filings.columns import SQLModel

CIPHERTEXT = 2000
"""Characters: the longest token that Slack documents has 255 bytes, 424 once encrypted."""


class SlackBot(SQLModel, table=True):
    """The app's user in a workspace, and its token; the newest row of a team counts."""

    __tablename__ = "slack_bots"
    __table_args__ = (
        sa.Index("slack_bots_idx", "client_id", "enterprise_id", "team_id", "installed_at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    client_id: str = Field(max_length=32)
    app_id: str = Field(max_length=32)
    enterprise_id: str | None = Field(default=None, max_length=32)
    enterprise_name: str | None = Field(default=None, max_length=200)
    team_id: str | None = Field(default=None, max_length=32)
    team_name: str | None = Field(default=None, max_length=200)
    bot_token: str | None = Field(default=None, max_length=CIPHERTEXT)
    bot_id: str | None = Field(default=None, max_length=32)
    bot_user_id: str | None = Field(default=None, max_length=32)
    bot_scopes: str | None = Field(default=None, max_length=1000)
    bot_refresh_token: str | None = Field(default=None, max_length=CIPHERTEXT)
    bot_token_expires_at: datetime | None = Field(default=None, sa_type=sa.DateTime)
    is_enterprise_install: bool = Field(default=False)
    installed_at: datetime = Field(sa_type=sa.DateTime)


class SlackInstallation(SQLModel, table=True):
    """Who installed the app in a workspace, and what that person's choice gave."""

    __tablename__ = "slack_installations"
    __table_args__ = (
        sa.Index(
            "slack_installations_idx",
            "client_id", "enterprise_id", "team_id", "user_id", "installed_at",
        ),
    )  # fmt: skip

    id: int | None = Field(default=None, primary_key=True)
    client_id: str = Field(max_length=32)
    app_id: str = Field(max_length=32)
    enterprise_id: str | None = Field(default=None, max_length=32)
    enterprise_name: str | None = Field(default=None, max_length=200)
    enterprise_url: str | None = Field(default=None, max_length=200)
    team_id: str | None = Field(default=None, max_length=32)
    team_name: str | None = Field(default=None, max_length=200)
    bot_token: str | None = Field(default=None, max_length=CIPHERTEXT)
    bot_id: str | None = Field(default=None, max_length=32)
    bot_user_id: str | None = Field(default=None, max_length=32)
    bot_scopes: str | None = Field(default=None, max_length=1000)
    bot_refresh_token: str | None = Field(default=None, max_length=CIPHERTEXT)
    bot_token_expires_at: datetime | None = Field(default=None, sa_type=sa.DateTime)
    user_id: str = Field(max_length=32)
    user_token: str | None = Field(default=None, max_length=CIPHERTEXT)
    user_scopes: str | None = Field(default=None, max_length=1000)
    user_refresh_token: str | None = Field(default=None, max_length=CIPHERTEXT)
    user_token_expires_at: datetime | None = Field(default=None, sa_type=sa.DateTime)
    incoming_webhook_url: str | None = Field(default=None, max_length=CIPHERTEXT)
    incoming_webhook_channel: str | None = Field(default=None, max_length=200)
    incoming_webhook_channel_id: str | None = Field(default=None, max_length=200)
    incoming_webhook_configuration_url: str | None = Field(default=None, max_length=CIPHERTEXT)
    is_enterprise_install: bool = Field(default=False)
    token_type: str | None = Field(default=None, max_length=32)
    installed_at: datetime = Field(sa_type=sa.DateTime)


class SlackOAuthState(SQLModel, table=True):
    """An installation that was begun in a browser; good once, and not for long."""

    __tablename__ = "slack_oauth_states"

    id: int | None = Field(default=None, primary_key=True)
    state: str = Field(max_length=200)
    expire_at: datetime = Field(sa_type=sa.DateTime)
