"""Words that channels watch in what the courts publish, and each morning's new cases."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field

from filings.columns import SQLModel, moment


class Watch(SQLModel, table=True):
    """Words, or number types, that a channel watches in captions and filings.

    What it finds is owed through a row of ``follow`` that is no case's: court "", series
    "watch", ended from the beginning, so that nothing that looks at follows of cases sees it.
    ``phrase`` is ``words`` as ``watching.phrase_of`` compares them, ``types`` are codes such as
    "cr" with spaces between; either may be "", not both. Its courts are in ``watch_court`` for
    as long as it has not ended.
    """

    __table_args__ = (sa.Index(None, "team_id", "channel_id"),)

    follow_id: int = Field(
        primary_key=True, foreign_key="follow.id", sa_type=sa.BigInteger,
        sa_column_kwargs={"autoincrement": False},
    )  # fmt: skip
    team_id: str = Field(max_length=40)
    channel_id: str = Field(max_length=40)
    words: str = Field(sa_type=sa.Text)
    phrase: str = Field(sa_type=sa.Text)
    types: str = Field(default="", max_length=120)
    only_new: bool = False
    created_by: str = Field(default="", max_length=40)
    created_at: datetime = moment(required=True)
    ended_at: datetime | None = moment()


class WatchCourt(SQLModel, table=True):
    """A court that a watch needs to be read; "*" stands for every court with a feed."""

    __tablename__ = "watch_court"

    follow_id: int = Field(
        primary_key=True, foreign_key="watch.follow_id", sa_type=sa.BigInteger,
        sa_column_kwargs={"autoincrement": False},
    )  # fmt: skip
    court: str = Field(primary_key=True, max_length=16, index=True)


class WatchVersion(SQLModel, table=True):
    """One row, counted up by every change of a watch. It is locked until that change is kept,
    so that whoever reads a number has all that it counts."""

    __tablename__ = "watch_version"

    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    version: int = Field(default=0, sa_type=sa.BigInteger)


class MorningList(SQLModel, table=True):
    """A channel gets the new cases of a court each morning.

    ``types`` as in Watch, "" for all; ``told_to`` is up to when the last list reaches, and
    ``next_at`` when the next one is due.
    """

    __tablename__ = "morning_list"

    team_id: str = Field(primary_key=True, max_length=40)
    channel_id: str = Field(primary_key=True, max_length=40)
    court: str = Field(primary_key=True, max_length=16)
    types: str = Field(default="", max_length=120)
    created_by: str = Field(default="", max_length=40)
    created_at: datetime = moment(required=True)
    told_to: datetime = moment(required=True)
    next_at: datetime = moment(required=True, index=True)
