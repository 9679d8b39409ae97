"""Hearings and deadlines of the courts, and what channels were told of them.

The first three tables are shared by every workspace; the last two carry ``team_id``.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field

from filings.columns import SQLModel, json_list, moment, row_id


class CalendarReading(SQLModel, table=True):
    """What the text of one recorded entry says of hearings and deadlines, if anything.

    ``found`` is what ``store.calendarrows`` makes of ``calendar.Reading``.
    """

    __tablename__ = "calendar_reading"

    court: str = Field(primary_key=True, max_length=16)
    key: str = Field(primary_key=True, max_length=48)
    docket_id: int = Field(foreign_key="docket.id", index=True, sa_type=sa.BigInteger)
    found: list[dict[str, Any]] = json_list()


class CalendarDocket(SQLModel, table=True):
    """A docket all of whose recorded texts were read, by which version of the reader."""

    __tablename__ = "calendar_docket"

    docket_id: int = Field(
        primary_key=True, foreign_key="docket.id", sa_type=sa.BigInteger,
        sa_column_kwargs={"autoincrement": False},
    )  # fmt: skip
    version: int


class CourtEvent(SQLModel, table=True):
    """A hearing or a deadline, as the docket's texts in their order leave it.

    ``on_date`` and ``at_time`` ("HH:MM" or "") are the court's local ones, ``starts_at`` the
    moment, empty without a time. ``status`` is that of a hearing, or "gone" where no recorded
    text names it any more. ``key`` is the lead of the filing that said the last of it,
    ``sources`` the leads of all that did, ``past`` the dates it was for before. ``sequence``
    is counted up by what a calendar has to show anew, at ``changed_at``.
    """

    __tablename__ = "court_event"
    __table_args__ = (sa.Index(None, "docket_id", "on_date"), sa.Index(None, "on_date"))

    id: int | None = row_id()
    docket_id: int = Field(foreign_key="docket.id", sa_type=sa.BigInteger)
    uid: str = Field(max_length=32)
    kind: str = Field(max_length=8)
    what: str = Field(sa_type=sa.Text)
    on_date: date
    at_time: str = Field(default="", max_length=5)
    starts_at: datetime | None = moment()
    status: str = Field(max_length=8)
    judge: str = Field(default="", sa_type=sa.Text)
    place: str = Field(default="", sa_type=sa.Text)
    quote: str = Field(default="", sa_type=sa.Text)
    doubtful: bool = False
    key: str = Field(max_length=48)
    sources: list[str] = json_list()
    past: list[dict[str, Any]] = json_list()
    sequence: int = 0
    created_at: datetime = moment(required=True)
    changed_at: datetime = moment(required=True, index=True)


class EventTold(SQLModel, table=True):
    """What a channel was told of an event unasked, and for which date.

    ``eve_for`` is the date of the event whose evening before was told, ``hour_for`` the moment
    whose hour before was; ``post_id`` is the last of these reminders. The ``said`` columns are
    the event as the channel knows it: where they differ from it, the channel is owed an update.
    """

    __tablename__ = "event_told"

    team_id: str = Field(primary_key=True, max_length=40)
    channel_id: str = Field(primary_key=True, max_length=40)
    event_id: int = Field(
        primary_key=True, foreign_key="court_event.id", index=True, sa_type=sa.BigInteger
    )
    eve_for: date | None = None
    hour_for: datetime | None = moment()
    post_id: str | None = Field(default=None, max_length=40)
    said_date: date
    said_time: str = Field(default="", max_length=5)
    said_status: str = Field(max_length=8)


class CalendarLink(SQLModel, table=True):
    """The secret address of a channel's calendar; another one takes its place when asked for.

    ``digest`` is what the token is looked up by: how long that takes says nothing of it.
    """

    __tablename__ = "calendar_link"

    team_id: str = Field(primary_key=True, max_length=40)
    channel_id: str = Field(primary_key=True, max_length=40)
    token: str = Field(max_length=64)
    digest: str = Field(max_length=64, unique=True)
    made_by: str = Field(default="", max_length=40)
    made_at: datetime = moment(required=True)
