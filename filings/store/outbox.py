"""What is owed to a channel, and what was sent there.

A channel is leased, so that one process at a time sends to it. A message is
written as a post, with its members, before its request leaves; an answer then
settles it. A post that was asked for and never answered is *unknown*: it is
looked for in the channel before it is sent again, and until then nothing else
goes to that channel, so that the order of a case holds.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from filings import fold
from filings.db import Database
from filings.store.core import (
    channels,
    deliveries,
    members,
    posts,
)
from filings.store.follows import know_channel
from filings.store.shown import change_views
from filings.types import Destination
from filings.views import PostView

LEASE = timedelta(seconds=30)
LOOK_AFTER = timedelta(seconds=40)
"""After an unanswered request: the client's own 10 s and 30 s more."""
MOST_WAITING = 500
LATE_AFTER = timedelta(minutes=5)
"""What waits longer means that something is wrong."""
NOTICES = ("known", "unknown", "silent", "back", "unseen")
"""Kinds of posts that nobody asked for. A new list of follows brings hundreds at once, and
no filing waits for them."""

Compose = Callable[[PostView], str]
"""Makes the payload of a post: a pure rendering, no network."""


@dataclass(frozen=True, slots=True)
class ChannelLease:
    to: Destination
    lease: str


@dataclass(frozen=True, slots=True)
class PostRow:
    """A message as it was written."""

    id: str
    to: Destination
    kind: str
    payload: str
    state: str
    thread_ts: str | None
    ts: str | None
    asked_at: datetime | None
    attempts: int
    edits_wanted: int


def _wanting_work(now: datetime) -> sa.CompoundSelect[Any]:
    pair = (posts.c.team_id, posts.c.channel_id)
    return sa.union(
        sa.select(deliveries.c.team_id, deliveries.c.channel_id).where(
            deliveries.c.post_id.is_(None), deliveries.c.due_at <= now
        ),
        sa.select(*pair).where(posts.c.state == "waiting"),
        sa.select(*pair).where(posts.c.state == "asked", posts.c.asked_at <= now - LOOK_AFTER),
        sa.select(*pair).where(posts.c.state == "sent", posts.c.edits_wanted > posts.c.edits_done),
    )


def _free(now: datetime) -> sa.ColumnElement[bool]:
    return sa.and_(
        sa.or_(channels.c.not_before.is_(None), channels.c.not_before <= now),
        sa.or_(channels.c.lease_until.is_(None), channels.c.lease_until < now),
    )


async def lease_ready(
    db: Database, now: datetime, *, slack: bool = True, terminal: bool = True, limit: int = 20
) -> list[ChannelLease]:
    """Take channels that have something to send now, of the kinds that can be sent to."""
    work = _wanting_work(now).subquery()
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
    taken = (await lease(db, to, now) for to in wanted)
    return [held async for held in taken if held is not None]


async def has_work(db: Database, to: Destination, now: datetime) -> bool:
    """Whether a channel has something to send now."""
    work = _wanting_work(now).subquery()
    async with db.read() as connection:
        row = await connection.execute(
            sa.select(work.c.channel_id).where(
                work.c.team_id == to.team_id, work.c.channel_id == to.channel_id
            )
        )
        return row.first() is not None


async def lease(db: Database, to: Destination, now: datetime) -> ChannelLease | None:
    """One channel, None while another process holds it or it must rest."""
    mark = uuid.uuid4().hex
    async with db.write() as connection:
        done = await connection.execute(
            channels.update()
            .where(_is(channels, to), _free(now))
            .values(lease=mark, lease_until=now + LEASE)
        )
    return ChannelLease(to, mark) if done.rowcount == 1 else None


async def extend(db: Database, held: ChannelLease, now: datetime) -> bool:
    """Hold on to a channel; False when it has passed to another process."""
    async with db.write() as connection:
        done = await connection.execute(
            channels.update()
            .where(_is(channels, held.to), channels.c.lease == held.lease)
            .values(lease_until=now + LEASE)
        )
    return bool(done.rowcount == 1)


async def release(
    db: Database, held: ChannelLease, not_before: datetime | None = None, trouble: str = ""
) -> None:
    """Give a channel back, with the time before which nothing may go there."""
    async with db.write() as connection:
        await connection.execute(
            channels.update()
            .where(_is(channels, held.to), channels.c.lease == held.lease)
            .values(lease=None, lease_until=None, not_before=not_before, trouble=trouble)
        )


def _is(rows: sa.Table, to: Destination) -> sa.ColumnElement[bool]:
    return sa.and_(rows.c.team_id == to.team_id, rows.c.channel_id == to.channel_id)


async def unsettled(db: Database, to: Destination) -> PostRow | None:
    """The oldest post of a channel that was asked for and not answered."""
    return await _first(db, to, posts.c.state == "asked", posts.c.asked_at)


async def waiting(db: Database, to: Destination) -> PostRow | None:
    """The oldest post of a channel that is written and not asked for; notices come last."""
    return await _first(
        db, to, posts.c.state == "waiting", posts.c.kind.in_(NOTICES), posts.c.created_at
    )


async def to_edit(db: Database, to: Destination) -> PostRow | None:
    """A sent post of which a member has changed."""
    changed = sa.and_(posts.c.state == "sent", posts.c.edits_wanted > posts.c.edits_done)
    return await _first(db, to, changed, posts.c.created_at)


async def _first(
    db: Database, to: Destination, which: sa.ColumnElement[bool], *order: sa.ColumnElement[Any]
) -> PostRow | None:
    async with db.read() as connection:
        row = (
            await connection.execute(
                sa.select(posts).where(_is(posts, to), which).order_by(*order).limit(1)
            )
        ).first()
    return None if row is None else _post(row)


def _post(row: Any) -> PostRow:
    return PostRow(
        row.id, Destination(row.team_id, row.channel_id), row.kind, row.payload, row.state,
        row.thread_ts, row.ts, row.asked_at, row.attempts, row.edits_wanted,
    )  # fmt: skip


async def write_alert(
    db: Database, to: Destination, now: datetime, compose: Compose
) -> PostRow | None:
    """Fold what is owed to a channel now into one post; None when nothing is.

    The post, its members and its payload are kept in one transaction, as
    asked for: the request may leave as soon as this returns.
    """
    async with db.write() as connection:
        owed = await _owed(connection, to, now)
        if not owed:
            return None
        views = await change_views(connection, to, sorted(owed))
        by_view = {id(view): change_id for change_id, view in views.items()}
        chosen = fold.next_message(list(views.values()))
        post_id = uuid.uuid4().hex
        payload = compose(PostView(post_id, to, tuple(chosen)))
        await connection.execute(
            sa.insert(posts).values(
                id=post_id, team_id=to.team_id, channel_id=to.channel_id, kind="alert",
                payload=payload, state="asked", created_at=now, asked_at=now, attempts=1,
                error="", edits_wanted=0, edits_done=0,
            )
        )  # fmt: skip
        await _take_in(connection, to, post_id, [by_view[id(view)] for view in chosen])
        row = (await connection.execute(sa.select(posts).where(posts.c.id == post_id))).one()
    return _post(row)


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
        .where(_is(deliveries, to), deliveries.c.change_id.in_(change_ids))
        .values(post_id=post_id)
    )


async def _owed(connection: AsyncConnection, to: Destination, now: datetime) -> set[int]:
    """Changes owed to a channel; those that a post of the channel has are settled with it."""
    rows = (
        await connection.execute(
            sa.select(deliveries.c.change_id, members.c.post_id)
            .outerjoin(
                members,
                sa.and_(
                    members.c.team_id == deliveries.c.team_id,
                    members.c.channel_id == deliveries.c.channel_id,
                    members.c.change_id == deliveries.c.change_id,
                ),
            )
            .where(_is(deliveries, to), deliveries.c.post_id.is_(None), deliveries.c.due_at <= now)
            .order_by(deliveries.c.due_at, deliveries.c.change_id)
            .limit(MOST_WAITING)
            # record.py holds these back while it writes what a message would show.
            .with_for_update(of=deliveries)
        )
    ).all()
    for row in rows:
        if row.post_id is not None:
            await connection.execute(
                deliveries.update()
                .where(_is(deliveries, to), deliveries.c.change_id == row.change_id)
                .values(post_id=row.post_id)
            )
    return {row.change_id for row in rows if row.post_id is None}


async def add_note(
    connection: AsyncConnection,
    to: Destination,
    kind: str,
    payload: Callable[[str], str],
    now: datetime,
) -> str:
    """Write a message that is no alert; it goes out in its turn. Gives its id."""
    post_id = uuid.uuid4().hex
    await know_channel(connection, to)
    await connection.execute(
        sa.insert(posts).values(
            id=post_id, team_id=to.team_id, channel_id=to.channel_id, kind=kind,
            payload=payload(post_id), state="waiting", created_at=now, attempts=0, error="",
            edits_wanted=0, edits_done=0,
        )
    )  # fmt: skip
    return post_id


async def wake(connection: AsyncConnection, to: Destination) -> None:
    """End a channel's rest after Slack refused it; a wait that Slack named goes on."""
    await connection.execute(
        channels.update()
        .where(_is(channels, to), channels.c.trouble.not_in(("", "ratelimited")))
        .values(not_before=None, trouble="")
    )


async def asked(db: Database, post_id: str, now: datetime, *, attempts: int | None = None) -> bool:
    """The request is about to leave.

    ``attempts`` is how many had been made when the post was read; where
    another process has made one since, nothing is changed and False is given.
    """
    still = () if attempts is None else (posts.c.attempts == attempts,)
    async with db.write() as connection:
        done = await connection.execute(
            posts.update()
            .where(posts.c.id == post_id, posts.c.state.in_(("waiting", "asked")), *still)
            .values(state="asked", asked_at=now, attempts=posts.c.attempts + 1)
        )
    return bool(done.rowcount == 1)


async def sent(db: Database, post_id: str, ts: str, now: datetime) -> None:
    """Slack has it."""
    await _set(db, post_id, state="sent", ts=ts, sent_at=now, error="")


async def not_taken(db: Database, post_id: str, error: str) -> None:
    """Slack surely has not taken it; it waits for the next try."""
    await _set(db, post_id, state="waiting", error=error)


async def given_up(db: Database, post_id: str, error: str) -> None:
    await _set(db, post_id, state="failed", error=error)


async def edited(db: Database, post: PostRow, payload: str) -> None:
    """The message shows what was wanted when ``post`` was read."""
    await _set(db, post.id, payload=payload, edits_done=post.edits_wanted)


async def rewritten(db: Database, post_id: str, payload: str) -> None:
    """Another payload for the same members, after Slack refused the first."""
    await _set(db, post_id, payload=payload)


async def _set(db: Database, post_id: str, **values: object) -> None:
    async with db.write() as connection:
        await connection.execute(posts.update().where(posts.c.id == post_id).values(**values))


@dataclass(frozen=True, slots=True)
class Backlog:
    """What is still owed: how many deliveries and posts, and since when."""

    deliveries: int
    posts: int
    oldest_at: datetime | None

    def is_late(self, now: datetime) -> bool:
        return self.oldest_at is not None and now - self.oldest_at > LATE_AFTER


async def backlog(db: Database, now: datetime, *, slack: bool = True) -> Backlog:
    async with db.read() as connection:
        due: sa.ColumnElement[bool] = sa.and_(
            deliveries.c.post_id.is_(None), deliveries.c.due_at <= now
        )
        open_posts: sa.ColumnElement[bool] = posts.c.state.in_(("waiting", "asked"))
        if not slack:
            due = sa.and_(due, deliveries.c.team_id == "")
            open_posts = sa.and_(open_posts, posts.c.team_id == "")
        owed = (
            await connection.execute(
                sa.select(sa.func.count(), sa.func.min(deliveries.c.due_at)).where(due)
            )
        ).one()
        written = (
            await connection.execute(
                sa.select(sa.func.count(), sa.func.min(posts.c.created_at)).where(open_posts)
            )
        ).one()
    times = [t for t in (owed[1], written[1]) if t is not None]
    return Backlog(owed[0], written[0], min(times, default=None))
