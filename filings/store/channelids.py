"""What Slack calls a channel: it may get another name, and another id."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from filings.store import audit
from filings.store.audit import BY_SLACK, AuditLine
from filings.store.core import (
    audits,
    calendar_links,
    channels,
    deliveries,
    events_told,
    follows,
    is_of,
    members,
    morning_lists,
    posts,
    thread_roots,
    watch_courts,
    watches,
)
from filings.types import Destination


async def renamed(connection: AsyncConnection, to: Destination, name: str) -> None:
    await connection.execute(channels.update().where(is_of(channels, to)).values(name=name[:100]))


async def moved(
    connection: AsyncConnection, old: Destination, new: Destination, now: datetime
) -> None:
    """Slack gave a channel another id: all that is kept of it goes along.

    What there is under the new id already stays as it is, but for a follow that has ended
    there and goes on under the old one.
    """
    if not await connection.scalar(sa.select(sa.exists().where(is_of(channels, old)))):
        return
    if await connection.scalar(sa.select(sa.exists().where(is_of(channels, new)))):
        await connection.execute(channels.delete().where(is_of(channels, old)))
    else:
        renumbered = channels.update().where(is_of(channels, old))
        await connection.execute(renumbered.values(channel_id=new.channel_id))
    await _drop_twins(connection, old, new)
    told_by = (
        follows, deliveries, posts, members, thread_roots, audits, watches, morning_lists,
        events_told, calendar_links,
    )  # fmt: skip
    for table in told_by:
        await connection.execute(
            table.update().where(is_of(table, old)).values(channel_id=new.channel_id)
        )
    detail = f"Slack gave the channel another id; it was {old.channel_id}"
    await audit.add(connection, AuditLine(new, now, BY_SLACK, "moved", "", "", detail))


async def _drop_twins(connection: AsyncConnection, old: Destination, new: Destination) -> None:
    """Let go of one of what both ids have; a follow that has ended gives way to a live one."""
    twin = follows.alias()
    same = [twin.c[name] == follows.c[name] for name in _CASE]
    live_only_there = sa.and_(twin.c.ended_at.is_(None), follows.c.ended_at.is_not(None))
    given_up = sa.case((live_only_there, follows.c.id), else_=twin.c.id)
    doubled = sa.select(given_up).where(is_of(twin, old), is_of(follows, new), *same)
    ids = list((await connection.execute(doubled)).scalars())
    await connection.execute(deliveries.delete().where(deliveries.c.follow_id.in_(ids)))
    for of_watch in (watch_courts, watches):
        await connection.execute(of_watch.delete().where(of_watch.c.follow_id.in_(ids)))
    await connection.execute(follows.delete().where(follows.c.id.in_(ids)))
    for table, key in _ONCE:
        there = sa.select(table.c[key]).where(is_of(table, new)).scalar_subquery()
        await connection.execute(table.delete().where(is_of(table, old), table.c[key].in_(there)))


_ONCE = (
    (members, "change_id"), (thread_roots, "docket_id"), (morning_lists, "court"),
    (events_told, "event_id"), (calendar_links, "team_id"),
)  # fmt: skip
_CASE = ("court", "series", "year", "serial", "case_type", "office")
