"""Slack's events that were taken, and links that were shown with their case: each once.

Slack delivers an event again when an acknowledgement came late, with the same event_id.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa

from filings.db import Database
from filings.store.core import heard_events, insert_new, unfurled
from filings.types import Destination

SHOWN_FOR = timedelta(minutes=30)
"""How long a link that was shown with its case is not shown again in that channel."""
_REMEMBERED_FOR = timedelta(days=1)
_LINK_LENGTH = 200


async def first(db: Database, team_id: str, event_id: str, now: datetime) -> bool:
    """Whether this event was not taken before; from now on it was."""
    async with db.write() as connection:
        done = await connection.execute(
            insert_new(connection, heard_events)
            .values(team_id=team_id[:40], event_id=event_id[:80], heard_at=now)
            .returning(heard_events.c.event_id)
        )
        return done.first() is not None


async def taken(db: Database, team_id: str, event_id: str) -> bool:
    """Whether this event was taken before. What may be done twice asks this, and ``first``
    once it is done: an end in between loses nothing."""
    async with db.read() as connection:
        known = sa.exists().where(
            heard_events.c.team_id == team_id[:40], heard_events.c.event_id == event_id[:80]
        )
        return bool(await connection.scalar(sa.select(known)))


async def not_shown_lately(
    db: Database, where: Destination, links: Sequence[str], now: datetime
) -> list[str]:
    """Those of the links that the channel did not see with their case lately; now it will."""
    async with db.write() as connection:
        await connection.execute(unfurled.delete().where(unfurled.c.shown_at < now - SHOWN_FOR))
        fresh = []
        for link in links:
            done = await connection.execute(
                insert_new(connection, unfurled)
                .values(
                    team_id=where.team_id, channel_id=where.channel_id,
                    link=link[:_LINK_LENGTH], shown_at=now,
                )
                .returning(unfurled.c.link)
            )  # fmt: skip
            if done.first() is not None:
                fresh.append(link)
        return fresh


async def forget(db: Database, now: datetime) -> None:
    """Let go of what is too old to be delivered again; Slack gives up within the hour."""
    async with db.write() as connection:
        await connection.execute(
            sa.delete(heard_events).where(heard_events.c.heard_at < now - _REMEMBERED_FOR)
        )
