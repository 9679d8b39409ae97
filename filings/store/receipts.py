"""What was sent, done and heard is kept for a while, and then forgotten.

A message is forgotten with what it told of, in one transaction, and never while something may
still need it: an edit that is wanted, the root of a thread, a reminder of a hearing to come.
What is recorded of the courts is not touched here (``upkeep``).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from filings.db import Database
from filings.store.core import (
    audits,
    court_events,
    deliveries,
    downtimes,
    dropped_items,
    events_told,
    filled_gaps,
    gaps,
    members,
    oauth_states,
    post_cases,
    posts,
    thread_roots,
)

AT_ONCE = 300
"""Messages forgotten in one transaction, so that nobody waits long behind it."""
BEGUN_FOR = timedelta(days=1)


async def purge(db: Database, before: datetime, audited_before: datetime | None) -> int:
    """Forget messages and the like from before a moment, and the log from before another one.

    Gives the number of messages.
    """
    async with db.write() as connection:
        old = sa.select(court_events.c.id).where(court_events.c.on_date < before.date())
        await connection.execute(events_told.delete().where(events_told.c.event_id.in_(old)))
        await _gaps(connection, before)
        for table, at in ((downtimes, downtimes.c.until), (dropped_items, dropped_items.c.seen_at)):
            await connection.execute(table.delete().where(at < before))
        if audited_before is not None:
            await connection.execute(audits.delete().where(audits.c.at < audited_before))
    gone = 0
    while some := await _forgettable(db, before):
        gone += await _forget(db, some, before)
        if len(some) < AT_ONCE:
            break
    return gone


async def purge_begun(db: Database, now: datetime) -> None:
    """Forget installations that were begun in a browser and never ended."""
    # slack_sdk's store keeps times without a zone, in UTC.
    ended = (now - BEGUN_FOR).replace(tzinfo=None)
    async with db.write() as connection:
        await connection.execute(oauth_states.delete().where(oauth_states.c.expire_at < ended))


async def _gaps(connection: AsyncConnection, before: datetime) -> None:
    over = sa.select(gaps.c.id).where(gaps.c.until < before, gaps.c.answered)
    waits = sa.exists().where(filled_gaps.c.gap_id == gaps.c.id, sa.not_(filled_gaps.c.told))
    done = list((await connection.execute(over.where(~waits))).scalars())
    for some in (done[i : i + AT_ONCE] for i in range(0, len(done), AT_ONCE)):
        await connection.execute(filled_gaps.delete().where(filled_gaps.c.gap_id.in_(some)))
        await connection.execute(gaps.delete().where(gaps.c.id.in_(some)))


def _old(before: datetime) -> sa.ColumnElement[bool]:
    """Messages that nothing will be done with any more."""
    return sa.and_(
        posts.c.created_at < before,
        posts.c.state.in_(("sent", "failed")),
        sa.or_(posts.c.sent_at.is_(None), posts.c.sent_at < before),
        sa.or_(posts.c.edits_wanted <= posts.c.edits_done, posts.c.state == "failed"),
        ~sa.exists().where(thread_roots.c.post_id == posts.c.id),
        ~sa.exists().where(events_told.c.post_id == posts.c.id),
    )


async def _forgettable(db: Database, before: datetime) -> list[str]:
    async with db.read() as connection:
        found = await connection.execute(
            sa.select(posts.c.id).where(_old(before)).order_by(posts.c.id).limit(AT_ONCE)
        )
        return list(found.scalars())


async def _forget(db: Database, some: Sequence[str], before: datetime) -> int:
    async with db.write() as connection:
        # Locked, and looked at anew: an edit may have been wanted meanwhile.
        rows = await connection.execute(
            sa.select(posts.c.id).where(posts.c.id.in_(some), _old(before)).with_for_update()
        )
        ids = list(rows.scalars())
        for table in (members, post_cases, deliveries):
            await connection.execute(table.delete().where(table.c.post_id.in_(ids)))
        await connection.execute(posts.delete().where(posts.c.id.in_(ids)))
    return len(ids)
