"""What a workspace said and what it was sent. Every table carries ``team_id``."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field

from filings.columns import SQLModel, moment, row_id


class Follow(SQLModel, table=True):
    """A channel's wish to hear of a case. The number is kept as far as it was given:
    without an office or a type it fits every case that differs in those alone.
    The columns from ``rule`` to ``routine`` are ``terms.Terms``. While ``paused_at`` is set
    nothing is owed; ``paused_why`` is "" where a person paused it, else what happened."""

    __table_args__ = (
        sa.Index(None, "court", "year", "serial"),
        sa.UniqueConstraint(
            "team_id", "channel_id", "court", "series", "year", "serial", "case_type", "office",
            name="uq_follow_case",
        ),
    )  # fmt: skip

    id: int | None = row_id()
    team_id: str = Field(max_length=40)
    channel_id: str = Field(max_length=40)
    court: str = Field(max_length=16)
    series: str = Field(max_length=80)
    year: int
    serial: int = Field(sa_type=sa.BigInteger)
    case_type: str = Field(max_length=16)
    office: str = Field(max_length=8)
    number: str = Field(max_length=120)
    rule: str = Field(default="", sa_type=sa.Text)
    created_by: str = Field(default="", max_length=40)
    created_at: datetime = moment(required=True)
    ended_at: datetime | None = moment()
    known_at: datetime | None = moment()
    asked_again_at: datetime | None = moment()
    documents: bool = False
    cadence: str = Field(default="now", max_length=8)
    daily_at: str = Field(default="", max_length=5)
    note: str = Field(default="", sa_type=sa.Text)
    routine: str = Field(default="now", max_length=8)
    paused_at: datetime | None = moment()
    paused_why: str = Field(default="", max_length=80)


class Channel(SQLModel, table=True):
    """A destination: whose turn it is to send there, from when on, and how it wants to be told.

    The columns from ``zone`` to ``reminders`` are ``terms.ChannelTerms``, times as "HH:MM".
    ``state`` is "" while messages can go there, else why not: "archived", "left" (the bot is
    no member any more), "gone" (deleted, or hidden from the bot), "uninstalled" (the workspace
    removed Crier, or took its token back). ``rested_at`` is when ``not_before`` was set.
    """

    team_id: str = Field(primary_key=True, max_length=40)
    channel_id: str = Field(primary_key=True, max_length=40)
    name: str = Field(default="", max_length=100)
    not_before: datetime | None = moment()
    rested_at: datetime | None = moment()
    lease: str | None = Field(default=None, max_length=40)
    lease_until: datetime | None = moment()
    trouble: str = Field(default="", max_length=80)
    zone: str = Field(default="", max_length=40)
    quiet_from: str = Field(default="", max_length=5)
    quiet_to: str = Field(default="", max_length=5)
    break_through: bool = True
    digest_at: str = Field(default="", max_length=5)
    threads: bool = False
    cite: bool = False
    reminders: bool = False
    state: str = Field(default="", max_length=16)


class Delivery(SQLModel, table=True):
    """That a follow is owed a change, by when. Without a post it is still waiting.

    ``ready_at`` is from when on it may be told at all; with the terms of follow and channel
    it makes ``due_at``. ``cadence`` is the follow's at the time: what is told at once and
    what was collected are never one message.
    """

    __table_args__ = (
        sa.Index(None, "team_id", "channel_id", "post_id"),
        sa.Index(
            "ix_delivery_waiting", "team_id", "channel_id", "due_at",
            sqlite_where=sa.text("post_id IS NULL"),
            postgresql_where=sa.text("post_id IS NULL"),
        ),
    )  # fmt: skip

    change_id: int = Field(primary_key=True, foreign_key="change.id", sa_type=sa.BigInteger)
    follow_id: int = Field(primary_key=True, foreign_key="follow.id", sa_type=sa.BigInteger)
    team_id: str = Field(max_length=40)
    channel_id: str = Field(max_length=40)
    ready_at: datetime = moment(required=True)
    due_at: datetime = moment(required=True, index=True)
    cadence: str = Field(default="now", max_length=8)
    post_id: str | None = Field(default=None, max_length=40)


class Post(SQLModel, table=True):
    """A message: written here before the request leaves.

    state  waiting  not asked for yet, or surely not taken
           asked    the request left; until an answer is recorded the outcome
                    is unknown
           sent     Slack has it, as ``ts``
           failed   given up, with ``error``
    The states, and what leads from one to the other, are ``postlife``. An ``asked_at`` of a post
    that is asked for is None where the clock of that time proved wrong. ``plainer`` is Slack's
    word for why it went out with less than was written.
    ``error`` of one that is asked for is how Slack failed to answer the last try; "" while none
    is known to have failed. ``vain`` is what the tries that it was not there after count against
    it (``settling``), ``look_at`` when one that holds up no other any more is looked for next; of
    a sent one, when an edit was last not answered.
    ``part`` of ``parts`` is which of several messages of one digest it is.
    ``edits_wanted`` is counted up by whatever changes a member; the message
    shows the state of ``edits_done``.
    """

    __table_args__ = (
        sa.Index(None, "team_id", "channel_id", "state"),
        sa.Index(None, "state", "asked_at"),
        sa.Index(
            "ix_post_to_edit", "team_id", "channel_id",
            sqlite_where=sa.text("edits_wanted > edits_done"),
            postgresql_where=sa.text("edits_wanted > edits_done"),
        ),
        sa.Index(
            "ix_post_plainer", "created_at",
            sqlite_where=sa.text("plainer <> ''"),
            postgresql_where=sa.text("plainer <> ''"),
        ),
    )  # fmt: skip

    id: str = Field(primary_key=True, max_length=40)
    team_id: str = Field(max_length=40)
    channel_id: str = Field(max_length=40)
    thread_ts: str | None = Field(default=None, max_length=40)
    kind: str = Field(max_length=16)
    payload: str = Field(sa_type=sa.Text)
    state: str = Field(max_length=16)
    created_at: datetime = moment(required=True)
    asked_at: datetime | None = moment()
    sent_at: datetime | None = moment()
    ts: str | None = Field(default=None, max_length=40)
    attempts: int = 0
    error: str = Field(default="", sa_type=sa.Text)
    edits_wanted: int = 0
    edits_done: int = 0
    part: int = 1
    parts: int = 1
    plainer: str = Field(default="", max_length=80)
    vain: int = 0
    look_at: datetime | None = moment()


class PostMember(SQLModel, table=True):
    """One change in one channel belongs to one post, however many follows match."""

    __tablename__ = "post_member"
    __table_args__ = (sa.Index(None, "post_id"),)

    team_id: str = Field(primary_key=True, max_length=40)
    channel_id: str = Field(primary_key=True, max_length=40)
    change_id: int = Field(primary_key=True, foreign_key="change.id", sa_type=sa.BigInteger)
    post_id: str = Field(foreign_key="post.id", max_length=40)
    position: int


class PostCase(SQLModel, table=True):
    """That a message which tells of no change names a case, and so has to be edited when a name
    is withdrawn from that case."""

    __tablename__ = "post_case"

    post_id: str = Field(primary_key=True, foreign_key="post.id", max_length=40)
    docket_id: int = Field(
        primary_key=True, foreign_key="docket.id", index=True, sa_type=sa.BigInteger
    )
    team_id: str = Field(max_length=40)


class ThreadRoot(SQLModel, table=True):
    """The message under which a channel gets the filings of a case, where it wants threads.

    ``post_id`` is that message, replaced by another when somebody deletes it.
    """

    __tablename__ = "thread_root"

    team_id: str = Field(primary_key=True, max_length=40)
    channel_id: str = Field(primary_key=True, max_length=40)
    docket_id: int = Field(primary_key=True, foreign_key="docket.id", sa_type=sa.BigInteger)
    post_id: str = Field(foreign_key="post.id", max_length=40)
