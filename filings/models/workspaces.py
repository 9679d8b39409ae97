"""Workspaces themselves: who may do what there, what was done, what was heard."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field

from filings.columns import SQLModel, moment, row_id


class Workspace(SQLModel, table=True):
    """A Slack workspace. ``who_follows`` is who may follow in a channel: "members" of it, or
    "admins" of the workspace. While ``ended_at`` is set it has uninstalled us or taken the
    token back, and nothing is sent there."""

    team_id: str = Field(primary_key=True, max_length=40)
    name: str = Field(default="", max_length=200)
    who_follows: str = Field(default="members", max_length=16)
    begun_at: datetime = moment(required=True)
    ended_at: datetime | None = moment()


class Audit(SQLModel, table=True):
    """Who followed, changed, paused or unfollowed what, and when. Lines are only added.

    ``who`` is a user's id, "" for the command line, "crier" where Slack made us do it.
    ``what`` is "follow", "change", "pause", "resume", "unfollow", "watch", "rewatch",
    "unwatch", "morning", "nomorning", "link" (to the calendar), "relink", "unlink", "settings",
    or "moved" for a channel that Slack gave another id; ``detail`` is a sentence.
    """

    __table_args__ = (sa.Index(None, "team_id", "channel_id", "at"),)

    id: int | None = row_id()
    team_id: str = Field(max_length=40)
    channel_id: str = Field(max_length=40)
    at: datetime = moment(required=True)
    who: str = Field(max_length=40)
    what: str = Field(max_length=16)
    court: str = Field(default="", max_length=16)
    number: str = Field(default="", max_length=120)
    detail: str = Field(default="", sa_type=sa.Text)


class HeardEvent(SQLModel, table=True):
    """An event of Slack that was taken; the same one may be delivered again."""

    __tablename__ = "heard_event"

    team_id: str = Field(primary_key=True, max_length=40)
    event_id: str = Field(primary_key=True, max_length=80)
    heard_at: datetime = moment(required=True, index=True)


class Unfurled(SQLModel, table=True):
    """A link that was shown with its case in a channel, so that it is not shown again soon."""

    team_id: str = Field(primary_key=True, max_length=40)
    channel_id: str = Field(primary_key=True, max_length=40)
    link: str = Field(primary_key=True, max_length=200)
    shown_at: datetime = moment(required=True, index=True)
