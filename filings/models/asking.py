"""What CourtListener is asked and tells by itself, and who is at work."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field

from filings.columns import SQLModel, moment, row_id


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


class Process(SQLModel, table=True):
    """A worker says now and then that it lives: ``seen_at`` is when it last did, ``began_at`` when
    it first did. ``role`` is "worker", "gone" once it has ended, or "backup" for the moment up to
    which a restored backup knows. ``pinged_at`` is when the monitor that CRIER_PING_URL names
    last answered it."""

    id: str = Field(primary_key=True, max_length=40)
    role: str = Field(max_length=16)
    seen_at: datetime = moment(required=True)
    began_at: datetime | None = moment()
    pinged_at: datetime | None = moment()


class Downtime(SQLModel, table=True):
    """A stretch of time in which no worker read anything, until one began; each channel is told
    of it once, when the courts have been read again. ``restored``: who read in that time had
    another database, of which this one is a backup."""

    __table_args__ = (sa.UniqueConstraint("since"),)

    id: int | None = row_id()
    since: datetime = moment(required=True)
    until: datetime = moment(required=True)
    told: bool = False
    restored: bool = False
