"""What is read, when, and by whom: epochs, claims, due times, failures.

A source is claimed by one conditional update that sets a lease; whatever is
recorded for it later must still hold that lease. A process that was too slow
therefore writes nothing, and the source is read again by another.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from filings.db import Database
from filings.errors import SourceError, StoreError
from filings.store.core import CMECF, follows, insert_new, sources

LEASE = timedelta(seconds=120)


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


def source_id(court: str) -> str:
    return f"{CMECF}/{court}"


async def begin(connection: AsyncConnection, court: str, now: datetime) -> None:
    """Read this court's feed from now on, if it is not being read already."""
    await connection.execute(
        insert_new(connection, sources).values(
            id=source_id(court), court=court, version=0, rhythm="", state="unread",
            failures=0, error="", dropped=0,
        )
    )  # fmt: skip
    await connection.execute(
        sources.update()
        .where(sources.c.court == court, sources.c.epoch_at.is_(None))
        .values(
            epoch_at=now, baseline_at=None, last_build=None, etag=None, last_modified=None,
            due_at=now, stale_at=None, told_at=None,
        )
    )  # fmt: skip


async def end_unfollowed(connection: AsyncConnection) -> None:
    """End the epoch of every source whose court nobody follows a case of.

    A reading in hand loses its claim: it belongs to an epoch that is over.
    """
    followed = sa.exists().where(follows.c.court == sources.c.court, follows.c.ended_at.is_(None))
    await connection.execute(
        sources.update()
        .where(sources.c.epoch_at.is_not(None), ~followed)
        .values(
            epoch_at=None, baseline_at=None, due_at=None, failing_since=None, failures=0,
            told_at=None, error="", lease=None, lease_until=None,
        )
    )  # fmt: skip


async def claim_due(
    db: Database, now: datetime, limit: int = 8, *, min_seconds: float = 0
) -> list[Claim]:
    """Up to ``limit`` sources that are due, may be asked, and that no living process holds."""
    due = sa.and_(sources.c.due_at <= now, _rested(now, min_seconds))
    return await _claim(db, now, due, limit)


async def claim(db: Database, court: str, now: datetime, *, min_seconds: float = 0) -> Claim | None:
    """One source, due or not; None while another process holds it or it must rest."""
    which = sa.and_(sources.c.court == court, _rested(now, min_seconds))
    got = await _claim(db, now, which, 1)
    return got[0] if got else None


def _rested(now: datetime, min_seconds: float) -> sa.ColumnElement[bool]:
    """That the court's own word and our least interval, across processes, are kept.

    A due time says neither: a new follow and "check now" set it to the present.
    """
    asked = sources.c.asked_at
    return sa.and_(
        sa.or_(sources.c.not_before.is_(None), sources.c.not_before <= now),
        sa.or_(asked.is_(None), asked <= now - timedelta(seconds=min_seconds)),
    )


async def _claim(
    db: Database, now: datetime, which: sa.ColumnElement[bool], limit: int
) -> list[Claim]:
    free = (
        sa.select(sources.c.id)
        .where(
            which,
            sources.c.epoch_at.is_not(None),
            sa.or_(sources.c.lease_until.is_(None), sources.c.lease_until < now),
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
    """The source could not be read; what was known of it stays."""
    not_before = None
    if error.retry_after is not None:
        not_before = now + timedelta(seconds=error.retry_after)
    async with db.write() as connection:
        await settle(
            connection, held, now, due_at=after.due_at, rhythm=after.rhythm, not_before=not_before,
            failures=held.failures + 1, failing_since=held.failing_since or now,
            error=str(error), state=state,
        )  # fmt: skip


async def check_now(db: Database, court: str, now: datetime) -> None:
    """Make a source due: somebody asked."""
    async with db.write() as connection:
        await connection.execute(
            sources.update()
            .where(sources.c.court == court, sources.c.epoch_at.is_not(None))
            .values(due_at=now)
        )


async def followed_courts(db: Database) -> list[str]:
    """The courts that are being read."""
    async with db.read() as connection:
        rows = await connection.execute(
            sa.select(sources.c.court)
            .where(sources.c.epoch_at.is_not(None))
            .order_by(sources.c.court)
        )
        return list(rows.scalars())


async def earliest(db: Database, court: str, min_seconds: float) -> datetime | None:
    """Before when this court may not be asked: its own word, and our least interval."""
    async with db.read() as connection:
        row = (
            await connection.execute(
                sa.select(sources.c.asked_at, sources.c.not_before).where(sources.c.court == court)
            )
        ).first()
    if row is None:
        return None
    times = [row.not_before]
    if row.asked_at is not None:
        times.append(row.asked_at + timedelta(seconds=min_seconds))
    return max((t for t in times if t is not None), default=None)
