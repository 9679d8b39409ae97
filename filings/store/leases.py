"""Whose turn it is to send to a channel.

A channel is leased, so that one process at a time sends to it, and only while it
has something to send and no rest to keep.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from filings.db import Database
from filings.store.core import WORKERS_APART, channels, deliveries, is_of, posts
from filings.store.outbox import edit_wanted
from filings.store.unsettled import to_settle
from filings.types import Destination

LEASE = timedelta(seconds=25)
"""Longer than a request may take, and so short that what a dead process had leased is taken over
within 30 seconds."""


@dataclass(frozen=True, slots=True)
class ChannelLease:
    to: Destination
    lease: str


def wanting_work(
    now: datetime, to: Destination | None = None, no_edits: Collection[str] = ()
) -> sa.CompoundSelect[Any]:
    """Channels that have something to send now, or this one if it has.

    no_edits  the workspaces where Slack asked to wait with edits
    """
    of = (deliveries.c.team_id, deliveries.c.channel_id)
    pair = (posts.c.team_id, posts.c.channel_id)
    owed = () if to is None else (is_of(deliveries, to),)
    written = () if to is None else (is_of(posts, to),)
    may_edit = (posts.c.team_id.not_in(no_edits),) if no_edits else ()
    return sa.union(
        # Grouped, this walks the index of what waits; compared row by row, SQLite takes
        # the index of all due times, of everything that was ever delivered.
        sa.select(*of)
        .where(deliveries.c.post_id.is_(None), *owed)
        .group_by(*of)
        .having(sa.func.min(deliveries.c.due_at) <= now),
        sa.select(*pair).where(posts.c.state == "waiting", *written),
        sa.select(*pair).where(to_settle(now), *written),
        sa.select(*pair).where(edit_wanted(), *may_edit, *written),
    )


def _free(now: datetime) -> sa.ColumnElement[bool]:
    """Nobody holds it and it need not rest. Times that a clock kept which was ahead of the
    present count for nothing: after it was set back they would hold for as long as it was."""
    wrong = now + WORKERS_APART
    rest, held = channels.c.not_before, channels.c.lease_until
    return sa.and_(
        channels.c.state == "",
        sa.or_(rest.is_(None), rest <= now, channels.c.rested_at > wrong),
        sa.or_(held.is_(None), held < now, held > wrong + LEASE),
    )


async def lease_ready(
    db: Database,
    now: datetime,
    *,
    slack: bool = True,
    terminal: bool = True,
    limit: int = 20,
    busy: Collection[Destination] = (),
    no_edits: Collection[str] = (),
) -> list[ChannelLease]:
    """Take channels that have something to send now, of the kinds that can be sent to.

    busy      those in which this process is sending: a clock that jumps ends their leases
    no_edits  the workspaces where Slack asked to wait with edits
    """
    work = wanting_work(now, no_edits=no_edits).subquery()
    ready = (
        sa.select(channels.c.team_id, channels.c.channel_id)
        .join(
            work,
            sa.and_(
                work.c.team_id == channels.c.team_id, work.c.channel_id == channels.c.channel_id
            ),
        )
        .where(_free(now))
        .limit(limit)
    )
    if not slack:
        ready = ready.where(channels.c.team_id == "")
    if not terminal:
        ready = ready.where(channels.c.team_id != "")
    async with db.read() as connection:
        wanted = [Destination(*row) for row in await connection.execute(ready)]
    taken = (await lease(db, to, now) for to in wanted if to not in busy)
    return [held async for held in taken if held is not None]


async def has_work(
    db: Database, to: Destination, now: datetime, no_edits: Collection[str] = ()
) -> bool:
    """Whether a channel has something to send now."""
    async with db.read() as connection:
        return (await connection.execute(wanting_work(now, to, no_edits))).first() is not None


async def lease(db: Database, to: Destination, now: datetime) -> ChannelLease | None:
    """One channel, None while another process holds it or it must rest."""
    mark = uuid.uuid4().hex
    async with db.write() as connection:
        done = await connection.execute(
            channels.update()
            .where(is_of(channels, to), _free(now))
            .values(lease=mark, lease_until=now + LEASE)
        )
    return ChannelLease(to, mark) if done.rowcount == 1 else None


async def extend(db: Database, held: ChannelLease, now: datetime) -> bool:
    """Hold on to a channel; False when it has passed to another process."""
    async with db.write() as connection:
        done = await connection.execute(
            channels.update()
            .where(is_of(channels, held.to), channels.c.lease == held.lease)
            .values(lease_until=now + LEASE)
        )
    return bool(done.rowcount == 1)


async def release(
    db: Database,
    held: ChannelLease,
    now: datetime | None = None,
    rest: timedelta = timedelta(),
    trouble: str = "",
) -> None:
    """Give a channel back; from ``now`` on nothing may go there for as long as it rests."""
    async with db.write() as connection:
        await connection.execute(
            channels.update()
            .where(is_of(channels, held.to), channels.c.lease == held.lease)
            .values(
                lease=None, lease_until=None, not_before=now and now + rest, rested_at=now,
                trouble=trouble,
            )
        )  # fmt: skip


async def wake(connection: AsyncConnection, to: Destination) -> None:
    """End a channel's rest after Slack refused it; a wait that Slack named goes on."""
    await connection.execute(
        channels.update()
        .where(is_of(channels, to), channels.c.trouble.not_in(("", "ratelimited")))
        .values(not_before=None, trouble="")
    )
