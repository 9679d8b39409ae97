"""Whether messages wait that should not: what keeps the monitors' good word back.

A channel where Slack refuses messages, or for which it named a wait, says nothing of the others
and stays so until somebody in that workspace acts: ``crier doctor`` names it. Where Slack takes
no message anywhere it is an outage, whatever its word for it is.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from filings.db import Database
from filings.store.core import channels, deliveries, posts
from filings.store.outbox import LATE_AFTER, LOOK_AFTER


@dataclass(frozen=True, slots=True)
class Held:
    """An open channel whose messages wait for longer than they should.

    trouble         Slack's word against the last one, "" where it had none
    rests_until     when the next may be tried; rest  how long that wait was to be
    """

    since: datetime
    trouble: str = ""
    rests_until: datetime | None = None
    rest: timedelta = timedelta()

    def is_its_own(self, now: datetime) -> bool:
        """Whether what holds it is the channel's own: somebody tried, Slack said no or when to
        come again, and that is not past already."""
        if self.rests_until is None or self.rests_until < now - LATE_AFTER:
            return False
        # As long as that alone is waited after any answer that was lost.
        return bool(self.trouble) or self.rest > LOOK_AFTER


@dataclass(frozen=True, slots=True)
class Late:
    """Since when messages wait; ``everywhere``: and Slack takes none at all."""

    since: datetime
    everywhere: bool = False


def judged(held: Iterable[Held], taken_at: datetime | None, now: datetime) -> Late | None:
    """What of these channels is late. ``taken_at``: when Slack was last asked for a message that
    it took. Pure."""
    channels = list(held)
    ours = [channel.since for channel in channels if not channel.is_its_own(now)]
    if ours:
        return Late(min(ours))
    newest = max((channel.since for channel in channels), default=None)
    if newest is None or (taken_at is not None and taken_at >= newest):
        return None
    return Late(newest, everywhere=True)


async def late(db: Database, now: datetime) -> Late | None:
    """Raises StoreError where the database cannot be read."""
    taken = sa.select(sa.func.max(posts.c.asked_at, type_=posts.c.asked_at.type)).where(
        posts.c.state == "sent", posts.c.asked_at <= now, posts.c.team_id != ""
    )
    async with db.read() as connection:
        rows = (await connection.execute(_held(now - LATE_AFTER))).all()
        taken_at = await connection.scalar(taken) if rows else None
    held = [
        Held(
            row.since, row.trouble, row.not_before,
            row.not_before - row.rested_at if row.not_before and row.rested_at else timedelta(),
        )
        for row in rows
    ]  # fmt: skip
    return judged(held, taken_at, now)


def _held(before: datetime) -> sa.Select[tuple[object, ...]]:
    """The open channels for which something has waited since before then."""
    owed, written = (
        (deliveries.c.team_id, deliveries.c.channel_id),
        (posts.c.team_id, posts.c.channel_id),
    )
    waiting = sa.union_all(
        sa.select(*owed, sa.func.min(deliveries.c.due_at).label("since"))
        .where(deliveries.c.post_id.is_(None), deliveries.c.due_at < before)
        .group_by(*owed),
        sa.select(*written, sa.func.min(posts.c.created_at))
        .where(posts.c.state.in_(("waiting", "asked")), posts.c.created_at < before)
        .group_by(*written),
    ).subquery()
    since = sa.func.min(waiting.c.since, type_=posts.c.created_at.type)
    state = (channels.c.trouble, channels.c.not_before, channels.c.rested_at)
    of = (channels.c.team_id, channels.c.channel_id)
    return (
        sa.select(since.label("since"), *state)
        .join(waiting, sa.and_(*(one == waiting.c[one.name] for one in of)))
        .where(channels.c.state == "")
        .group_by(*of, *state)
    )
