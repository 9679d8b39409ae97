"""When a source counts as silent, or as back, and is ripe to be told of.

A source is back when it has been for a while; one that is silent again soon after, when it has
been for hours. What turns together is ripe together: while many others are on the same way, the
first wait for them, for an hour at most.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from filings.store.core import CMECF, sources
from filings.store.epochs import ATOM, WITHOUT_FEED

FAILING_TOO_LONG = timedelta(hours=1)
MANY = 4
"""Sources on the same way, from which on it is an outage of many and told as one."""
TOGETHER = timedelta(hours=1)
SAME_OUTAGE = timedelta(hours=3)
BACK_TOGETHER = timedelta(minutes=35)
"""A court that failed is asked again within 30 minutes (watchers/rhythm.py, retry_longest)."""
LONG_UNREAD = timedelta(hours=2)
"""Feeds are rebuilt each hour at the latest, and read then."""
STEADY = timedelta(minutes=30)
"""Between two good readings of what is back."""
STEADY_UNREAD = timedelta(hours=1)
"""The same where a source is not read as often."""
AGAIN = timedelta(hours=6)
"""What is silent again within this time of its return comes and goes."""
STEADY_AGAIN = timedelta(hours=3)
_NEARLY = timedelta(minutes=45)
A_LITTLE = timedelta(minutes=1)
"""What a look records may bear a later time than the beat of the worker that sees it."""
_PACIFIC = ZoneInfo("America/Los_Angeles")
_THURSDAY = 3


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


TOLD = sa.and_(sources.c.epoch_at.is_not(None), sources.c.told_at.is_not(None))


def is_over(now: datetime) -> sa.ColumnElement[bool]:
    return sa.and_(
        sources.c.failing_since.is_(None),
        sa.or_(sources.c.stale_at.is_(None), sources.c.stale_at >= now),
    )


async def ripe_silent(connection: AsyncConnection, now: datetime) -> Sequence[Any]:
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


async def is_any_to_come(connection: AsyncConnection, since: datetime) -> bool:
    """Whether a court's feed that failed, or that nobody read for long before ``since``, as
    while Crier was away, has not been read whole after it."""
    unread = sa.or_(
        sources.c.failing_since.is_not(None),
        sa.and_(sources.c.read_at < since - LONG_UNREAD, sources.c.due_at < since + BACK_TOGETHER),
    )
    waited_for = sa.and_(
        sources.c.kind == CMECF, sources.c.epoch_at.is_not(None),
        sources.c.state.not_in(WITHOUT_FEED), unread,
    )  # fmt: skip
    return bool(await connection.scalar(sa.select(sa.exists().where(waited_for))))


async def ripe_back(connection: AsyncConnection, now: datetime) -> Sequence[Any]:
    over = sa.and_(TOLD, sources.c.back_at.is_not(None), is_over(now))
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
    still = await _count(connection, sa.and_(TOLD, sources.c.back_at.is_(None), same))
    if len(steady) + len(joining) + still < MANY:
        return steady
    first = min(row.back_at for row in steady)
    return [] if still and now - first < BACK_TOGETHER else [*steady, *joining]


def _is_steady(row: Any, now: datetime) -> bool:
    """It has been back for long enough to be believed."""
    if _came_and_went(row):
        return bool(now - row.back_at >= STEADY_AGAIN)
    twice = row.read_at is not None and row.read_at - row.back_at >= STEADY - A_LITTLE
    return twice or bool(now - row.back_at >= STEADY_UNREAD)


def _came_and_went(row: Any) -> bool:
    """Its silence was told soon after it had been back."""
    return row.returned_at is not None and row.told_at - row.returned_at < AGAIN


async def _count(connection: AsyncConnection, which: sa.ColumnElement[bool]) -> int:
    return await connection.scalar(sa.select(sa.func.count()).where(which)) or 0
