"""What CourtListener sent, kept before it is worked on, and what came of it.

An event is taken in hand by moving its due time, so that another process does
not begin it too; whatever is recorded of it is recorded in the transaction that
marks it done, and only there.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from filings.db import Database
from filings.store.core import dropped_items, insert_new
from filings.store.core import webhook_events as events
from filings.types import Dropped

SOURCE = "courtlistener/webhook"
KEPT = timedelta(days=30)
"""How long the body of an event is kept after it was done or given up."""

IN_HAND = timedelta(minutes=5)
WAITING, DONE, UNREADABLE = "waiting", "done", "unreadable"


class Kept(StrEnum):
    NEW = "new"
    AGAIN = "again"
    OTHER_BODY = "other body"


@dataclass(frozen=True, slots=True)
class Event:
    """A waiting event. ``tries`` counts this one."""

    id: str
    body: str
    received_at: datetime
    tries: int


@dataclass(frozen=True, slots=True)
class InboxView:
    """For the doctor. ``last_at`` is when an event last came, None for never."""

    last_at: datetime | None
    waiting: int
    unreadable: int
    error: str = ""


def event_id(key: str | None, body: bytes) -> str:
    """The id of an event: its Idempotency-Key, a digest of one that cannot be kept,
    or of the body where there is none."""
    if not key:
        return "body-" + _digest(body)
    return key if re.fullmatch(r"[!-~]{1,100}", key) else "key-" + _digest(key.encode())


def _digest(of: bytes) -> str:
    return hashlib.blake2b(of, digest_size=16).hexdigest()


def _text(body: bytes) -> str:
    # PostgreSQL keeps no NUL; JSON has none, nor anything that is not UTF-8.
    return body.decode("utf-8", "backslashreplace").replace("\x00", "\\x00")


async def keep(db: Database, key: str | None, body: bytes, now: datetime) -> Kept:
    """Keep an event. The same key and body again changes nothing; the same key with
    another body is kept beside the first."""
    text, name = _text(body), event_id(key, body)
    async with db.write() as connection:
        if await _insert(connection, name, text, now):
            return Kept.NEW
        first = await connection.scalar(sa.select(events.c.body).where(events.c.id == name))
        if first == text:
            return Kept.AGAIN
        other = f"{name}/{_digest(body)}"
        return Kept.OTHER_BODY if await _insert(connection, other, text, now) else Kept.AGAIN


async def _insert(connection: AsyncConnection, name: str, text: str, now: datetime) -> bool:
    done = await connection.execute(
        insert_new(connection, events)
        .values(
            id=name, body=text, state=WAITING, received_at=now, due_at=now, tries=0, error=""
        )
        .returning(events.c.id)
    )  # fmt: skip
    return done.first() is not None


async def claim(db: Database, now: datetime, limit: int) -> list[Event]:
    """Up to ``limit`` events that are due, oldest first; nobody else has them for a while."""
    due = (
        sa.select(events.c.id)
        .where(events.c.state == WAITING, events.c.due_at <= now)
        .order_by(events.c.due_at, events.c.received_at)
        .limit(limit)
    )
    async with db.read() as connection:
        if (await connection.execute(due)).first() is None:
            return []
    async with db.write() as connection:
        rows = await connection.execute(
            events.update()
            .where(events.c.id.in_(due.with_for_update(skip_locked=True)))
            .values(due_at=now + IN_HAND, tries=events.c.tries + 1)
            .returning(events.c.id, events.c.body, events.c.received_at, events.c.tries)
        )
        found = [Event(**row) for row in rows.mappings()]
    return sorted(found, key=lambda each: (each.received_at, each.id))


async def finish(
    connection: AsyncConnection,
    event: str,
    now: datetime,
    *,
    note: str = "",
    dropped: Sequence[Dropped] = (),
    state: str = DONE,
) -> bool:
    """Mark an event done, within the transaction that records what it says.

    False when somebody else has done so already: then nothing is to be recorded.
    """
    marked = await connection.execute(
        events.update()
        .where(events.c.id == event, events.c.state == WAITING)
        .values(state=state, done_at=now, error=note)
    )
    if marked.rowcount != 1:
        return False
    if dropped:
        await connection.execute(
            insert_new(connection, dropped_items),
            [
                {
                    "source_id": SOURCE, "digest": _digest(item.raw.encode()),
                    "reason": item.reason, "raw": item.raw, "seen_at": now,
                }
                for item in dropped
            ],
        )  # fmt: skip
    return True


async def unreadable(db: Database, event: str, now: datetime, error: str) -> None:
    """Give an event up; its body is kept for a while."""
    async with db.write() as connection:
        await finish(connection, event, now, note=error, state=UNREADABLE)


async def later(db: Database, event: str, due_at: datetime, error: str) -> None:
    """Leave an event waiting."""
    async with db.write() as connection:
        await connection.execute(
            events.update()
            .where(events.c.id == event, events.c.state == WAITING)
            .values(due_at=due_at, error=error)
        )


async def purge(db: Database, now: datetime) -> int:
    """Forget events that were done with 30 days ago; give up what waited as long."""
    async with db.write() as connection:
        await connection.execute(
            events.update()
            .where(events.c.state == WAITING, events.c.received_at < now - KEPT)
            .values(
                state=UNREADABLE, done_at=now,
                error="It waited 30 days for an answer. " + events.c.error,
            )
        )  # fmt: skip
        gone = await connection.execute(
            events.delete().where(events.c.state != WAITING, events.c.done_at < now - KEPT)
        )
    return gone.rowcount


async def view(db: Database) -> InboxView:
    """When an event last came, and how many wait or could not be read."""
    async with db.read() as connection:
        row = (
            await connection.execute(
                sa.select(
                    sa.func.max(events.c.received_at, type_=events.c.received_at.type),
                    sa.func.count().filter(events.c.state == WAITING),
                    sa.func.count().filter(events.c.state == UNREADABLE),
                )
            )
        ).one()
        last = await connection.scalar(
            sa.select(events.c.error)
            .where(events.c.state == UNREADABLE)
            .order_by(events.c.received_at.desc())
            .limit(1)
        )
    return InboxView(row[0], row[1], row[2], last or "")
