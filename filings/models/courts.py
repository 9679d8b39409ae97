"""What the courts publish, and how it is read. Shared by every workspace.

Natural keys where the court gives one: an entry is (court, key).
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field

from filings.columns import SQLModel, json_list, moment, row_id


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
    source. What a filing is shown as is folded from all of them (filings/deciding/merge.py).
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
    has the number and its parts. ``last_build`` is the build mark of the last complete
    body, as the source wrote it. ``told_at`` is when its silence was told, ``back_at`` when
    it was seen to be over, until that is told too, at ``returned_at``.
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
    back_at: datetime | None = moment()
    returned_at: datetime | None = moment()
    dropped: int = 0
    kind: str = Field(default="cmecf", max_length=16)
    number: str = Field(default="", max_length=120)
    series: str | None = Field(default=None, max_length=80)
    year: int | None = None
    serial: int | None = Field(default=None, sa_type=sa.BigInteger)
    case_type: str | None = Field(default=None, max_length=16)
    office: str | None = Field(default=None, max_length=8)


class Gap(SQLModel, table=True):
    """A stretch of time that no body of a court's feed reached.

    told      channels were told of the stretch
    answered  they were told what CourtListener shows of it, or there was nothing to tell
    """

    id: int | None = row_id()
    court: str = Field(max_length=16, index=True)
    since: datetime = moment(required=True)
    until: datetime = moment(required=True)
    found_at: datetime = moment(required=True)
    told: bool = False
    answered: bool = False


class FilledGap(SQLModel, table=True):
    """That CourtListener was asked what it shows of one docket in a gap.

    leads    keys of the filings it shows from then that nobody was told of
    partial  not everything could be read
    told     channels were told
    """

    __tablename__ = "filled_gap"

    listing_id: int = Field(primary_key=True, sa_type=sa.BigInteger)
    gap_id: int = Field(primary_key=True, foreign_key="gap.id", sa_type=sa.BigInteger)
    docket_id: int = Field(foreign_key="docket.id", index=True, sa_type=sa.BigInteger)
    leads: list[str] = json_list()
    partial: bool = False
    filled_at: datetime = moment(required=True)
    told: bool = Field(default=False, index=True)


class SkippedNumber(SQLModel, table=True):
    """An entry number that a feed which lists everything passed over, until somebody tells of
    it. ``key`` is the entry whose coming showed it, the next one above."""

    __tablename__ = "skipped_number"
    __table_args__ = (sa.Index(None, "court", "key"),)

    docket_id: int = Field(primary_key=True, foreign_key="docket.id", sa_type=sa.BigInteger)
    number: int = Field(primary_key=True, sa_type=sa.BigInteger)
    court: str = Field(max_length=16)
    key: str = Field(max_length=48)


class WithdrawnName(SQLModel, table=True):
    """A name that a court withdrew from a case: not the name, but a digest by which it is
    found (filings/changes/anonymised.py), how many words it has, and what stands in its place."""

    __tablename__ = "withdrawn_name"

    docket_id: int = Field(primary_key=True, foreign_key="docket.id", sa_type=sa.BigInteger)
    digest: str = Field(primary_key=True, max_length=40)
    words: int
    becomes: str = Field(sa_type=sa.Text)


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


class CaseFact(SQLModel, table=True):
    """What one teller says of a case as a whole: ``CaseFacts`` as JSON, and as of when."""

    __tablename__ = "case_fact"

    docket_id: int = Field(primary_key=True, foreign_key="docket.id", sa_type=sa.BigInteger)
    teller: str = Field(primary_key=True, max_length=16)
    facts: str = Field(sa_type=sa.Text)
    as_of: datetime = moment(required=True)
