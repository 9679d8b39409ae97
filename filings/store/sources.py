"""What is read when, and by whom: claims, due times, failures.

A source is named by its id (``cmecf/dcd``, ``scotus/25A456``, ``atom/69651188``), or,
where it is a whole court, by the court's.

A source is claimed by one conditional update that sets a lease; whatever is
recorded for it later must still hold that lease. A process that was too slow
therefore writes nothing, and the source is read again by another.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from filings.db import Database
from filings.errors import SourceError, StoreError
from filings.numbers import Parts
from filings.store import epochs
from filings.store.core import WORKERS_APART, sources
from filings.store.epochs import source_id

LEASE = timedelta(seconds=25)
"""What a dead process had claimed is read by another within 30 s; one that lives renews it."""
UNKNOWN = "unknown"
"""State of a source that is one case and of which the court says that there is none."""

TORN = "torn"
"""State of a source whose last body was not whole; what came of it was recorded."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A source that this process may read now, with what its last reading left."""

    id: str
    court: str
    lease: str
    version: int
    epoch_at: datetime | None
    baseline_at: datetime | None
    etag: str | None
    last_modified: str | None
    last_build: str | None
    newest_at: datetime | None
    rhythm: str
    asked_at: datetime | None
    failures: int
    failing_since: datetime | None
    told_at: datetime | None
    kind: str
    number: str
    series: str | None
    year: int | None
    serial: int | None
    case_type: str | None
    office: str | None

    @property
    def parts(self) -> Parts | None:
        """Of the number, where the source is one case."""
        if self.year is None or self.serial is None:
            return None
        return Parts(
            self.series or "", self.year, self.serial, self.case_type or "", self.office or ""
        )


@dataclass(frozen=True, slots=True)
class Next:
    """What a reading leaves behind for the next one.

    rhythm       what the cadence remembers, in its own form
    etag, last_modified, last_build  marks of the body just read
    rebuild_minutes, rebuild_minute  the rhythm in words, for showing
    stale_at     when the feed will have stood still too long, should nothing come
    unseen       from when to when no body has reached, or None
    """

    due_at: datetime
    rhythm: str
    etag: str | None = None
    last_modified: str | None = None
    last_build: str | None = None
    rebuild_minutes: int | None = None
    rebuild_minute: int | None = None
    stale_at: datetime | None = None
    unseen: tuple[datetime, datetime] | None = None


_CLAIMED = [sources.c[name] for name in Claim.__dataclass_fields__]


@dataclass(frozen=True, slots=True)
class Reading:
    """A source that is being read; ``number`` is "" where it is a whole court."""

    id: str
    court: str
    kind: str
    number: str


def _named(source: str) -> sa.ColumnElement[bool]:
    return sources.c.id == (source if "/" in source else source_id(source))


async def claim_due(
    db: Database,
    now: datetime,
    limit: int = 8,
    *,
    min_seconds: float = 0,
    kinds: Collection[str] | None = None,
) -> list[Claim]:
    """Up to ``limit`` sources that are due, may be asked, and that no living process holds.

    Of these kinds only, or of any.
    """
    due = sa.and_(
        sources.c.due_at.is_not(None),
        sa.or_(sources.c.due_at <= now, _by_a_wrong_clock(now)),
        _rested(now, min_seconds),
    )
    if kinds is not None:
        due = sa.and_(due, sources.c.kind.in_(sorted(kinds)))
    return await _claim(db, now, due, limit)


async def claim(
    db: Database, source: str, now: datetime, *, min_seconds: float = 0
) -> Claim | None:
    """One source, due or not; None while another process holds it or it must rest."""
    which = sa.and_(_named(source), _rested(now, min_seconds))
    got = await _claim(db, now, which, 1)
    return got[0] if got else None


def _rested(now: datetime, min_seconds: float) -> sa.ColumnElement[bool]:
    """That the court's own word and our least interval, across processes, are kept.

    A due time says neither: a new follow and "check now" set it to the present.
    """
    asked = sources.c.asked_at
    return sa.or_(
        _by_a_wrong_clock(now),
        sa.and_(
            sa.or_(sources.c.not_before.is_(None), sources.c.not_before <= now),
            sa.or_(asked.is_(None), asked <= now - timedelta(seconds=min_seconds)),
        ),
    )


def _by_a_wrong_clock(now: datetime) -> sa.ColumnElement[bool]:
    """A source that was asked in what is the future: the clock was ahead and is set back, and no
    time that it kept counts, or the court would not be read until they come."""
    return sources.c.asked_at > now + WORKERS_APART


async def _claim(
    db: Database, now: datetime, which: sa.ColumnElement[bool], limit: int
) -> list[Claim]:
    free = (
        sa.select(sources.c.id)
        .where(
            which,
            sources.c.epoch_at.is_not(None),
            sa.or_(
                sources.c.lease_until.is_(None),
                sources.c.lease_until < now,
                sources.c.lease_until > now + LEASE + WORKERS_APART,
            ),
        )
        .order_by(sources.c.due_at)
        .limit(limit)
    )
    # Nearly always nothing is due, and then no turn to write is taken.
    async with db.read() as connection:
        if (await connection.execute(free)).first() is None:
            return []
    free = free.with_for_update(skip_locked=True)
    async with db.write() as connection:
        rows = await connection.execute(
            sources.update()
            .where(sources.c.id.in_(free))
            .values(lease=uuid.uuid4().hex, lease_until=now + LEASE, asked_at=now)
            .returning(*_CLAIMED)
        )
        return [Claim(**row) for row in rows.mappings()]


async def keep(db: Database, held: Claim, now: datetime) -> bool:
    """Renew a claim while its source is being read; False when it has passed to another."""
    async with db.write() as connection:
        done = await connection.execute(
            sources.update()
            .where(sources.c.id == held.id, sources.c.lease == held.lease)
            .values(lease_until=now + LEASE)
        )
    return done.rowcount == 1


async def settle(connection: AsyncConnection, held: Claim, now: datetime, **values: object) -> None:
    """Write a reading's outcome and give the claim back.

    ``now`` is when the answer was there. The next request keeps its distance
    from it, as redirects and waits make a request later than its claim.

    Raises StoreError, which undoes the whole transaction, when the claim has
    passed to another process.
    """
    done = await connection.execute(
        sources.update()
        .where(sources.c.id == held.id, sources.c.lease == held.lease)
        .values(lease=None, lease_until=None, asked_at=now, version=sources.c.version + 1, **values)
    )
    if done.rowcount != 1:
        raise StoreError(f"The claim on {held.id} is over; this reading is dropped.")


async def read_unchanged(db: Database, held: Claim, now: datetime, after: Next) -> None:
    """The source answered, and with nothing that was not there before."""
    async with db.write() as connection:
        await settle(
            connection, held, now, due_at=after.due_at, rhythm=after.rhythm, etag=after.etag,
            last_modified=after.last_modified, not_before=None, read_at=now, state="read",
            stale_at=after.stale_at,
            failures=0, failing_since=None, error="",
        )  # fmt: skip


async def failed(
    db: Database, held: Claim, error: SourceError, state: str, now: datetime, after: Next
) -> None:
    """The source could not be read; what was known of it stays.

    A case that its court does not know is no failure of the court.
    """
    not_before = None
    if error.retry_after is not None:
        not_before = now + timedelta(seconds=error.retry_after)
    failing_since = None if state == UNKNOWN else held.failing_since or now
    async with db.write() as connection:
        await settle(
            connection, held, now, due_at=after.due_at, rhythm=after.rhythm, not_before=not_before,
            failures=held.failures + 1, failing_since=failing_since,
            error=str(error), state=state,
        )  # fmt: skip
        if state in epochs.WITHOUT_FEED:
            await epochs.begin_listed(connection, now, held.court)


async def check_now(db: Database, source: str, now: datetime) -> None:
    """Make a source due: somebody asked."""
    async with db.write() as connection:
        await connection.execute(
            sources.update()
            .where(_named(source), sources.c.epoch_at.is_not(None))
            .values(due_at=now)
        )


async def followed(db: Database) -> list[Reading]:
    """Every source that is being read."""
    async with db.read() as connection:
        rows = await connection.execute(
            sa.select(sources.c.id, sources.c.court, sources.c.kind, sources.c.number)
            .where(sources.c.epoch_at.is_not(None))
            .order_by(sources.c.court, sources.c.id)
        )
        return [Reading(*row) for row in rows]


async def earliest(db: Database, source: str, min_seconds: float, now: datetime) -> datetime | None:
    """Before when a source may not be asked: the court's own word, and our least interval."""
    async with db.read() as connection:
        row = (
            await connection.execute(
                sa.select(sources.c.asked_at, sources.c.not_before).where(_named(source))
            )
        ).first()
    if row is None or (row.asked_at is not None and row.asked_at > now + WORKERS_APART):
        return None
    times = [row.not_before]
    if row.asked_at is not None:
        times.append(row.asked_at + timedelta(seconds=min_seconds))
    return max((t for t in times if t is not None), default=None)
