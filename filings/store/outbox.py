"""What is owed to a channel, and what was sent there.

A message is written as a post, with its members, before its request leaves; an
answer then settles it. ``filings/postlife.py`` draws its life. A post that was
asked for and never answered is *unknown*: it is looked for in the channel before
it is sent again, and until then nothing else goes to that channel, so that the
order of a case holds. Whose turn it is to
send is in ``leases``, what of it is owed becomes posts in ``folding``.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from filings.db import Database
from filings.postlife import Step
from filings.store import places, postcases, poststeps
from filings.store.core import channels, deliveries, is_of, posts
from filings.store.postcases import Named
from filings.types import Destination

LOOK_AFTER = timedelta(seconds=40)
"""After an unanswered request: the client's own 10 s and 30 s more."""
LATE_AFTER = timedelta(minutes=5)
"""What waits longer means that something is wrong."""
NOTICES = (
    "known", "unknown", "down", "silent", "outage", "over", "back", "unseen", "filled", "morning",
)  # fmt: skip
"""Kinds of posts that nobody asked for. A new list of follows brings hundreds at once, and
no filing waits for them."""


@dataclass(frozen=True, slots=True)
class PostRow:
    """A message as it was written; ``vain``, ``look_at`` and ``error`` are as in the table."""

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
    created_at: datetime
    vain: int = 0
    look_at: datetime | None = None
    error: str = ""


def edit_wanted() -> sa.ColumnElement[bool]:
    """A sent post of which a member has changed, so that the index of those few is used."""
    # SQLite would take an equality of the state for the better index: nearly all are sent.
    unsent = ("waiting", "asked", "failed")
    return sa.and_(posts.c.edits_wanted > posts.c.edits_done, posts.c.state.not_in(unsent))


async def waiting(db: Database, to: Destination) -> PostRow | None:
    """The oldest post of a channel that is written and not asked for; notices come last."""
    return await first_row(
        db, to, posts.c.state == "waiting", posts.c.kind.in_(NOTICES), posts.c.created_at
    )


async def to_edit(db: Database, to: Destination) -> PostRow | None:
    """A sent post of which a member has changed; last, one whose edit was not answered."""
    tried = posts.c.look_at
    return await first_row(db, to, edit_wanted(), tried.is_not(None), tried, posts.c.created_at)


async def first_row(
    db: Database, to: Destination, which: sa.ColumnElement[bool], *order: sa.ColumnElement[Any]
) -> PostRow | None:
    """The first post of a channel in this order that is one of ``which``."""
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
        row.created_at, row.vain, row.look_at, row.error,
    )  # fmt: skip


async def add_note(
    connection: AsyncConnection,
    to: Destination,
    kind: str,
    payload: Callable[[str], str],
    now: datetime,
    about: Iterable[Named] = (),
) -> str:
    """Write a message that is no alert; it goes out in its turn. Gives its id.

    about  the cases that it names
    """
    post_id = uuid.uuid4().hex
    await places.know(connection, to)
    named = await postcases.dockets_of(connection, about)
    await connection.execute(
        sa.insert(posts).values(
            id=post_id, team_id=to.team_id, channel_id=to.channel_id, kind=kind,
            payload=await postcases.cleaned(connection, payload(post_id), named),
            state="waiting", created_at=now, attempts=0, error="", edits_wanted=0, edits_done=0,
        )
    )  # fmt: skip
    await postcases.note(connection, to, post_id, named)
    return post_id


async def asked(db: Database, post: PostRow, now: datetime) -> PostRow | None:
    """The request is about to leave; the post as it is then, None where another process has
    made a try since it was read."""
    async with db.write() as connection:
        mine = await poststeps.take(
            connection, Step.ASK, untried(post), asked_at=now,
            attempts=posts.c.attempts + 1, vain=post.vain, look_at=post.look_at, error="",
        )  # fmt: skip
    return replace(post, asked_at=now, attempts=post.attempts + 1, error="") if mine else None


def untried(post: PostRow) -> sa.ColumnElement[bool]:
    """That nobody has made another try of a post since it was read."""
    return sa.and_(posts.c.id == post.id, posts.c.attempts == post.attempts)


async def sent(db: Database, post: PostRow, ts: str, now: datetime) -> None:
    """Slack has it."""
    async with db.write() as connection:
        await poststeps.take(
            connection, Step.TAKEN, posts.c.id == post.id,
            ts=ts, sent_at=now, error="", look_at=None,
        )  # fmt: skip


async def not_taken(db: Database, post: PostRow, error: str) -> None:
    """Slack surely has not taken this try; it waits for the next."""
    async with db.write() as connection:
        await poststeps.take(connection, Step.REFUSE, untried(post), error=error)


async def unanswered(db: Database, post: PostRow, error: str) -> None:
    """Slack gave this try no clear answer. Of a process that ended in the middle of one nothing
    of the kind is kept, for that says nothing of the message."""
    async with db.write() as connection:
        await connection.execute(
            posts.update().where(untried(post), posts.c.state == "asked").values(error=error)
        )


async def given_up(db: Database, post: PostRow, error: str) -> None:
    async with db.write() as connection:
        await poststeps.take(connection, Step.GIVE_UP, untried(post), error=error)


async def last_ts(db: Database, to: Destination) -> str:
    """The newest message that Slack is known to have in a channel, by Slack's clock; "" where
    there is none. Whatever was asked for after it is newer."""
    query = sa.select(sa.func.max(posts.c.ts)).where(is_of(posts, to), posts.c.state == "sent")
    async with db.read() as connection:
        return await connection.scalar(query) or ""


async def edited(db: Database, post: PostRow, payload: str, plainer: str = "") -> None:
    """The message shows what was wanted when ``post`` was read, or later."""
    # What is kept may be without a name that was withdrawn meanwhile.
    new: dict[str, Any] = {"plainer": plainer} if plainer else {}
    if payload != post.payload:
        as_read = posts.c.payload == post.payload
        new["payload"] = sa.case((as_read, payload), else_=posts.c.payload)
    async with db.write() as connection:
        await connection.execute(
            posts.update()
            .where(posts.c.id == post.id, posts.c.edits_done < post.edits_wanted)
            .values(edits_done=post.edits_wanted, look_at=None, **new)
        )


async def rewritten(db: Database, post: PostRow, payload: str, plainer: str = "") -> None:
    """Another payload for the same members, unless it is another one already.

    plainer  Slack's word against the payload of ``post``, where this one has less in it
    """
    said = {"plainer": plainer} if plainer else {}
    async with db.write() as connection:
        await connection.execute(
            posts.update()
            .where(posts.c.id == post.id, posts.c.payload == post.payload)
            .values(payload=payload, **said)
        )


@dataclass(frozen=True, slots=True)
class Backlog:
    """What is still owed: how many deliveries and posts, and since when; and how many messages
    show what they should not any more."""

    deliveries: int
    posts: int
    oldest_at: datetime | None
    edits: int = 0

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
        to_edit = sa.and_(edit_wanted(), _not_closed(posts))
        if not slack:
            due = sa.and_(due, deliveries.c.team_id == "")
            open_posts = sa.and_(open_posts, posts.c.team_id == "")
            to_edit = sa.and_(to_edit, posts.c.team_id == "")
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
        edits = await connection.scalar(sa.select(sa.func.count()).where(to_edit))
    times = [t for t in (owed[1], written[1]) if t is not None]
    return Backlog(owed[0], written[0], min(times, default=None), edits or 0)


def _not_closed(rows: sa.Table) -> sa.ColumnElement[bool]:
    """What waits for an archived channel is no sign that something is wrong."""
    return ~sa.exists().where(
        channels.c.team_id == rows.c.team_id,
        channels.c.channel_id == rows.c.channel_id,
        channels.c.state != "",
    )
