"""The tables, and nothing else.

Court tables (docket, entry, change, source, …) are shared by everybody;
tables of what a workspace said or was sent carry ``team_id``. Natural keys
where the court gives one: an entry is (court, key).
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field
from sqlmodel import SQLModel as SQLModel

from filings.columns import json_list, moment, row_id

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Docket(SQLModel, table=True):
    """A case in one court. Unseen (``first_seen_at`` empty) until a source shows it."""

    __table_args__ = (
        sa.UniqueConstraint("court", "series", "year", "serial", "case_type", "office"),
    )

    id: int | None = row_id()
    court: str = Field(max_length=16)
    series: str = Field(max_length=80)
    year: int
    serial: int = Field(sa_type=sa.BigInteger)
    case_type: str = Field(max_length=16)
    office: str = Field(max_length=8)
    number: str = Field(max_length=120)
    case_name: str = Field(sa_type=sa.Text)
    judges: str = Field(default="", max_length=40)
    url: str = Field(default="", sa_type=sa.Text)
    first_seen_at: datetime = moment(required=True)


class CaseTitle(SQLModel, table=True):
    """The caption under one of the court's case ids, with all it has been.

    A criminal case has a case id for each defendant, so a docket can have
    several. ``past`` holds every caption seen, normalised: a feed that goes
    back and forth between two is told of once.
    """

    __tablename__ = "case_title"

    court: str = Field(primary_key=True, max_length=16)
    case_id: str = Field(primary_key=True, max_length=80)
    docket_id: int = Field(foreign_key="docket.id", index=True, sa_type=sa.BigInteger)
    defendant: int | None = None
    title: str = Field(sa_type=sa.Text)
    past: list[str] = json_list()


class Entry(SQLModel, table=True):
    """One docket entry as one source tells it; several with one ``lead`` are one filing.

    ``lead`` is the key of the entry that the filing is told under: its own, or
    that of the first that was recorded, under another defendant or from another
    source. What a filing is shown as is folded from all of them (filings/merge.py).
    ``missing_build`` is the first complete build that lacked it. ``silent`` is
    what a look-up or a backfill brought, which nobody was to be told of.
    ``created_at`` is when the source made its own record of it.
    """

    __table_args__ = (
        sa.Index(None, "docket_id", "filed_at"),
        sa.Index(None, "docket_id", "seq"),
        sa.Index(None, "court", "filed_at"),
        sa.Index(None, "court", "lead"),
        sa.Index(None, "court", "doc_id"),
    )

    court: str = Field(primary_key=True, max_length=16)
    key: str = Field(primary_key=True, max_length=48)
    lead: str = Field(max_length=48)
    docket_id: int = Field(foreign_key="docket.id", sa_type=sa.BigInteger)
    case_id: str = Field(max_length=80)
    defendant: int | None = None
    number: int | None = Field(default=None, sa_type=sa.BigInteger)
    doc_id: str | None = Field(default=None, max_length=40)
    seq: int | None = Field(default=None, sa_type=sa.BigInteger)
    events: list[str] = json_list()
    text: str = Field(default="", sa_type=sa.Text)
    url: str = Field(default="", sa_type=sa.Text)
    document_url: str | None = Field(default=None, sa_type=sa.Text)
    filed_at: datetime = moment(required=True)
    seen_at: datetime = moment(required=True)
    built_at: datetime | None = moment()
    late: bool = False
    missing_build: datetime | None = moment()
    withdrawn_at: datetime | None = moment()
    source: str = Field(default="cmecf", max_length=16)
    timed: bool = True
    documents: list[dict[str, Any]] = json_list()
    silent: bool = False
    created_at: datetime | None = moment()


class SpentKey(SQLModel, table=True):
    """The key of an entry that was purged: if the feed shows it again, it is not new."""

    __tablename__ = "spent_key"

    court: str = Field(primary_key=True, max_length=16)
    key: str = Field(primary_key=True, max_length=48)
    spent_at: datetime = moment(required=True, index=True)


class Change(SQLModel, table=True):
    """Something that became different. ``key`` is the filing's lead, "" for the case.

    Only follows that were there by ``since`` are told, all of them where it is empty.
    """

    __table_args__ = (sa.Index(None, "court", "key"),)

    id: int | None = row_id()
    court: str = Field(max_length=16)
    docket_id: int = Field(foreign_key="docket.id", index=True, sa_type=sa.BigInteger)
    key: str = Field(max_length=48)
    event: str = Field(max_length=16)
    before: str = Field(default="", sa_type=sa.Text)
    after: str = Field(default="", sa_type=sa.Text)
    since: datetime | None = moment()
    created_at: datetime = moment(required=True, index=True)


class Source(SQLModel, table=True):
    """One thing that is read again and again, and when to read it next.

    The epoch begins when somebody first needs the source and ends when
    nobody does; ``baseline_at`` is its first complete body. A source of ``kind``
    "cmecf" is a whole court; one of another kind is a single case, of which it
    has the number and its parts. Between ``unseen_from`` and ``unseen_to`` no body
    reached, and that is to be said once. ``last_build`` is the build mark of the last
    complete body, as the source wrote it.
    """

    id: str = Field(primary_key=True, max_length=80)
    court: str = Field(max_length=16, index=True)
    epoch_at: datetime | None = moment()
    baseline_at: datetime | None = moment()
    due_at: datetime | None = moment(index=True)
    not_before: datetime | None = moment()
    lease: str | None = Field(default=None, max_length=40)
    lease_until: datetime | None = moment()
    version: int = 0
    etag: str | None = Field(default=None, sa_type=sa.Text)
    last_modified: str | None = Field(default=None, sa_type=sa.Text)
    last_build: str | None = Field(default=None, max_length=200)
    built_at: datetime | None = moment()
    newest_at: datetime | None = moment()
    oldest_at: datetime | None = moment()
    entry_types: str | None = Field(default=None, sa_type=sa.Text)
    rhythm: str = Field(default="", sa_type=sa.Text)
    rebuild_minutes: int | None = None
    rebuild_minute: int | None = None
    asked_at: datetime | None = moment()
    read_at: datetime | None = moment()
    state: str = Field(default="unread", max_length=20)
    failures: int = 0
    failing_since: datetime | None = moment()
    error: str = Field(default="", sa_type=sa.Text)
    stale_at: datetime | None = moment()
    told_at: datetime | None = moment()
    unseen_from: datetime | None = moment()
    unseen_to: datetime | None = moment()
    unseen_told: bool = False
    dropped: int = 0
    kind: str = Field(default="cmecf", max_length=16)
    number: str = Field(default="", max_length=120)
    series: str | None = Field(default=None, max_length=80)
    year: int | None = None
    serial: int | None = Field(default=None, sa_type=sa.BigInteger)
    case_type: str | None = Field(default=None, max_length=16)
    office: str | None = Field(default=None, max_length=8)


class DroppedItem(SQLModel, table=True):
    """An item that could not be read, kept so that nothing is lost unseen."""

    __tablename__ = "dropped_item"
    __table_args__ = (sa.UniqueConstraint("source_id", "digest"),)

    id: int | None = row_id()
    source_id: str = Field(max_length=80)
    digest: str = Field(max_length=40)
    reason: str = Field(sa_type=sa.Text)
    raw: str = Field(sa_type=sa.Text)
    seen_at: datetime = moment(required=True)


class Follow(SQLModel, table=True):
    """A channel's wish to hear of a case. The number is kept as far as it was given:
    without an office or a type it fits every case that differs in those alone.
    ``documents`` wants a line in the alert's thread when a free PDF comes."""

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


class Channel(SQLModel, table=True):
    """A destination: whose turn it is to send there, and from when on."""

    team_id: str = Field(primary_key=True, max_length=40)
    channel_id: str = Field(primary_key=True, max_length=40)
    name: str = Field(default="", max_length=100)
    not_before: datetime | None = moment()
    lease: str | None = Field(default=None, max_length=40)
    lease_until: datetime | None = moment()
    trouble: str = Field(default="", max_length=80)


class Delivery(SQLModel, table=True):
    """That a follow is owed a change. Without a post it is still waiting."""

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
    due_at: datetime = moment(required=True, index=True)
    post_id: str | None = Field(default=None, max_length=40)


class Post(SQLModel, table=True):
    """A message: written here before the request leaves.

    state  waiting  not asked for yet, or surely not taken
           asked    the request left; until an answer is recorded the outcome
                    is unknown
           sent     Slack has it, as ``ts``
           failed   given up, with ``error``
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


class PostMember(SQLModel, table=True):
    """One change in one channel belongs to one post, however many follows match."""

    __tablename__ = "post_member"
    __table_args__ = (sa.Index(None, "post_id"),)

    team_id: str = Field(primary_key=True, max_length=40)
    channel_id: str = Field(primary_key=True, max_length=40)
    change_id: int = Field(primary_key=True, foreign_key="change.id", sa_type=sa.BigInteger)
    post_id: str = Field(foreign_key="post.id", max_length=40)
    position: int


class Process(SQLModel, table=True):
    """A running worker says now and then that it lives."""

    id: str = Field(primary_key=True, max_length=40)
    role: str = Field(max_length=16)
    seen_at: datetime = moment(required=True)


class CaseFact(SQLModel, table=True):
    """What one teller says of a case as a whole: ``CaseFacts`` as JSON, and as of when."""

    __tablename__ = "case_fact"

    docket_id: int = Field(primary_key=True, foreign_key="docket.id", sa_type=sa.BigInteger)
    teller: str = Field(primary_key=True, max_length=16)
    facts: str = Field(sa_type=sa.Text)
    as_of: datetime = moment(required=True)


class Listing(SQLModel, table=True):
    """A docket at CourtListener. One of our cases can have several: a case id each.

    alert    what is so there: "" nothing, "on" subscribed by us, "theirs"
             subscribed by somebody with the same account, "refused"
    filled_to  entries that CourtListener made until then were asked for
    """

    id: int = Field(primary_key=True, sa_type=sa.BigInteger)
    court: str = Field(max_length=16)
    docket_id: int = Field(foreign_key="docket.id", index=True, sa_type=sa.BigInteger)
    case_id: str = Field(default="", max_length=80)
    page: str = Field(default="", sa_type=sa.Text)
    alert: str = Field(default="", max_length=16)
    alert_id: int | None = Field(default=None, sa_type=sa.BigInteger)
    alert_at: datetime | None = moment()
    filled_to: datetime | None = moment()


class WebhookEvent(SQLModel, table=True):
    """An event that CourtListener sent, kept before it is worked on.

    ``id`` is its Idempotency-Key, with a digest behind it when the same key
    came with another body. state: waiting, done, unreadable.
    """

    __tablename__ = "webhook_event"
    __table_args__ = (sa.Index(None, "state", "due_at"),)

    id: str = Field(primary_key=True, max_length=140)
    body: str = Field(sa_type=sa.Text)
    state: str = Field(max_length=16)
    received_at: datetime = moment(required=True, index=True)
    due_at: datetime = moment(required=True)
    done_at: datetime | None = moment()
    tries: int = 0
    error: str = Field(default="", sa_type=sa.Text)


class Allowance(SQLModel, table=True):
    """How many questions a service answers a minute, an hour and a day, and whether it is shut.

    The figures are the service's own where it has said them (``told_at``), else what
    it is documented to allow.
    """

    service: str = Field(primary_key=True, max_length=40)
    minute: int
    hour: int
    day: int
    closed_until: datetime | None = moment()
    told_at: datetime | None = moment()


class Question(SQLModel, table=True):
    """One question to a service, counted before it was asked. ``purpose`` says what for."""

    __table_args__ = (sa.Index(None, "service", "asked_at"),)

    id: int | None = row_id()
    service: str = Field(max_length=40)
    asked_at: datetime = moment(required=True)
    rank: int
    purpose: str = Field(max_length=24)


class Errand(SQLModel, table=True):
    """Something to ask a service when there is room for it; done and gone, or given up.

    ``id`` names what it is, so that it is wanted once: "documents/4214664".
    ``note`` is what the errand itself remembers between two tries.
    """

    __table_args__ = (sa.Index(None, "rank", "due_at"),)

    id: str = Field(primary_key=True, max_length=140)
    kind: str = Field(max_length=24)
    rank: int
    court: str = Field(default="", max_length=16)
    subject: str = Field(max_length=120)
    note: str = Field(default="", sa_type=sa.Text)
    due_at: datetime = moment(required=True)
    until: datetime | None = moment()
    lease: str | None = Field(default=None, max_length=40)
    lease_until: datetime | None = moment()
    tries: int = 0
    error: str = Field(default="", sa_type=sa.Text)
