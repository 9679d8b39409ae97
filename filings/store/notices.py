"""What is to be said unasked: a case became known or did not; and who depends on a source.

Each query marks what it gives as told, in the transaction that writes the message.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from filings.db import Database
from filings.store import downtimes, gapnotices, silences
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
from filings.store.downtimes import Down, Here
from filings.store.epochs import WITHOUT_FEED
from filings.store.followviews import views_of
from filings.store.silences import Turn
from filings.store.standing import read_at_listing
from filings.telling.watching import EVERYWHERE
from filings.types import Destination
from filings.views import FollowView

ASK_AGAIN = timedelta(days=7)
# A paused follow is told of nothing.
_LIVE = (follows.c.ended_at.is_(None), follows.c.paused_at.is_(None))


async def anything_to_tell(db: Database, now: datetime) -> bool:
    """Whether a notice is due; a read, so that a quiet second writes nothing."""
    told = (
        gapnotices.anything(now),
        _seen_at_last().exists(),
        _unseen_for_long(now).exists(),
    )
    async with db.read() as connection:
        if await connection.scalar(sa.select(sa.or_(*told))):
            return True
        if await silences.anything(connection, now):
            return True
        return await downtimes.anything(connection, now)


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


async def dependents(connection: AsyncConnection, court: str) -> list[tuple[Destination, int]]:
    """Channels that depend on a court's feed, and how many cases each follows there: none where
    only words are watched in that court by name, or its new cases come each morning."""
    of_court = sa.and_(sources.c.court == court, sources.c.kind == CMECF)
    counted = await _counted(connection, of_court)
    there = {to for to, _count in counted}
    watching = await _watching(connection, court)
    return [*counted, *((to, 0) for to in watching if to not in there)]


async def dependents_of(connection: AsyncConnection, turn: Turn) -> list[tuple[Destination, int]]:
    """Channels to be told of a turn, and how many of their cases depend on it.

    An outage of a host that is read case by case shows in one case after the other.
    A channel hears of the first that became silent, and of the last that came back.
    """
    if turn.kind == CMECF:
        return await dependents(connection, turn.court)
    counted = await _counted(connection, sources.c.id.in_(turn.ids))
    others = sa.and_(
        sources.c.court == turn.court,
        sources.c.kind == turn.kind,
        sources.c.epoch_at.is_not(None),
        sources.c.told_at.is_not(None),
        sources.c.id.not_in(turn.ids),
    )
    waiting = {to for to, _count in await _counted(connection, others)}
    return [(to, count) for to, count in counted if to not in waiting]


async def watching_all(connection: AsyncConnection) -> list[Destination]:
    """Open channels that watch words in all courts."""
    return await _open(connection, _watches().where(watch_courts.c.court == EVERYWHERE))


async def _watching(connection: AsyncConnection, court: str) -> list[Destination]:
    """Open channels that watch words in this court by name, or get its new cases. Who watches
    all courts is told of outages of many alone (`wide`)."""
    watched = _watches().where(watch_courts.c.court == court)
    mornings = sa.select(morning_lists.c.team_id, morning_lists.c.channel_id).where(
        morning_lists.c.court == court
    )
    return await _open(connection, watched, mornings)


def _watches() -> sa.Select[Any]:
    return (
        sa.select(watches.c.team_id, watches.c.channel_id)
        .join(watch_courts, watch_courts.c.follow_id == watches.c.follow_id)
        .where(watches.c.ended_at.is_(None))
    )


async def _open(connection: AsyncConnection, *wanted: sa.Select[Any]) -> list[Destination]:
    """Of the channels that any of the queries gives, those where something can be posted."""
    all_of_them = sa.union(*wanted).subquery()
    rows = await connection.execute(
        sa.select(all_of_them.c.team_id, all_of_them.c.channel_id)
        .join(
            channels,
            sa.and_(
                channels.c.team_id == all_of_them.c.team_id,
                channels.c.channel_id == all_of_them.c.channel_id,
            ),
        )
        .where(channels.c.state == "")
        .order_by(all_of_them.c.team_id, all_of_them.c.channel_id)
    )
    return [Destination(row.team_id, row.channel_id) for row in rows]


async def everybody(connection: AsyncConnection, down: Down) -> list[Here]:
    """Channels that want anything at all, and what a downtime may have kept from each."""
    feeds: dict[Destination, set[str]] = {}
    everywhere = set(await watching_all(connection))
    for view in down.feeds:
        named = (to for to, _count in await dependents(connection, view.court))
        for to in everywhere.union(named):
            feeds.setdefault(to, set()).add(view.court)
    by_page = sa.and_(sources.c.kind != CMECF, sources.c.epoch_at.is_not(None))
    again = sources.c.read_at >= down.until
    read = dict(await _counted(connection, sa.and_(by_page, again)))
    not_yet = sa.or_(sources.c.read_at.is_(None), ~again)
    unread = dict(await _counted(connection, sa.and_(by_page, not_yet)))
    following = sa.select(follows.c.team_id, follows.c.channel_id).where(*_LIVE)
    listed = sa.select(morning_lists.c.team_id, morning_lists.c.channel_id)
    return [
        Here(to, frozenset(feeds.get(to, ())), read.get(to, 0), unread.get(to, 0))
        for to in await _open(connection, following, _watches(), listed)
    ]


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
