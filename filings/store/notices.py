"""What is to be said unasked: a case became known or did not, a feed stands still or is back.

Each query marks what it gives as told, in the transaction that writes the message.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from filings.db import Database
from filings.store import gapnotices
from filings.store.cases import coverage_view
from filings.store.core import (
    CMECF,
    channels,
    chunks,
    dockets,
    follows,
    morning_lists,
    same_case,
    sources,
    watch_courts,
    watches,
)
from filings.store.epochs import WITHOUT_FEED
from filings.store.followviews import views_of
from filings.store.standing import read_at_listing
from filings.types import Destination
from filings.views import CoverageView, FollowView

ASK_AGAIN = timedelta(days=7)
FAILING_TOO_LONG = timedelta(hours=1)
# A paused follow is told of nothing.
_LIVE = (follows.c.ended_at.is_(None), follows.c.paused_at.is_(None))


async def anything_to_tell(db: Database, now: datetime) -> bool:
    """Whether a notice is due; a read, so that a quiet second writes nothing."""
    told = (
        sa.exists().where(sa.or_(_newly_silent(now), _newly_back(now))),
        gapnotices.anything(now),
        _seen_at_last().exists(),
        _unseen_for_long(now).exists(),
    )
    async with db.read() as connection:
        return bool(await connection.scalar(sa.select(sa.or_(*told))))


def _seen_at_last() -> sa.Select[Any]:
    """Follows of a case that no source had seen and one has seen now."""
    return (
        sa.select(follows)
        .join(dockets, same_case(follows, dockets))
        .where(follows.c.known_at.is_(None), *_LIVE)
    )


def _unseen_for_long(now: datetime) -> sa.Select[Any]:
    """Follows whose case no source has seen in seven days, and who were not asked yet."""
    return sa.select(follows).where(
        follows.c.known_at.is_(None),
        follows.c.asked_again_at.is_(None),
        *_LIVE,
        follows.c.created_at < now - ASK_AGAIN,
    )


async def became_known(connection: AsyncConnection, now: datetime) -> list[FollowView]:
    """Follows of a case that no source had seen and one has seen now; told once."""
    return await _told(connection, _seen_at_last().distinct(), follows.c.known_at, now)


async def still_unknown(connection: AsyncConnection, now: datetime) -> list[FollowView]:
    """Follows whose case no source has seen in seven days; told once."""
    return await _told(connection, _unseen_for_long(now), follows.c.asked_again_at, now)


async def _told(
    connection: AsyncConnection, due: sa.Select[Any], mark: sa.Column[Any], now: datetime
) -> list[FollowView]:
    """Those that no other process has marked as told in the meantime."""
    mine: list[Any] = []
    for some in chunks([row.id for row in await connection.execute(due)]):
        marked = await connection.execute(
            follows.update()
            .where(follows.c.id.in_(some), mark.is_(None))
            .values({mark: now})
            .returning(*follows.c)
        )
        mine += marked.all()
    return await views_of(connection, sorted(mine, key=lambda row: row.id))


def _silent(now: datetime) -> sa.ColumnElement[bool]:
    """Standing still past its own rhythm, or failing for an hour, as a look has shown.

    Time in which nobody looked, because no worker ran, says nothing of a court.
    """
    looked = sa.or_(sources.c.asked_at > now - FAILING_TOO_LONG, sources.c.not_before > now)
    return sa.or_(
        sa.and_(sources.c.stale_at < now, sources.c.read_at >= sources.c.stale_at),
        sa.and_(
            sources.c.failing_since < now - FAILING_TOO_LONG, looked, sources.c.lease.is_(None)
        ),
    )


def _newly_silent(now: datetime) -> sa.ColumnElement[bool]:
    return sa.and_(sources.c.epoch_at.is_not(None), sources.c.told_at.is_(None), _silent(now))


def _newly_back(now: datetime) -> sa.ColumnElement[bool]:
    return sa.and_(
        sources.c.epoch_at.is_not(None),
        sources.c.told_at.is_not(None),
        sources.c.failing_since.is_(None),
        sa.or_(sources.c.stale_at.is_(None), sources.c.stale_at >= now),
    )


@dataclass(frozen=True, slots=True)
class Turn:
    """Sources of one court that became silent, or came back, together.

    ids       one where it is the court's own feed, else one for each case
    coverage  of the first of them
    """

    court: str
    kind: str
    ids: tuple[str, ...]
    coverage: CoverageView


async def newly_silent(connection: AsyncConnection, now: datetime) -> list[Turn]:
    """Sources that have become silent; marked as told."""
    return await _mark_told(connection, _newly_silent(now), now)


async def newly_back(connection: AsyncConnection, now: datetime) -> list[Turn]:
    """Sources that are back after their silence was told; marked as not told."""
    return await _mark_told(connection, _newly_back(now), None)


async def _mark_told(
    connection: AsyncConnection, which: sa.ColumnElement[bool], told_at: datetime | None
) -> list[Turn]:
    rows = await connection.execute(
        sources.update().where(which).values(told_at=told_at).returning(*sources.c)
    )
    turned = sorted(rows, key=lambda row: (row.court, row.kind, row.id))
    return [
        Turn(court, kind, tuple(row.id for row in some), coverage_view(some[0]))
        for (court, kind), same in groupby(turned, key=lambda row: (row.court, row.kind))
        for some in (list(same),)
    ]


async def dependents(connection: AsyncConnection, court: str) -> list[tuple[Destination, int]]:
    """Channels that follow cases of a court, and how many each."""
    return await _counted(connection, sa.and_(sources.c.court == court, sources.c.kind == CMECF))


async def dependents_of(connection: AsyncConnection, turn: Turn) -> list[tuple[Destination, int]]:
    """Channels to be told of a turn, and how many of their cases depend on it: none where only
    words are watched in that court by name, or its new cases come each morning.

    An outage of a host that is read case by case shows in one case after the other.
    A channel hears of the first that became silent, and of the last that came back.
    """
    counted = await _counted(connection, sources.c.id.in_(turn.ids))
    if turn.kind == CMECF:
        there = {to for to, _count in counted}
        watching = await _watching(connection, turn.court)
        return [*counted, *((to, 0) for to in watching if to not in there)]
    others = sa.and_(
        sources.c.court == turn.court,
        sources.c.kind == turn.kind,
        sources.c.epoch_at.is_not(None),
        sources.c.told_at.is_not(None),
        sources.c.id.not_in(turn.ids),
    )
    waiting = {to for to, _count in await _counted(connection, others)}
    return [(to, count) for to, count in counted if to not in waiting]


async def _watching(connection: AsyncConnection, court: str) -> list[Destination]:
    """Open channels that watch words in this court by name, or get its new cases. Who watches
    all courts is told of none."""
    watched = (
        sa.select(watches.c.team_id, watches.c.channel_id)
        .join(watch_courts, watch_courts.c.follow_id == watches.c.follow_id)
        .where(watch_courts.c.court == court, watches.c.ended_at.is_(None))
    )
    mornings = sa.select(morning_lists.c.team_id, morning_lists.c.channel_id).where(
        morning_lists.c.court == court
    )
    wanted = sa.union(watched, mornings).subquery()
    rows = await connection.execute(
        sa.select(wanted.c.team_id, wanted.c.channel_id)
        .join(
            channels,
            sa.and_(
                channels.c.team_id == wanted.c.team_id,
                channels.c.channel_id == wanted.c.channel_id,
            ),
        )
        .where(channels.c.state == "")
        .order_by(wanted.c.team_id, wanted.c.channel_id)
    )
    return [Destination(row.team_id, row.channel_id) for row in rows]


async def _counted(
    connection: AsyncConnection, which: sa.ColumnElement[bool]
) -> list[tuple[Destination, int]]:
    # Where a court has no feed, its cases that CourtListener lists are read there.
    elsewhere = sa.and_(sources.c.state.in_(WITHOUT_FEED), read_at_listing())
    needs = sa.or_(
        sa.and_(sources.c.kind == CMECF, sources.c.court == follows.c.court, ~elsewhere),
        sa.and_(sources.c.kind != CMECF, same_case(follows, sources)),
    )
    rows: Sequence[Any] = (
        await connection.execute(
            sa.select(
                follows.c.team_id, follows.c.channel_id, sa.func.count(follows.c.id.distinct())
            )
            .select_from(follows)
            .join(sources, needs)
            .where(which, *_LIVE)
            .group_by(follows.c.team_id, follows.c.channel_id)
            .order_by(follows.c.team_id, follows.c.channel_id)
        )
    ).all()
    return [(Destination(row[0], row[1]), row[2]) for row in rows]
