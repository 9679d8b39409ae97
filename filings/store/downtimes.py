"""Hours in which no worker read anything, and what of them each channel is told afterwards.

They are known from when workers said that they live: a worker that begins, or goes on after its
machine or its database was away, has nothing else to know it by. Channels hear of it when the
courts have been read again, or a while after.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from filings.db import Database
from filings.store import upkeep
from filings.store.cases import coverage_view
from filings.store.core import CMECF, WORKERS_APART, downtimes, gaps, insert_new, processes, sources
from filings.store.epochs import WITHOUT_FEED
from filings.types import Destination
from filings.views import CoverageView

WORTH_SAYING = timedelta(hours=1)
"""A court's feed is rebuilt each 30 to 120 minutes: shorter ones make nothing late that anybody
would have seen."""
READ_AGAIN = timedelta(minutes=15)
BACKUP = "backup"
"""Role of what knows up to when a restored backup knows (restoring.py)."""
_TOGETHER = timedelta(minutes=5)
"""Workers that begin so close to each other end the same downtime; later ones go on with it."""


@dataclass(frozen=True, slots=True)
class Down:
    """A stretch without a worker, and the courts that are read.

    gaps      courts whose feeds did not reach back over all of it
    still     courts whose feeds were read again and have not been rebuilt for too long
    restored  others may have read then, and told: this database is restored from a backup
    """

    since: datetime
    until: datetime
    feeds: tuple[CoverageView, ...]
    gaps: frozenset[str]
    still: frozenset[str]
    restored: bool = False


async def alive(db: Database, process: str, now: datetime) -> None:
    """A worker says that it lives. Where none has for an hour or more, that is noted, and all
    courts are due."""
    async with db.read() as connection:
        since = await _nobody_since(connection, process, now)
    if since is not None:
        async with db.write() as connection:
            await _note(connection, *since, now)
    await upkeep.alive(db, process, "worker", now)


async def _nobody_since(
    connection: AsyncConnection, process: str, now: datetime
) -> tuple[datetime, bool] | None:
    """Since when no worker has lived, and whether only a backup says so; None where one has
    lately, or that is not known, or this one has noted it already."""
    rows = (await connection.execute(sa.select(processes))).all()
    own = next((row.seen_at for row in rows if row.id == process), None)
    if own is not None and now - own < WORTH_SAYING:
        return None
    # What is later was kept by a wrong clock.
    lives = [row for row in rows if row.seen_at <= now + WORKERS_APART and _was_at_work(row)]
    if not lives:
        return None
    last = max(lives, key=lambda row: row.seen_at)
    told = await connection.scalar(
        sa.select(sa.func.max(downtimes.c.until, type_=downtimes.c.until.type)).where(
            downtimes.c.told
        )
    )
    since = last.seen_at if told is None else max(last.seen_at, told)
    return (since, last.role == BACKUP) if now - since >= WORTH_SAYING else None


def _was_at_work(row: Any) -> bool:
    return row.began_at is None or row.seen_at - row.began_at >= upkeep.SETTLED


async def _note(
    connection: AsyncConnection, since: datetime, restored: bool, now: datetime
) -> None:
    await connection.execute(
        insert_new(connection, downtimes).values(
            since=since, until=now, told=False, restored=restored
        )
    )
    # Workers that ended at once did not end it.
    await connection.execute(
        downtimes.update()
        .where(
            downtimes.c.since == since,
            sa.not_(downtimes.c.told),
            downtimes.c.until < now - _TOGETHER,
        )
        .values(until=now)
    )
    await connection.execute(
        sources.update()
        .where(sources.c.kind == CMECF, sources.c.epoch_at.is_not(None), sources.c.due_at > now)
        .values(due_at=now)
    )


async def anything(connection: AsyncConnection, now: datetime) -> bool:
    """Whether a downtime is to be told now."""
    return any([await _is_over(connection, row, now) for row in await _untold(connection)])


async def newly_over(connection: AsyncConnection, now: datetime) -> list[Down]:
    """Downtimes after which the courts have been read; marked as told."""
    found = []
    for row in await _untold(connection):
        if not await _is_over(connection, row, now):
            continue
        done = await connection.execute(
            downtimes.update()
            .where(downtimes.c.id == row.id, sa.not_(downtimes.c.told))
            .values(told=True)
        )
        if done.rowcount == 1:
            found.append(await _down(connection, row, now))
    return found


async def _untold(connection: AsyncConnection) -> list[Any]:
    rows = await connection.execute(
        sa.select(downtimes).where(sa.not_(downtimes.c.told)).order_by(downtimes.c.since)
    )
    return list(rows)


def _read_here(row: Any) -> sa.ColumnElement[bool]:
    """What was read before it: courts' feeds, and cases one by one."""
    return sa.and_(sources.c.epoch_at <= row.since, sources.c.state.not_in(WITHOUT_FEED))


async def _is_over(connection: AsyncConnection, row: Any, now: datetime) -> bool:
    if now - row.until >= READ_AGAIN:
        return True
    waits = sa.and_(
        _read_here(row),
        sa.or_(
            sources.c.lease.is_not(None),
            sa.and_(sources.c.due_at <= now, sources.c.asked_at < row.until),
        ),
    )
    return not await connection.scalar(sa.select(sa.exists().where(waits)))


async def _down(connection: AsyncConnection, row: Any, now: datetime) -> Down:
    read = await connection.execute(
        sa.select(sources).where(_read_here(row), sources.c.kind == CMECF).order_by(sources.c.court)
    )
    feeds = read.all()
    missing = await connection.scalars(
        sa.select(gaps.c.court).where(gaps.c.until >= row.since, gaps.c.since <= row.until)
    )
    still = (each.court for each in feeds if each.stale_at is not None and each.stale_at < now)
    return Down(
        row.since, row.until, tuple(map(coverage_view, feeds)), frozenset(missing),
        frozenset(still), row.restored,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class DownHere:
    """What a downtime means to one channel: the feeds that it depends on.

    whole     reach back over all of it
    gaps      do not
    still     were read, and have not been rebuilt for too long
    silent    were not read again yet
    pages, unread  how many of its cases are read page by page, and were read again or not yet
    restored  this database lacks those hours: it was restored from a backup
    """

    to: Destination
    since: datetime
    until: datetime
    whole: tuple[CoverageView, ...] = ()
    gaps: tuple[CoverageView, ...] = ()
    silent: tuple[CoverageView, ...] = ()
    still: tuple[CoverageView, ...] = ()
    pages: int = 0
    unread: int = 0
    restored: bool = False


@dataclass(frozen=True, slots=True)
class Here:
    """What a channel needs: the courts whose feeds it depends on, and of its cases that are
    read page by page, how many were read since the downtime and how many were not yet."""

    to: Destination
    courts: frozenset[str]
    pages: int = 0
    unread: int = 0


def by_channel(down: Down, channels: Sequence[Here]) -> list[DownHere]:
    """What each of the channels is to be told of it."""
    return [_told_here(down, here) for here in channels]


def _told_here(down: Down, here: Here) -> DownHere:
    def feeds(sort: str) -> tuple[CoverageView, ...]:
        mine = (view for view in down.feeds if view.court in here.courts)
        return tuple(view for view in mine if _sort(view, down) == sort)

    return DownHere(
        here.to, down.since, down.until,
        whole=feeds("whole"), gaps=feeds("gaps"), silent=feeds("silent"), still=feeds("still"),
        pages=here.pages, unread=here.unread, restored=down.restored,
    )  # fmt: skip


def _sort(view: CoverageView, down: Down) -> str:
    if view.court in down.gaps:
        return "gaps"
    if view.read_at is None or view.read_at < down.until:
        return "silent"
    return "still" if view.court in down.still else "whole"
