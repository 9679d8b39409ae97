"""Whether messages wait that should not: what keeps the monitors' good word back.

A channel where Slack refuses messages, or for which it named a wait, says nothing of the others
and stays so until somebody in that workspace acts: ``crier doctor`` names it. Where Slack takes
no message anywhere it is an outage, whatever its word for it is.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from filings.db import Database
from filings.store.core import channels, deliveries, posts
from filings.store.outbox import LATE_AFTER, LOOK_AFTER


@dataclass(frozen=True, slots=True)
class Held:
    """An open channel whose messages wait for longer than they should.

    trouble         Slack's word against the last one, "" where it had none
    rests_until     when the next may be tried; rest  how long that wait was to be
    """

    since: datetime
    trouble: str = ""
    rests_until: datetime | None = None
    rest: timedelta = timedelta()

    def is_its_own(self, now: datetime) -> bool:
        """Whether what holds it is the channel's own: somebody tried, Slack said no or when to
        come again, and that is not past already."""
        if self.rests_until is None or self.rests_until < now - LATE_AFTER:
            return False
        # As long as that alone is waited after any answer that was lost.
        return bool(self.trouble) or self.rest > LOOK_AFTER


@dataclass(frozen=True, slots=True)
class Late:
    """Since when messages wait; ``everywhere``: and Slack takes none at all."""

    since: datetime
    everywhere: bool = False


def judged(held: Iterable[Held], taken_at: datetime | None, now: datetime) -> Late | None:
    """What of these channels is late. ``taken_at``: when Slack was last asked for a message that
    it took. Pure."""
    channels = list(held)
    ours = [channel.since for channel in channels if not channel.is_its_own(now)]
    if ours:
        return Late(min(ours))
    newest = max((channel.since for channel in channels), default=None)
    if newest is None or (taken_at is not None and taken_at >= newest):
        return None
    return Late(newest, everywhere=True)


@dataclass(frozen=True, slots=True)
class Waits:
    """Everything that is due and not sent, apart by whose affair it is.

    late     what waits for us, from its first second on
    refused  filings and messages for channels where Slack refuses them or asked to wait
    closed   the same for channels that are archived, deleted, or without Crier
    since    when the oldest of the refused was due; None where there is none
    """

    late: Late | None
    refused: int = 0
    closed: int = 0
    since: datetime | None = None


async def late(db: Database, now: datetime) -> Late | None:
    """Raises StoreError where the database cannot be read."""
    async with db.read() as connection:
        rows = (await connection.execute(_held(now - LATE_AFTER))).all()
        held = [_channel(row) for row in rows if not row.state]
        return judged(held, await _taken_at(connection, now), now) if held else None


async def waits(db: Database, now: datetime) -> Waits:
    """What of the backlog an alarm is for, and how much of it waits for people instead.

    Raises StoreError where the database cannot be read.
    """
    async with db.read() as connection:
        rows = (await connection.execute(_held(now))).all()
        held = [(_channel(row), row.count) for row in rows if not row.state]
        taken_at = await _taken_at(connection, now) if held else None
    its_own = [(channel, count) for channel, count in held if channel.is_its_own(now)]
    return Waits(
        late=judged((channel for channel, _count in held), taken_at, now),
        refused=sum(count for _channel, count in its_own),
        closed=sum(row.count for row in rows if row.state),
        since=min((channel.since for channel, _count in its_own), default=None),
    )


async def _taken_at(connection: AsyncConnection, now: datetime) -> datetime | None:
    asked_at: datetime | None = await connection.scalar(
        sa.select(sa.func.max(posts.c.asked_at, type_=posts.c.asked_at.type)).where(
            posts.c.state == "sent", posts.c.asked_at <= now, posts.c.team_id != ""
        )
    )
    return asked_at


def _channel(row: Any) -> Held:
    rest = row.not_before - row.rested_at if row.not_before and row.rested_at else timedelta()
    return Held(row.since, row.trouble, row.not_before, rest)


def _held(before: datetime) -> sa.Select[tuple[Any, ...]]:
    """The channels for which something has waited since before then, and how much."""
    owed, written = (
        (deliveries.c.team_id, deliveries.c.channel_id),
        (posts.c.team_id, posts.c.channel_id),
    )
    count = sa.func.count().label("count")
    waiting = sa.union_all(
        sa.select(*owed, sa.func.min(deliveries.c.due_at).label("since"), count)
        .where(deliveries.c.post_id.is_(None), deliveries.c.due_at < before)
        .group_by(*owed),
        sa.select(*written, sa.func.min(posts.c.created_at), count)
        .where(posts.c.state.in_(("waiting", "asked")), posts.c.created_at < before)
        .group_by(*written),
    ).subquery()
    since = sa.func.min(waiting.c.since, type_=posts.c.created_at.type)
    total = sa.cast(sa.func.sum(waiting.c.count), sa.Integer)
    state = (channels.c.state, channels.c.trouble, channels.c.not_before, channels.c.rested_at)
    of = (channels.c.team_id, channels.c.channel_id)
    return (
        sa.select(since.label("since"), total.label("count"), *state)
        .join(waiting, sa.and_(*(one == waiting.c[one.name] for one in of)))
        .group_by(*of, *state)
    )
