"""Where a channel wants threads: the root of each case, with its filings beneath it."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from filings.db import Database
from filings.store import places
from filings.store.core import chunks, is_of, posts, thread_roots, upsert
from filings.store.outbox import PostRow, post_row
from filings.store.shown import root_view
from filings.store.writing import Compose, Writing
from filings.types import Destination

REFUSED_FOR = timedelta(hours=1)
"""How long the filings of a case stand in the channel itself after its root was given up."""


async def root_of(connection: AsyncConnection, to: Destination, docket: int) -> PostRow | None:
    """The root of a case in a channel, where Slack has one."""
    row = (
        await connection.execute(
            sa.select(posts)
            .join(thread_roots, thread_roots.c.post_id == posts.c.id)
            .where(
                is_of(thread_roots, to),
                thread_roots.c.docket_id == docket,
                posts.c.state == "sent",
            )
        )
    ).first()
    return None if row is None else post_row(row)


async def may_begin(
    connection: AsyncConnection, to: Destination, docket: int, now: datetime
) -> bool:
    """Whether a root may be tried: Slack has not lately refused one of that case for good,
    and none is still looked for."""
    refused = (
        sa.select(posts.c.id)
        .join(thread_roots, thread_roots.c.post_id == posts.c.id)
        .where(
            is_of(thread_roots, to),
            thread_roots.c.docket_id == docket,
            sa.or_(
                sa.and_(posts.c.state == "failed", posts.c.asked_at > now - REFUSED_FOR),
                # One that was asked for in vain and holds up no other.
                sa.and_(posts.c.state == "asked", posts.c.look_at.is_not(None)),
            ),
        )
    )
    return await connection.scalar(refused) is None


async def write_root(
    writing: Writing, docket: int, coming: Sequence[int] = (), *, asked: bool = True
) -> PostRow:
    """A new root of a case, in the place of any that it had, with what is to go beneath it."""
    connection, to = writing.connection, writing.to
    view = await root_view(connection, uuid.uuid4().hex, to, docket, coming)
    row = await writing.write(replace(view, zone=writing.place.zone), asked=asked)
    kept = upsert(connection, thread_roots, ("team_id", "channel_id", "docket_id"), ("post_id",))
    await connection.execute(
        kept.values(team_id=to.team_id, channel_id=to.channel_id, docket_id=docket, post_id=view.id)
    )
    return row


async def show_latest(connection: AsyncConnection, root: PostRow) -> None:
    """The root is to show what goes beneath it now."""
    await connection.execute(
        posts.update().where(posts.c.id == root.id).values(edits_wanted=posts.c.edits_wanted + 1)
    )


async def edit_roots(connection: AsyncConnection, dockets: Sequence[int]) -> None:
    """Something is different about these cases, in whatever channel."""
    for some in chunks(dockets):
        roots = sa.select(thread_roots.c.post_id).where(thread_roots.c.docket_id.in_(some))
        await connection.execute(
            posts.update()
            .where(posts.c.id.in_(roots), posts.c.state != "failed")
            .values(edits_wanted=posts.c.edits_wanted + 1)
        )


async def forget(connection: AsyncConnection, to: Destination, ts: str | None) -> None:
    """The root that Slack had as ``ts`` is gone; the next filing of its case gets another."""
    gone = sa.select(posts.c.id).where(is_of(posts, to), posts.c.ts == ts)
    await connection.execute(thread_roots.delete().where(thread_roots.c.post_id.in_(gone)))


async def replace_root(db: Database, root: PostRow, now: datetime, compose: Compose) -> None:
    """Somebody deleted a root: write another, unless one took its place already."""
    async with db.write() as connection:
        docket = await connection.scalar(
            sa.select(thread_roots.c.docket_id).where(thread_roots.c.post_id == root.id)
        )
        if docket is not None:
            place = await places.terms_in(connection, root.to)
            writing = Writing(connection, root.to, now, compose, place)
            await write_root(writing, docket, asked=False)
