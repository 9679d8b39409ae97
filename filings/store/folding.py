"""What is owed to a channel becomes posts: filings folded, free documents in threads."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from filings import fold
from filings.db import Database
from filings.store.core import changes, deliveries, entries, members, posts
from filings.store.outbox import LOOK_AFTER, PostRow, is_of, post_row
from filings.store.shown import change_views
from filings.types import Destination, Event
from filings.views import FilingView, PostView

MOST_WAITING = 500

Compose = Callable[[PostView], str]
"""Makes the payload of a post: a pure rendering, no network."""


@dataclass(frozen=True, slots=True)
class _Owed:
    """Changes that no post has yet: those for the channel, and those for a thread."""

    open: tuple[int, ...]
    documents: tuple[int, ...]


async def write_alert(
    db: Database, to: Destination, now: datetime, compose: Compose
) -> PostRow | None:
    """Fold what is owed to a channel now into one post; None when nothing is.

    The post, its members and its payload are kept in one transaction, as
    asked for: the request may leave as soon as this returns. A free document is
    a post of its own in the thread of the filing's alert, after all filings.
    """
    async with db.write() as connection:
        owed = await _owed(connection, to, now)
        if owed.open:
            views = await change_views(connection, to, sorted(owed.open))
            return await _write(connection, to, now, compose, views, None)
        for change_id in owed.documents:
            thread = await _thread(connection, to, change_id, now)
            if thread is not None:
                views = await change_views(connection, to, [change_id])
                return await _write(connection, to, now, compose, views, thread)
    return None


async def _write(
    connection: AsyncConnection,
    to: Destination,
    now: datetime,
    compose: Compose,
    views: dict[int, FilingView],
    thread: str | None,
) -> PostRow:
    by_view = {id(view): change_id for change_id, view in views.items()}
    chosen = fold.next_message(list(views.values()))
    post_id = uuid.uuid4().hex
    payload = compose(PostView(post_id, to, tuple(chosen)))
    await connection.execute(
        sa.insert(posts).values(
            id=post_id, team_id=to.team_id, channel_id=to.channel_id, thread_ts=thread,
            kind="alert", payload=payload, state="asked", created_at=now, asked_at=now,
            attempts=1, error="", edits_wanted=0, edits_done=0,
        )
    )  # fmt: skip
    await _take_in(connection, to, post_id, [by_view[id(view)] for view in chosen])
    row = (await connection.execute(sa.select(posts).where(posts.c.id == post_id))).one()
    return post_row(row)


async def _take_in(
    connection: AsyncConnection, to: Destination, post_id: str, change_ids: Sequence[int]
) -> None:
    """Make changes the members of a post, in this order, and settle what is owed of them."""
    await connection.execute(
        sa.insert(members),
        [
            {
                "team_id": to.team_id, "channel_id": to.channel_id, "change_id": change_id,
                "post_id": post_id, "position": position,
            }
            for position, change_id in enumerate(change_ids)
        ],
    )  # fmt: skip
    await connection.execute(
        deliveries.update()
        .where(is_of(deliveries, to), deliveries.c.change_id.in_(change_ids))
        .values(post_id=post_id)
    )


async def _owed(connection: AsyncConnection, to: Destination, now: datetime) -> _Owed:
    """Changes owed to a channel; those that a post of the channel has are settled with it."""
    rows = (
        await connection.execute(
            sa.select(deliveries.c.change_id, changes.c.event, members.c.post_id)
            .join(changes, changes.c.id == deliveries.c.change_id)
            .outerjoin(
                members,
                sa.and_(
                    members.c.team_id == deliveries.c.team_id,
                    members.c.channel_id == deliveries.c.channel_id,
                    members.c.change_id == deliveries.c.change_id,
                ),
            )
            .where(
                is_of(deliveries, to), deliveries.c.post_id.is_(None), deliveries.c.due_at <= now
            )
            .order_by(deliveries.c.due_at, deliveries.c.change_id)
            .limit(MOST_WAITING)
            # record.py holds these back while it writes what a message would show.
            .with_for_update(of=deliveries)
        )
    ).all()
    for row in rows:
        if row.post_id is not None:
            await _settle(connection, to, row.change_id, row.post_id)
    # Several follows of one case make several rows of one change.
    left = {row.change_id: row.event for row in rows if row.post_id is None}
    return _Owed(
        tuple(found for found, event in left.items() if event != Event.DOCUMENT),
        tuple(found for found, event in left.items() if event == Event.DOCUMENT),
    )


async def _settle(
    connection: AsyncConnection, to: Destination, change_id: int, post_id: str
) -> None:
    await connection.execute(
        deliveries.update()
        .where(is_of(deliveries, to), deliveries.c.change_id == change_id)
        .values(post_id=post_id)
    )


async def _thread(
    connection: AsyncConnection, to: Destination, change_id: int, now: datetime
) -> str | None:
    """The ``ts`` of the filing's alert in this channel, None while there is none.

    Where there will never be one, nothing is owed any more. While it is on its way
    the document waits, and is not looked at again for a while.
    """
    alerts = await _alerts_of(connection, to, change_id)
    sent = next((row.ts for row in alerts if row.state == "sent" and row.ts), None)
    if sent is not None:
        return str(sent)
    mine = sa.and_(is_of(deliveries, to), deliveries.c.change_id == change_id)
    if any(row.state in ("waiting", "asked", None) for row in alerts):
        wait = deliveries.update().where(mine, deliveries.c.post_id.is_(None))
        await connection.execute(wait.values(due_at=now + LOOK_AFTER))
    elif alerts:
        await _settle(connection, to, change_id, alerts[0].id)
    else:
        await connection.execute(deliveries.delete().where(mine))
    return None


async def _alerts_of(connection: AsyncConnection, to: Destination, change_id: int) -> list[Any]:
    """Posts of this channel with the alert of a document's filing, the oldest first.

    A filing that two sources told of may have been told twice; either will do. An
    alert that is owed and not written yet has no state.
    """
    told, lead = entries.alias(), entries.alias()
    document, alert = changes.alias(), changes.alias()
    return list(
        (
            await connection.execute(
                sa.select(posts.c.id, posts.c.ts, posts.c.state)
                .select_from(document)
                .join(lead, sa.and_(lead.c.court == document.c.court, lead.c.key == document.c.key))
                .join(told, sa.and_(told.c.court == lead.c.court, told.c.lead == lead.c.lead))
                .join(
                    alert,
                    sa.and_(
                        alert.c.court == told.c.court,
                        alert.c.key == told.c.key,
                        alert.c.event == Event.NEW,
                    ),
                )
                .join(deliveries, deliveries.c.change_id == alert.c.id)
                .outerjoin(posts, posts.c.id == deliveries.c.post_id)
                .where(document.c.id == change_id, is_of(deliveries, to))
                .order_by(posts.c.created_at, posts.c.id)
            )
        ).all()
    )
