"""What is owed to a channel becomes posts: filings folded, free documents in threads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from filings.db import Database
from filings.postlife import Step
from filings.store import places, poststeps, threads, waiting
from filings.store.core import changes, chunks, deliveries, entries, is_of, members, posts
from filings.store.outbox import LOOK_AFTER, PostRow, untried
from filings.store.shown import change_views
from filings.store.writing import Compose, Writing
from filings.telling import fold
from filings.telling.fold import Waiting
from filings.terms import Cadence
from filings.types import Destination, Event
from filings.views import FilingView


async def write_alert(
    db: Database, to: Destination, now: datetime, compose: Compose
) -> PostRow | None:
    """Fold what is owed to a channel now into one post; None when nothing is.

    The post, its members and its payload are kept in one transaction, as
    asked for: the request may leave as soon as this returns. What is told at once goes
    before what was collected, and they are never one message. A free document is
    a post of its own in the thread of the filing's alert, after all filings.
    """
    async with db.write() as connection:
        place = await places.terms_in(connection, to)
        outbox = Writing(connection, to, now, compose, place)
        owed = await waiting.owed(connection, to, now, place)
        filings = [each for each in owed if each.event is not Event.DOCUMENT]
        at_once = [each for each in filings if each.cadence is Cadence.NOW]
        going = await waiting.may_go(connection, to, at_once, now)
        if going:
            return await _write_now(outbox, going)
        for cadence in (Cadence.HOURLY, Cadence.DAILY):
            collected = [each for each in filings if each.cadence is cadence]
            if collected:
                return await _write_digest(outbox, collected)
        for each in owed:
            if each.event is Event.DOCUMENT and each.due_at <= now:
                thread = await _thread(connection, to, each.change_id, now)
                if thread is not None:
                    views = await change_views(connection, to, [each.change_id])
                    return await outbox.alert(views, list(views), thread)
    return None


async def _write_now(outbox: Writing, going: Sequence[Waiting]) -> PostRow:
    """The next message, or the root of its case where it goes beneath one that is not there."""
    views = await change_views(outbox.connection, outbox.to, [each.change_id for each in going])
    if not outbox.place.threads:
        return await outbox.alert(views, _next(views), None)
    docket_of = {each.change_id: each.docket for each in going}
    docket = docket_of[_next(views)[0]]
    chosen = _next({found: view for found, view in views.items() if docket_of[found] == docket})
    root = await threads.root_of(outbox.connection, outbox.to, docket)
    if root is not None:
        await threads.show_latest(outbox.connection, root)
    elif await threads.may_begin(outbox.connection, outbox.to, docket, outbox.now):
        return await threads.write_root(outbox, docket, chosen)
    return await outbox.alert(views, chosen, root.ts if root else None)


def _next(views: Mapping[int, FilingView]) -> list[int]:
    return _ids(views, fold.next_message(list(views.values())))


async def _write_digest(outbox: Writing, collected: Sequence[Waiting]) -> PostRow:
    """All messages of a digest at once, numbered, so that each knows how many there are."""
    views = await change_views(outbox.connection, outbox.to, [each.change_id for each in collected])
    ids = _ids(views, fold.ordered(list(views.values())))
    pages = list(chunks(ids, fold.MOST))
    first = await outbox.digest(views, pages[0], 1, len(pages))
    for part, page in enumerate(pages[1:], 2):
        await outbox.digest(views, page, part, len(pages))
    return first


def _ids(views: Mapping[int, FilingView], chosen: Sequence[FilingView]) -> list[int]:
    """The changes of these views, in this order."""
    by_view = {id(view): change_id for change_id, view in views.items()}
    return [by_view[id(view)] for view in chosen]


async def unthread(db: Database, post: PostRow) -> bool:
    """Owe anew what was to go into a thread that is gone, which Slack surely has not taken.

    False for a free document: the alert that it belongs to is gone with the thread.
    """
    async with db.write() as connection:
        events = await connection.execute(
            sa.select(changes.c.event)
            .join(members, members.c.change_id == changes.c.id)
            .where(members.c.post_id == post.id)
        )
        if any(event == Event.DOCUMENT for event in events.scalars()):
            return False
        if not await poststeps.may(connection, Step.UNWRITE, untried(post)):
            return True
        await threads.forget(connection, post.to, post.thread_ts)
        await connection.execute(
            deliveries.update().where(deliveries.c.post_id == post.id).values(post_id=None)
        )
        await connection.execute(members.delete().where(members.c.post_id == post.id))
        await connection.execute(posts.delete().where(posts.c.id == post.id))
    return True


async def _thread(
    connection: AsyncConnection, to: Destination, change_id: int, now: datetime
) -> str | None:
    """The ``ts`` of the thread with the filing's alert, None while there is none.

    Where there will never be one, nothing is owed any more. While it is on its way
    the document waits, and is not looked at again for a while.
    """
    alerts = await _alerts_of(connection, to, change_id)
    sent = next((row for row in alerts if row.state == "sent" and row.ts), None)
    if sent is not None:
        return str(sent.thread_ts or sent.ts)
    mine = sa.and_(is_of(deliveries, to), deliveries.c.change_id == change_id)
    if any(row.state in ("waiting", "asked", None) for row in alerts):
        wait = deliveries.update().where(mine, deliveries.c.post_id.is_(None))
        await connection.execute(wait.values(due_at=now + LOOK_AFTER))
    elif alerts:
        await waiting.settle(connection, to, change_id, alerts[0].id)
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
                sa.select(posts.c.id, posts.c.ts, posts.c.thread_ts, posts.c.state)
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
