"""When deliveries are due, by the terms of their follow and of its channel."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from filings import timing
from filings.store.core import changes, channels, deliveries, entries, follows, is_of
from filings.store.termrows import read_time, terms_of_channel
from filings.taglines import court_of
from filings.terms import Cadence
from filings.types import Destination

TIMED_BY = (
    follows.c.cadence, follows.c.daily_at, channels.c.zone, channels.c.quiet_from,
    channels.c.quiet_to, channels.c.break_through, channels.c.digest_at, channels.c.threads,
    changes.c.court, entries.c.events, entries.c.text,
)  # fmt: skip
"""What ``due_of`` reads from a row."""

CHANNEL_OF_FOLLOW = sa.and_(
    channels.c.team_id == follows.c.team_id, channels.c.channel_id == follows.c.channel_id
)
ENTRY_OF_CHANGE = sa.and_(entries.c.court == changes.c.court, entries.c.key == changes.c.key)


def at_any_time() -> sa.ColumnElement[bool]:
    """A follow that is told at once in a channel without quiet hours."""
    no_quiet = sa.or_(
        channels.c.quiet_from == "", channels.c.quiet_to == "",
        channels.c.quiet_from == channels.c.quiet_to,
    )  # fmt: skip
    return sa.and_(follows.c.cadence == str(Cadence.NOW), no_quiet)


def due_of(row: Any, ready: datetime) -> datetime:
    """When a change that may be told from ``ready`` on is due, of a row with ``TIMED_BY``."""
    _, court_zone = court_of(row.court)
    return timing.due(
        Cadence(row.cadence), read_time(row.daily_at), terms_of_channel(row), court_zone, ready,
        through=timing.passes(row.events or (), row.text or ""),
    )  # fmt: skip


async def reschedule(connection: AsyncConnection, to: Destination) -> None:
    """Give what waits for a channel the due times of the terms that hold now."""
    await retime(connection, is_of(deliveries, to))


async def retime(connection: AsyncConnection, which: sa.ColumnElement[bool]) -> None:
    """The same for any deliveries; those that a post has stay as they are."""
    waiting = (
        sa.select(
            deliveries.c.change_id, deliveries.c.follow_id, deliveries.c.ready_at,
            deliveries.c.due_at, deliveries.c.cadence.label("was"), *TIMED_BY,
        )
        .join(follows, follows.c.id == deliveries.c.follow_id)
        .join(channels, CHANNEL_OF_FOLLOW)
        .join(changes, changes.c.id == deliveries.c.change_id)
        .outerjoin(entries, ENTRY_OF_CHANGE)
        .where(which, deliveries.c.post_id.is_(None))
        .order_by(deliveries.c.due_at, deliveries.c.change_id)
        .with_for_update(of=deliveries)
    )  # fmt: skip
    rows = (await connection.execute(waiting)).all()
    moved = [
        {
            "b_change": row.change_id,
            "b_follow": row.follow_id,
            "b_due": due,
            "b_cadence": row.cadence,
        }
        for row in rows
        for due in (due_of(row, row.ready_at),)
        if (due, row.cadence) != (row.due_at, row.was)
    ]
    if moved:
        await connection.execute(
            deliveries.update()
            .where(
                deliveries.c.change_id == sa.bindparam("b_change"),
                deliveries.c.follow_id == sa.bindparam("b_follow"),
            )
            .values(due_at=sa.bindparam("b_due"), cadence=sa.bindparam("b_cadence")),
            moved,
        )
