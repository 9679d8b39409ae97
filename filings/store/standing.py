"""How things stand, for ``/docket status`` and ``crier doctor``."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from filings.db import Database
from filings.store.core import channels, deliveries, follows, is_of, posts, same_case, sources
from filings.store.epochs import ATOM
from filings.types import Destination


async def waiting_here(db: Database, to: Destination, now: datetime) -> tuple[int, datetime | None]:
    """How many messages should have gone to a channel by now, and since when."""
    owed = sa.select(sa.func.count(), sa.func.min(deliveries.c.due_at)).where(
        deliveries.c.team_id == to.team_id,
        deliveries.c.channel_id == to.channel_id,
        deliveries.c.post_id.is_(None),
        deliveries.c.due_at <= now,
    )
    written = sa.select(sa.func.count(), sa.func.min(posts.c.created_at)).where(
        posts.c.team_id == to.team_id,
        posts.c.channel_id == to.channel_id,
        posts.c.state.in_(("waiting", "asked")),
    )
    async with db.read() as connection:
        found = [(await connection.execute(query)).one() for query in (owed, written)]
    times = [row[1] for row in found if row[1] is not None]
    return sum(row[0] for row in found), min(times, default=None)


def read_at_listing() -> sa.ColumnElement[bool]:
    """Whether CourtListener's feed of a followed case is read; for a query of ``follows``."""
    listed = sources.alias()
    return sa.exists().where(
        same_case(follows, listed), listed.c.kind == ATOM, listed.c.epoch_at.is_not(None)
    )


async def courts_by_listing(db: Database, to: Destination) -> frozenset[str]:
    """Courts of a channel's cases that are read at CourtListener, case by case."""
    query = sa.select(follows.c.court).where(
        follows.c.team_id == to.team_id,
        follows.c.channel_id == to.channel_id,
        follows.c.ended_at.is_(None),
        read_at_listing(),
    )
    async with db.read() as connection:
        return frozenset(await connection.scalars(query))


async def given_up(db: Database, since: datetime, to: Destination | None = None) -> tuple[int, str]:
    """Messages written since then that Slack refused for good, and the last reason; all of
    them, or a channel's."""
    failed = [posts.c.state == "failed", posts.c.created_at >= since]
    if to is not None:
        failed.append(is_of(posts, to))
    async with db.read() as connection:
        count = await connection.scalar(sa.select(sa.func.count()).where(*failed))
        error = await connection.scalar(
            sa.select(posts.c.error).where(*failed).order_by(posts.c.created_at.desc()).limit(1)
        )
    return count or 0, error or ""


async def plainer(db: Database, since: datetime) -> tuple[int, str]:
    """Messages written since then of which Slack took only a part, and its last word for why."""
    less = (posts.c.plainer != "", posts.c.created_at >= since)
    async with db.read() as connection:
        count = await connection.scalar(sa.select(sa.func.count()).where(*less))
        why = await connection.scalar(
            sa.select(posts.c.plainer).where(*less).order_by(posts.c.created_at.desc()).limit(1)
        )
    return count or 0, why or ""


async def troubles(db: Database) -> list[tuple[str, int]]:
    """Why messages wait, in Slack's words, and in how many open channels each."""
    waits = sa.exists().where(
        posts.c.team_id == channels.c.team_id,
        posts.c.channel_id == channels.c.channel_id,
        posts.c.state.in_(("waiting", "asked")),
    )
    found = (
        sa.select(channels.c.trouble, sa.func.count().label("channels"))
        .where(channels.c.trouble != "", channels.c.state == "", waits)
        .group_by(channels.c.trouble)
        .order_by(channels.c.trouble)
    )
    async with db.read() as connection:
        return [(row.trouble, row.channels) for row in await connection.execute(found)]


async def is_read(connection: AsyncConnection, source: str) -> bool:
    """Whether somebody follows what this source tells of, so that it is read again and again."""
    return bool(
        await connection.scalar(
            sa.select(sa.exists().where(sources.c.id == source, sources.c.epoch_at.is_not(None)))
        )
    )
