"""Posts that were asked for and never answered: which is looked for now, and what is kept of it.

Such a post holds up its channel, so that the order of a case holds. One that has a ``look_at``
was looked for in vain for long enough: it holds up no other, and is looked for again then.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa

from filings.db import Database
from filings.postlife import Step
from filings.store import poststeps
from filings.store.core import WORKERS_APART, is_of, posts
from filings.store.outbox import LOOK_AFTER, PostRow, first_row, untried
from filings.types import Destination

AT_MOST = timedelta(hours=1)
"""No look is put off for longer."""


def to_settle(now: datetime) -> sa.ColumnElement[bool]:
    """Asked for long enough ago, or at a time that cannot have been; for a query of ``posts``."""
    asked, again = posts.c.asked_at, posts.c.look_at
    wrong = now + WORKERS_APART
    ripe = sa.and_(
        asked <= now - LOOK_AFTER,
        sa.or_(again.is_(None), again <= now, again > wrong + AT_MOST),
    )
    return sa.and_(posts.c.state == "asked", sa.or_(ripe, asked > wrong, asked.is_(None)))


async def unsettled(db: Database, to: Destination, now: datetime) -> PostRow | None:
    """The oldest post of a channel that was asked for and not answered, and either holds up
    the channel or is to be looked for by now."""
    holds = sa.and_(posts.c.state == "asked", posts.c.look_at.is_(None))
    return await first_row(db, to, sa.or_(holds, to_settle(now)), posts.c.asked_at)


async def time_unknown(db: Database, post: PostRow) -> None:
    """The clock by which a post was asked for was wrong: it is not known when."""
    async with db.write() as connection:
        await connection.execute(
            posts.update()
            .where(untried(post), posts.c.asked_at == post.asked_at)
            .values(asked_at=None)
        )


async def look_again(db: Database, post: PostRow, at: datetime) -> None:
    """It is looked for then, and holds up no other until then."""
    async with db.write() as connection:
        await connection.execute(
            posts.update().where(untried(post), posts.c.state == "asked").values(look_at=at)
        )


async def let_go(db: Database, post: PostRow, error: str) -> None:
    """It is neither looked for nor sent any more; ``error`` says what is known of it."""
    async with db.write() as connection:
        await poststeps.take(connection, Step.LET_GO, untried(post), error=error)


async def edit_unanswered(db: Database, post: PostRow, now: datetime) -> None:
    """Whether an edit was made is not known; others of the channel have their turn before it."""
    async with db.write() as connection:
        await connection.execute(
            posts.update().where(posts.c.id == post.id, posts.c.state == "sent").values(look_at=now)
        )


async def overtaken(db: Database, post: PostRow) -> bool:
    """Whether Slack has taken another message of the channel since this one was asked for."""
    return await _taken_since(db, post, is_of(posts, post.to), posts.c.sent_at)


async def others_taken(db: Database, post: PostRow) -> bool:
    """Whether Slack has taken a message of the workspace, in whatever channel, that was asked for
    after this one."""
    return await _taken_since(db, post, posts.c.team_id == post.to.team_id, posts.c.asked_at)


async def _taken_since(
    db: Database, post: PostRow, where: sa.ColumnElement[bool], at: sa.ColumnElement[datetime]
) -> bool:
    if post.asked_at is None:
        return False
    later = sa.exists().where(posts.c.state == "sent", where, at > post.asked_at)
    async with db.read() as connection:
        return bool(await connection.scalar(sa.select(later)))
