"""What is owed to a channel, and what was sent there.

A message is written as a post, with its members, before its request leaves; an
answer then settles it. A post that was asked for and never answered is *unknown*:
it is looked for in the channel before it is sent again, and until then nothing
else goes to that channel, so that the order of a case holds. Whose turn it is to
send is in ``leases``, what of it is owed becomes posts in ``folding``.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from filings.db import Database
from filings.store import places
from filings.store.core import channels, deliveries, is_of, posts
from filings.types import Destination

LOOK_AFTER = timedelta(seconds=40)
"""After an unanswered request: the client's own 10 s and 30 s more."""
LATE_AFTER = timedelta(minutes=5)
"""What waits longer means that something is wrong."""
NOTICES = ("known", "unknown", "silent", "back", "unseen", "filled", "morning")
"""Kinds of posts that nobody asked for. A new list of follows brings hundreds at once, and
no filing waits for them."""


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


def edit_wanted() -> sa.ColumnElement[bool]:
    """A sent post of which a member has changed, so that the index of those few is used."""
    # SQLite would take an equality of the state for the better index: nearly all are sent.
    unsent = ("waiting", "asked", "failed")
    return sa.and_(posts.c.edits_wanted > posts.c.edits_done, posts.c.state.not_in(unsent))


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
    return await _first(db, to, edit_wanted(), posts.c.created_at)


async def _first(
    db: Database, to: Destination, which: sa.ColumnElement[bool], *order: sa.ColumnElement[Any]
) -> PostRow | None:
    async with db.read() as connection:
        row = (
            await connection.execute(
                sa.select(posts).where(is_of(posts, to), which).order_by(*order).limit(1)
            )
        ).first()
    return None if row is None else post_row(row)


def post_row(row: Any) -> PostRow:
    return PostRow(
        row.id, Destination(row.team_id, row.channel_id), row.kind, row.payload, row.state,
        row.thread_ts, row.ts, row.asked_at, row.attempts, row.edits_wanted,
    )  # fmt: skip


async def add_note(
    connection: AsyncConnection,
    to: Destination,
    kind: str,
    payload: Callable[[str], str],
    now: datetime,
) -> str:
    """Write a message that is no alert; it goes out in its turn. Gives its id."""
    post_id = uuid.uuid4().hex
    await places.know(connection, to)
    await connection.execute(
        sa.insert(posts).values(
            id=post_id, team_id=to.team_id, channel_id=to.channel_id, kind=kind,
            payload=payload(post_id), state="waiting", created_at=now, attempts=0, error="",
            edits_wanted=0, edits_done=0,
        )
    )  # fmt: skip
    return post_id


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
            deliveries.c.post_id.is_(None), deliveries.c.due_at <= now, _not_closed(deliveries)
        )
        open_posts: sa.ColumnElement[bool] = sa.and_(
            posts.c.state.in_(("waiting", "asked")), _not_closed(posts)
        )
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


def _not_closed(rows: sa.Table) -> sa.ColumnElement[bool]:
    """What waits for an archived channel is no sign that something is wrong."""
    return ~sa.exists().where(
        channels.c.team_id == rows.c.team_id,
        channels.c.channel_id == rows.c.channel_id,
        channels.c.state != "",
    )
