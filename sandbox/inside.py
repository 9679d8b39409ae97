"""What the bot's database says of a moment: what is read, what is known, what is owed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from filings import courts
from filings.db import Database
from filings.numbers import Parts, same_parts
from filings.quota import Limits
from filings.store import inbox, quota, upkeep
from filings.store.core import (
    CMECF,
    changes,
    channels,
    deliveries,
    entries,
    errands,
    follows,
    parts_of,
    posts,
    sources,
    webhook_events,
)
from filings.store.epochs import SCOTUS, WITHOUT_FEED
from watchers.cadence import Rhythm

_PROCESS = "demo"


@dataclass(frozen=True, slots=True)
class Reading:
    """How it stands with a source that is read.

    name      "D.D.C. feed", "SCOTUS docket 24A9908"
    asked_at  when it was asked last, None before the first time
    busy      it is being asked now
    error     why it could not be read, "" when it could
    empty     the court has no feed; what else tells of its cases is read too
    """

    name: str
    court: str
    asked_at: datetime | None
    busy: bool
    error: str
    empty: bool


@dataclass(frozen=True, slots=True)
class Inside:
    """One look.

    readings  of all that is read
    entries, changes  how many were recorded of late, by court
    follows   the courts and numbers of the cases that some channel follows
    idle      nothing is owed to any channel, nothing is on its way or to be asked
    """

    readings: Sequence[Reading]
    entries: Mapping[str, int]
    changes: Mapping[str, int]
    follows: frozenset[tuple[str, Parts]]
    idle: bool

    def read_since(self, at: datetime) -> bool:
        """All that is read was asked at ``at`` or later, and has answered or failed."""
        return all(
            reading.asked_at is not None and reading.asked_at >= at and not reading.busy
            for reading in self.readings
        )

    def follows_case(self, court: str, number: str) -> bool:
        """Whether some channel follows the case, its number written as the court does."""
        parts = parts_of(court, number)
        return any(where == court and same_parts(parts, one) for where, one in self.follows)


async def look(db: Database, now: datetime, since: datetime) -> Inside:
    """How it stands ``now``, and what was recorded from ``since`` on.

    Raises StoreError when the database cannot be read.
    """
    async with db.read() as connection:
        rows = await connection.execute(
            sa.select(sources).where(sources.c.epoch_at.is_not(None)).order_by(sources.c.id)
        )
        readings = tuple(_reading(row) for row in rows)
        followed = await connection.execute(
            sa.select(follows.c.court, *(follows.c[name] for name in Parts._fields)).where(
                follows.c.ended_at.is_(None)
            )
        )
        return Inside(
            readings,
            await _count(connection, entries, entries.c.seen_at >= since),
            await _count(connection, changes, changes.c.created_at >= since),
            frozenset((row[0], Parts(*row[1:])) for row in followed),
            not await connection.scalar(sa.select(_under_way(now))),
        )


def _reading(row: Any) -> Reading:
    court = courts.get(row.court).short_name
    name = f"{court} feed"
    if row.kind == SCOTUS:
        name = f"{court} docket {row.number}"
    elif row.kind != CMECF:
        name = f"CourtListener's feed of {court} {row.number}"
    empty = row.state in WITHOUT_FEED
    return Reading(name, row.court, row.asked_at, row.lease is not None, row.error, empty)


async def _count(
    connection: AsyncConnection, rows: sa.Table, which: sa.ColumnElement[bool]
) -> dict[str, int]:
    counted = await connection.execute(
        sa.select(rows.c.court, sa.func.count()).where(which).group_by(rows.c.court)
    )
    return {row[0]: row[1] for row in counted}


def _under_way(now: datetime) -> sa.ColumnElement[bool]:
    """Owed, written, asked for, to be edited, a channel in somebody's hands, or to be asked."""
    parts: Sequence[sa.Select[Any]] = (
        sa.select(deliveries.c.change_id).where(
            deliveries.c.post_id.is_(None), deliveries.c.due_at <= now
        ),
        sa.select(posts.c.id).where(posts.c.state.in_(("waiting", "asked"))),
        sa.select(posts.c.id).where(
            posts.c.state == "sent", posts.c.edits_wanted > posts.c.edits_done
        ),
        sa.select(channels.c.channel_id).where(channels.c.lease.is_not(None)),
        sa.select(webhook_events.c.id).where(
            webhook_events.c.state == inbox.WAITING, webhook_events.c.due_at <= now
        ),
        sa.select(errands.c.id).where(errands.c.due_at <= now, errands.c.until.is_(None)),
    )
    return sa.or_(*(part.exists() for part in parts))


LAST_READ = timedelta(hours=1)
"""How long before the clock's new time a court was last read, as far as is told."""


async def go_on(db: Database, at: datetime, stale_at: datetime, down: Sequence[str]) -> None:
    """Before the clock is set forward to ``at``: what would have gone on until then.

    Every court is due then, so that the bot looks neither twice nor at an old feed. Those that
    are not ``down`` were rebuilt in between, and none stands still before ``stale_at``.
    """
    async with db.write() as connection:
        read = sources.c.epoch_at.is_not(None)
        await connection.execute(sources.update().where(read).values(due_at=at))
        await connection.execute(
            sources.update()
            .where(read, sources.c.stale_at.is_not(None), sources.c.court.not_in(list(down)))
            .values(stale_at=stale_at)
        )
        rows = await connection.execute(
            sa.select(sources.c.id, sources.c.rhythm).where(read, sources.c.kind == CMECF)
        )
        for row in rows.all():
            await connection.execute(
                sources.update()
                .where(sources.c.id == row.id)
                .values(rhythm=_read_until(row.rhythm, at - LAST_READ))
            )


def _read_until(rhythm: str, at: datetime) -> str:
    """As if the nights in between had been read too: no hour of them is missing."""
    kept = Rhythm.from_json(rhythm)
    if not kept.builds or at <= kept.builds[-1]:
        return rhythm
    return kept.seen(at, at).to_json()


async def alive(db: Database, at: datetime) -> None:
    """A clock that is set forward is not a bot that has been silent so long."""
    for moment in (at - upkeep.SETTLED, at):
        await upkeep.alive(db, _PROCESS, "worker", moment)


async def gone(db: Database) -> None:
    await upkeep.gone(db, _PROCESS)


async def spent(db: Database, allowed: Limits, used: Limits, now: datetime) -> datetime | None:
    """As when CourtListener says how much of a token was used; when it answers people again."""
    await quota.learnt(db, quota.SERVICE, allowed, now, used)
    return (await quota.view(db, quota.SERVICE, now)).opens_at
