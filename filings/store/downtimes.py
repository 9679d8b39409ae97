"""Hours in which no worker read anything, and what of them each channel is told afterwards.

They are known from when any source was asked last: whoever began since has nothing else to know
it by. Channels hear of it when the courts have been read again, or a while after.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from filings.db import Database
from filings.store.cases import coverage_view
from filings.store.core import CMECF, downtimes, gaps, insert_new, sources
from filings.store.epochs import WITHOUT_FEED
from filings.store.upkeep import worker_lives
from filings.types import Destination
from filings.views import CoverageView

WORTH_SAYING = timedelta(hours=1)
"""A court's feed is rebuilt each 30 to 120 minutes: shorter ones make nothing late that anybody
would have seen."""
READ_AGAIN = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Down:
    """A stretch without a worker, and the courts that are read.

    gaps  courts whose feeds did not reach back over all of it
    """

    since: datetime
    until: datetime
    feeds: tuple[CoverageView, ...]
    gaps: frozenset[str]


async def begun(db: Database, now: datetime) -> None:
    """A worker begins: note since when nobody read, where that is worth saying."""
    if await worker_lives(db, now):
        return
    async with db.write() as connection:
        last = await connection.scalar(
            sa.select(sa.func.max(sources.c.asked_at, type_=sources.c.asked_at.type)).where(
                sources.c.epoch_at.is_not(None)
            )
        )
        if last is not None and now - last >= WORTH_SAYING:
            # Of several workers that begin together one notes it.
            await connection.execute(
                insert_new(connection, downtimes).values(since=last, until=now, told=False)
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
            found.append(await _down(connection, row))
    return found


async def _untold(connection: AsyncConnection) -> list[Any]:
    rows = await connection.execute(
        sa.select(downtimes).where(sa.not_(downtimes.c.told)).order_by(downtimes.c.since)
    )
    return list(rows)


def _read_here(row: Any) -> sa.ColumnElement[bool]:
    """Courts' feeds that were read before it."""
    return sa.and_(
        sources.c.kind == CMECF,
        sources.c.epoch_at <= row.since,
        sources.c.state.not_in(WITHOUT_FEED),
    )


async def _is_over(connection: AsyncConnection, row: Any, now: datetime) -> bool:
    if now - row.until >= READ_AGAIN:
        return True
    waits = sa.and_(
        _read_here(row),
        sa.or_(sources.c.lease.is_not(None), sources.c.asked_at < row.until),
    )
    return not await connection.scalar(sa.select(sa.exists().where(waits)))


async def _down(connection: AsyncConnection, row: Any) -> Down:
    read = await connection.execute(
        sa.select(sources).where(_read_here(row)).order_by(sources.c.court)
    )
    missing = await connection.scalars(
        sa.select(gaps.c.court).where(gaps.c.until >= row.since, gaps.c.since <= row.until)
    )
    return Down(row.since, row.until, tuple(map(coverage_view, read)), frozenset(missing))


@dataclass(frozen=True, slots=True)
class DownHere:
    """What a downtime means to one channel: the feeds that it depends on."""

    to: Destination
    since: datetime
    until: datetime
    whole: tuple[CoverageView, ...]
    gaps: tuple[CoverageView, ...]
    silent: tuple[CoverageView, ...]


def by_channel(down: Down, dependents: dict[str, list[Destination]]) -> list[DownHere]:
    """``dependents``: of each court, the channels that depend on its feed."""
    feeds: dict[Destination, list[CoverageView]] = {}
    for view in down.feeds:
        for to in dependents.get(view.court, ()):
            feeds.setdefault(to, []).append(view)
    return [
        DownHere(
            to, down.since, down.until,
            whole=tuple(v for v in views if not _is_silent(v, down) and v.court not in down.gaps),
            gaps=tuple(v for v in views if v.court in down.gaps),
            silent=tuple(v for v in views if _is_silent(v, down) and v.court not in down.gaps),
        )
        for to, views in feeds.items()
    ]  # fmt: skip


def _is_silent(view: CoverageView, down: Down) -> bool:
    return view.read_at is None or view.read_at < down.until
