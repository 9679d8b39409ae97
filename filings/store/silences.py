"""Sources that stand still or cannot be read, and those that are back: each is told once.

A source is back when it has been for a while. One that is silent again soon after is told as
coming and going, and is back when it has been for hours: who flaps is no stream of messages.

What becomes silent, or comes back, together is told together: while many others are on the
same way, the first wait for them, for an hour at most.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from filings.store.cases import coverage_view
from filings.store.core import CMECF, changes, chunks, deliveries, entries, sources
from filings.store.epochs import ATOM, WITHOUT_FEED
from filings.types import Destination, Event
from filings.views import CoverageView

FAILING_TOO_LONG = timedelta(hours=1)
MANY = 4
"""Sources on the same way, from which on it is an outage of many and told as one."""
TOGETHER = timedelta(hours=1)
SAME_OUTAGE = timedelta(hours=3)
BACK_TOGETHER = timedelta(minutes=35)
"""A court that failed is asked again within 30 minutes (watchers/rhythm.py, retry_longest)."""
STEADY = timedelta(minutes=30)
"""Between two good readings of what is back."""
STEADY_UNREAD = timedelta(hours=1)
"""The same where a source is not read as often."""
AGAIN = timedelta(hours=6)
"""What is silent again within this time of its return comes and goes."""
STEADY_AGAIN = timedelta(hours=3)
_NEARLY = timedelta(minutes=45)
_A_LITTLE = timedelta(minutes=1)
"""What a look records may bear a later time than the beat of the worker that sees it."""
_PACIFIC = ZoneInfo("America/Los_Angeles")
_THURSDAY = 3


@dataclass(frozen=True, slots=True)
class Turn:
    """Sources of one court that became silent, or came back, together.

    ids       one where it is the court's own feed, else one for each case
    coverage  of the first of them
    late      of those that are back, how many filings of the time in between each channel is
              told of; None where that is not counted
    back_at   since when the last of those that are back is
    again     it was silent, and back, not long ago
    told_at   when the silence was told of those that are back, or are told already
    """

    court: str
    kind: str
    ids: tuple[str, ...]
    coverage: CoverageView
    late: dict[Destination, int] | None = field(default=None, hash=False)
    back_at: datetime | None = None
    again: bool = False
    told_at: datetime | None = None


def _silent(now: datetime) -> sa.ColumnElement[bool]:
    """Standing still past its own rhythm, or failing for an hour, as a look has shown.

    Time in which nobody looked, because no worker ran, says nothing of a court.
    """
    looked = sa.or_(sources.c.asked_at > now - FAILING_TOO_LONG, sources.c.not_before > now)
    failing = sa.and_(
        sources.c.failing_since < now - FAILING_TOO_LONG, looked, sources.c.lease.is_(None)
    )
    if _courtlistener_rests(now):
        failing = sa.and_(failing, sources.c.kind != ATOM)
    return sa.or_(
        sa.and_(sources.c.stale_at < now, sources.c.read_at >= sources.c.stale_at), failing
    )


def _courtlistener_rests(now: datetime) -> bool:
    """Its maintenance is each Thursday from 21:00 to 23:59 Pacific time, its API's page says.
    What fails then is asked again within half an hour after."""
    there = (now - timedelta(minutes=45)).astimezone(_PACIFIC)
    ends = there.weekday() == _THURSDAY and there.hour >= 21
    begun = now.astimezone(_PACIFIC)
    return ends or (begun.weekday() == _THURSDAY and begun.hour >= 21)


def _newly_silent(now: datetime) -> sa.ColumnElement[bool]:
    return sa.and_(sources.c.epoch_at.is_not(None), sources.c.told_at.is_(None), _silent(now))


def _on_the_way(now: datetime) -> sa.ColumnElement[bool]:
    """Failing, or late, and not told yet; one that is being read just now counts."""
    late = sources.c.stale_at.between(now, now + _NEARLY)
    failing = sa.and_(sources.c.failing_since.is_not(None), sources.c.state.not_in(WITHOUT_FEED))
    return sa.and_(
        sources.c.epoch_at.is_not(None), sources.c.told_at.is_(None), sa.or_(late, failing)
    )


_TOLD = sa.and_(sources.c.epoch_at.is_not(None), sources.c.told_at.is_not(None))


def _over(now: datetime) -> sa.ColumnElement[bool]:
    return sa.and_(
        sources.c.failing_since.is_(None),
        sa.or_(sources.c.stale_at.is_(None), sources.c.stale_at >= now),
    )


async def anything(connection: AsyncConnection, now: datetime) -> bool:
    """Whether something is to be told or marked now."""
    turned = sa.or_(
        sa.and_(_over(now), sources.c.back_at.is_(None)),
        sa.and_(~_over(now), sources.c.back_at.is_not(None)),
    )
    if await connection.scalar(sa.select(sa.exists().where(_TOLD, turned))):
        return True
    return bool(await _ripe_silent(connection, now) or await _ripe_back(connection, now))


async def newly_silent(connection: AsyncConnection, now: datetime) -> list[Turn]:
    """Sources that have become silent; marked as told."""
    ripe = await _ripe_silent(connection, now)
    mine = await _marked(connection, ripe, sources.c.told_at.is_(None), told_at=now)
    again = {
        row.id for row in mine if row.returned_at is not None and now - row.returned_at < AGAIN
    }
    return _turns(mine, again=again)


async def newly_back(connection: AsyncConnection, now: datetime) -> list[Turn]:
    """Sources that are back after their silence was told; marked as not told."""
    await connection.execute(
        sources.update().where(_TOLD, _over(now), sources.c.back_at.is_(None)).values(back_at=now)
    )
    await connection.execute(
        sources.update()
        .where(_TOLD, ~_over(now), sources.c.back_at.is_not(None))
        .values(back_at=None)
    )
    ripe = await _ripe_back(connection, now)
    mine = await _marked(
        connection, ripe, sources.c.told_at.is_not(None),
        told_at=None, back_at=None, returned_at=now,
    )  # fmt: skip
    late = {row.court: await _caught_up(connection, row) for row in mine if row.kind == CMECF}
    return _turns(mine, late)


async def told(connection: AsyncConnection) -> list[Turn]:
    """Courts' feeds whose silence was told and not yet its end."""
    which = sa.and_(_TOLD, sources.c.kind == CMECF)
    rows = await connection.execute(sa.select(sources).where(which).order_by(sources.c.court))
    return _turns(rows.all())


async def _ripe_silent(connection: AsyncConnection, now: datetime) -> Sequence[Any]:
    rows = (await connection.execute(sa.select(sources).where(_newly_silent(now)))).all()
    if not rows:
        return rows
    others = sa.and_(_on_the_way(now), sources.c.id.not_in([row.id for row in rows]))
    coming = (await connection.execute(sa.select(sources).where(others))).all()
    if not coming or len(rows) + len(coming) < MANY:
        return rows
    if now - min(_silent_at(row, now) for row in rows) < TOGETHER:
        return []
    # In an outage of many, what has failed twice is among them.
    return [*rows, *(row for row in coming if row.failing_since and row.failures > 1)]


def _silent_at(row: Any, now: datetime) -> datetime:
    """When it had been silent long enough to be told."""
    times = [] if row.failing_since is None else [row.failing_since + FAILING_TOO_LONG]
    if row.stale_at is not None and row.read_at is not None and row.read_at >= row.stale_at:
        times.append(row.stale_at)
    return min(times, default=now)


async def _ripe_back(connection: AsyncConnection, now: datetime) -> Sequence[Any]:
    over = sa.and_(_TOLD, sources.c.back_at.is_not(None), _over(now))
    found = (await connection.execute(sa.select(sources).where(over))).all()
    steady = [row for row in found if _is_steady(row, now)]
    if not steady:
        return []
    # Of an outage of many, those that have been back for a moment come with the first.
    told = [row.told_at for row in steady]
    begun, ended = min(told) - SAME_OUTAGE, max(told) + SAME_OUTAGE
    joining = [
        row for row in found
        if row not in steady and not _came_and_went(row) and begun <= row.told_at <= ended
    ]  # fmt: skip
    same = sources.c.told_at.between(begun, ended)
    still = await _count(connection, sa.and_(_TOLD, sources.c.back_at.is_(None), same))
    if len(steady) + len(joining) + still < MANY:
        return steady
    first = min(row.back_at for row in steady)
    return [] if still and now - first < BACK_TOGETHER else [*steady, *joining]


def _is_steady(row: Any, now: datetime) -> bool:
    """It has been back for long enough to be believed."""
    if _came_and_went(row):
        return bool(now - row.back_at >= STEADY_AGAIN)
    twice = row.read_at is not None and row.read_at - row.back_at >= STEADY - _A_LITTLE
    return twice or bool(now - row.back_at >= STEADY_UNREAD)


def _came_and_went(row: Any) -> bool:
    """Its silence was told soon after it had been back."""
    return row.returned_at is not None and row.told_at - row.returned_at < AGAIN


async def _count(connection: AsyncConnection, which: sa.ColumnElement[bool]) -> int:
    return await connection.scalar(sa.select(sa.func.count()).where(which)) or 0


async def _marked(
    connection: AsyncConnection,
    rows: Sequence[Any],
    unless: sa.ColumnElement[bool],
    **values: datetime | None,
) -> list[Any]:
    """Those of the rows, as they were, that no other process has marked in the meantime."""
    mine: set[str] = set()
    for some in chunks([row.id for row in rows]):
        done = await connection.execute(
            sources.update()
            .where(sources.c.id.in_(some), unless)
            .values(**values)
            .returning(sources.c.id)
        )
        mine.update(done.scalars())
    kept = (row for row in rows if row.id in mine)
    return sorted(kept, key=lambda row: (row.court, row.kind, row.id))


def _turns(
    rows: Sequence[Any],
    late: dict[str, dict[Destination, int]] | None = None,
    again: Collection[str] = (),
) -> list[Turn]:
    made = []
    for (court, kind), same in groupby(rows, key=lambda row: (row.court, row.kind)):
        some = list(same)
        of_court = (late or {}).get(court) if kind == CMECF else None
        ids = tuple(row.id for row in some)
        back_at = max((row.back_at for row in some if row.back_at is not None), default=None)
        comes_and_goes = any(row.id in again for row in some)
        view = coverage_view(some[0])
        told_at = some[0].told_at
        made.append(Turn(court, kind, ids, view, of_court, back_at, comes_and_goes, told_at))
    return made


async def _caught_up(connection: AsyncConnection, row: Any) -> dict[Destination, int]:
    """How many filings the feed brought when it was back, for each channel that wants them."""
    found = await connection.execute(
        sa.select(
            deliveries.c.team_id,
            deliveries.c.channel_id,
            sa.func.count(changes.c.key.distinct()),
        )
        .join(changes, changes.c.id == deliveries.c.change_id)
        .join(entries, sa.and_(entries.c.court == changes.c.court, entries.c.key == changes.c.key))
        .where(
            changes.c.court == row.court,
            changes.c.event == str(Event.NEW),
            changes.c.created_at.between(row.told_at, row.back_at + _A_LITTLE),
            entries.c.source == CMECF,
        )
        .group_by(deliveries.c.team_id, deliveries.c.channel_id)
    )
    return {Destination(team, channel): count for team, channel, count in found}
