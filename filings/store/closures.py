"""Channels where nothing can be posted any more, and those where it can again.

While a channel is closed its follows owe nothing and nothing is sent. What was owed when it
closed waits, and goes out if it opens again within a day.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from filings.db import Database
from filings.postlife import Step
from filings.store import audit, poststeps
from filings.store.audit import BY_SLACK, AuditLine
from filings.store.core import (
    changes,
    channels,
    chunks,
    deliveries,
    dockets,
    entries,
    follows,
    is_of,
    members,
    posts,
    same_case,
)
from filings.store.duetimes import ENTRY_OF_CHANGE
from filings.store.followviews import views_of
from filings.telling import match
from filings.types import Destination, Event
from filings.views import FollowView

STILL_NEWS = timedelta(days=1)
"""What has been owed for longer when a channel opens again is told of as a number."""


class Why(StrEnum):
    """Why nothing can be posted; kept as ``channel.state`` and ``follow.paused_why``.

    LEFT  the bot is no member any more; GONE  deleted, or hidden from the bot
    UNINSTALLED  the workspace removed the app, or took its token back
    """

    ARCHIVED = "archived"
    LEFT = "left"
    GONE = "gone"
    UNINSTALLED = "uninstalled"


@dataclass(frozen=True, slots=True)
class Closed:
    """A channel that has just closed, and what paused there; ``name`` is "" if not known."""

    to: Destination
    name: str
    why: Why
    follows: tuple[FollowView, ...]


@dataclass(frozen=True, slots=True)
class Reopened:
    """A channel that is open again, what goes on there, and how many filings came meanwhile.

    since  from when on nothing was told, None where nothing was paused
    """

    to: Destination
    follows: tuple[FollowView, ...]
    since: datetime | None
    missed: int


async def close(
    connection: AsyncConnection, to: Destination, why: Why, now: datetime
) -> Closed | None:
    """Nothing can be posted there: its follows pause, those that a person paused stay so.

    None where nobody needs to hear of it: it is no channel of ours, was closed already, or
    nothing was followed.
    """
    changed: Any = (
        channels.update()
        .where(is_of(channels, to), channels.c.state != why)
        .values(state=str(why))
        .returning(channels.c.name)
    )
    channel = (await connection.execute(changed)).first()
    if channel is None:
        return None
    await connection.execute(
        follows.update()
        .where(is_of(follows, to), follows.c.paused_why.in_(tuple(Why)))
        .values(paused_why=str(why))
    )
    paused: Any = (
        follows.update()
        .where(is_of(follows, to), follows.c.ended_at.is_(None), follows.c.paused_at.is_(None))
        .values(paused_at=now, paused_why=str(why))
        .returning(*follows.c)
    )
    rows = (await connection.execute(paused)).all()
    await _noted(connection, rows, "pause", _DETAIL[why], now)
    if not rows:
        return None
    views = await views_of(connection, sorted(rows, key=lambda row: row.id))
    return Closed(to, channel.name, why, tuple(views))


async def shut_out(connection: AsyncConnection, to: Destination) -> Closed | None:
    """A channel that was archived is open to others and not to Crier: it is LEFT now.

    None where nobody needs to hear of it.
    """
    changed: Any = (
        channels.update()
        .where(is_of(channels, to), channels.c.state.in_((Why.ARCHIVED, Why.UNINSTALLED)))
        .values(state=str(Why.LEFT))
        .returning(channels.c.name)
    )
    channel = (await connection.execute(changed)).first()
    if channel is None:
        return None
    paused: Any = (
        follows.update().where(_paused(to)).values(paused_why=str(Why.LEFT)).returning(*follows.c)
    )
    rows = (await connection.execute(paused)).all()
    if not rows:
        return None
    views = await views_of(connection, sorted(rows, key=lambda row: row.id))
    return Closed(to, channel.name, Why.LEFT, tuple(views))


_DETAIL = {
    Why.ARCHIVED: "the channel was archived",
    Why.LEFT: "Crier was removed from the channel",
    Why.GONE: "the channel cannot be found any more",
    Why.UNINSTALLED: "the workspace removed Crier",
}


async def reopen(connection: AsyncConnection, to: Destination, now: datetime) -> Reopened | None:
    """Messages can go there again: what paused when it closed goes on, from now on.

    None where it was not closed.
    """
    opened: Any = (
        channels.update()
        .where(is_of(channels, to), channels.c.state != "")
        .values(state="", trouble="", not_before=None)
        .returning(channels.c.channel_id)
    )
    if (await connection.execute(opened)).first() is None:
        return None
    paused = _paused(to)
    since = await connection.scalar(sa.select(sa.func.min(follows.c.paused_at)).where(paused))
    missed = await _came_meanwhile(connection, paused)
    missed += await _drop_old(connection, to, now)
    resumed: Any = (
        follows.update().where(paused).values(paused_at=None, paused_why="").returning(*follows.c)
    )
    rows = (await connection.execute(resumed)).all()
    await _noted(connection, rows, "resume", "Crier can post in the channel again", now)
    views = await views_of(connection, sorted(rows, key=lambda row: row.id))
    return Reopened(to, tuple(views), since, missed)


async def _came_meanwhile(connection: AsyncConnection, paused: sa.ColumnElement[bool]) -> int:
    """How many filings would have been told of, each once."""
    came = await connection.execute(
        sa.select(changes.c.id, follows.c.rule, entries.c.events, entries.c.text)
        .select_from(follows)
        .join(dockets, same_case(follows, dockets))
        .join(changes, changes.c.docket_id == dockets.c.id)
        .outerjoin(entries, ENTRY_OF_CHANGE)
        .where(
            paused,
            changes.c.event == str(Event.NEW),
            changes.c.created_at >= follows.c.paused_at,
        )
    )
    return len({
        row.id
        for row in came
        if match.wants(match.load(row.rule), Event.NEW, row.events or (), row.text or "")
    })  # fmt: skip


async def _drop_old(connection: AsyncConnection, to: Destination, now: datetime) -> int:
    """Let go of what was owed before it closed and is no news any more; how many filings."""
    late = now - STILL_NEWS
    gone: Any = (
        deliveries.delete()
        .where(is_of(deliveries, to), deliveries.c.post_id.is_(None), deliveries.c.due_at < late)
        .returning(deliveries.c.change_id)
    )
    dropped = set((await connection.execute(gone)).scalars())
    old = sa.and_(is_of(posts, to), posts.c.created_at < late)
    why = "The channel was closed for longer than a day."
    for some in chunks(await poststeps.take(connection, Step.GIVE_UP, old, error=why)):
        told = sa.select(members.c.change_id).where(members.c.post_id.in_(some))
        dropped.update((await connection.execute(told)).scalars())
    return len(dropped)


async def _noted(
    connection: AsyncConnection, rows: Sequence[Any], what: str, detail: str, now: datetime
) -> None:
    for row in rows:
        to = Destination(row.team_id, row.channel_id)
        line = AuditLine(to, now, BY_SLACK, what, row.court, row.number, detail)
        await audit.add(connection, line)


def _paused(to: Destination) -> sa.ColumnElement[bool]:
    """Follows that paused because the channel closed."""
    return sa.and_(
        is_of(follows, to), follows.c.ended_at.is_(None), follows.c.paused_why.in_(tuple(Why))
    )


async def state_of(db: Database, to: Destination) -> str | None:
    """ "" for an open channel, else why it is closed; None for one that Crier does not know."""
    async with db.read() as connection:
        state: str | None = await connection.scalar(
            sa.select(channels.c.state).where(is_of(channels, to))
        )
        return state


async def closed(db: Database, why: Sequence[Why] = tuple(Why)) -> list[tuple[Destination, Why]]:
    """Closed channels in which something is still followed."""
    followed = sa.exists().where(
        follows.c.team_id == channels.c.team_id,
        follows.c.channel_id == channels.c.channel_id,
        follows.c.ended_at.is_(None),
    )
    wanted = sa.select(channels.c.team_id, channels.c.channel_id, channels.c.state).where(
        channels.c.state.in_(tuple(why)), followed
    )
    async with db.read() as connection:
        rows = await connection.execute(wanted.order_by(*channels.primary_key.columns))
        return [(Destination(row.team_id, row.channel_id), Why(row.state)) for row in rows]
