"""What is to be asked of a service when there is room for it.

An errand is claimed by one conditional update that sets a lease, and lives
until it is done. One that was given up stays, with the reason, and rests; from
its due time on it may be wanted again.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from filings.db import Database
from filings.store.core import chunks, errands

LEASE = timedelta(minutes=5)
"""Longer than the few requests that one try may take."""

FORGOTTEN = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Wanted:
    """``id`` says what it is, so that it is wanted once: ``documents/4214664``.

    rank     as filings.quota.Rank counts: the lower goes first
    subject  what to ask about: a listing's id, or a number
    """

    id: str
    kind: str
    rank: int
    subject: str
    due_at: datetime
    court: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Held:
    """An errand that this process may run now. ``note`` is its own memory."""

    id: str
    kind: str
    rank: int
    court: str
    subject: str
    note: str
    due_at: datetime
    tries: int
    lease: str


@dataclass(frozen=True, slots=True)
class Standing:
    """An errand that is there already. ``error`` is why it waits, "" when it only rests."""

    rank: int
    due_at: datetime
    note: str
    error: str
    given_up: bool


_HELD = [errands.c[name] for name in Held.__dataclass_fields__]


async def want(connection: AsyncConnection, wanted: Sequence[Wanted], now: datetime) -> int:
    """Put down what is not there yet, and what was given up and has rested; how many."""
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    put = 0
    for some in chunks(wanted, 100):
        statement = insert(errands).values(
            [
                {
                    "id": each.id, "kind": each.kind, "rank": each.rank, "court": each.court,
                    "subject": each.subject, "note": each.note, "due_at": each.due_at,
                    "tries": 0, "error": "", "until": None,
                }
                for each in some
            ]
        )  # fmt: skip
        again = ("rank", "note", "due_at", "tries", "error", "until")
        done = await connection.execute(
            statement.on_conflict_do_update(
                index_elements=["id"],
                set_={name: statement.excluded[name] for name in again},
                where=sa.and_(errands.c.until <= now, errands.c.due_at <= now),
            ).returning(errands.c.id)
        )
        put += len(done.all())
    return put


async def sooner(connection: AsyncConnection, id_: str, due_at: datetime) -> None:
    """Bring an errand that only rests forward."""
    await connection.execute(
        errands.update()
        .where(
            errands.c.id == id_, errands.c.error == "", errands.c.lease.is_(None),
            errands.c.due_at > due_at,
        )
        .values(due_at=due_at)
    )  # fmt: skip


async def hurry(connection: AsyncConnection, wanted: Wanted) -> None:
    """Give an errand that matters more than before its new rank.

    What it waited for was room at its old rank; one that has failed goes on waiting.
    """
    due_at = sa.case(
        (sa.and_(errands.c.tries == 0, errands.c.due_at > wanted.due_at), wanted.due_at),
        else_=errands.c.due_at,
    )
    await connection.execute(
        errands.update()
        .where(
            errands.c.id == wanted.id, errands.c.rank > wanted.rank, errands.c.until.is_(None),
            errands.c.lease.is_(None),
        )
        .values(rank=wanted.rank, due_at=due_at)
    )  # fmt: skip


async def standing(connection: AsyncConnection, ids: Sequence[str]) -> dict[str, Standing]:
    """Which of these are there, and how they stand."""
    found: dict[str, Standing] = {}
    c = errands.c
    for some in chunks(ids):
        rows = await connection.execute(
            sa.select(c.id, c.rank, c.due_at, c.note, c.error, c.until).where(c.id.in_(some))
        )
        found.update(
            (row.id, Standing(row.rank, row.due_at, row.note, row.error, row.until is not None))
            for row in rows
        )
    return found


async def claim(
    db: Database, now: datetime, *, below: int | None = None, spare: Sequence[str] = ()
) -> Held | None:
    """The most urgent errand that is due and that nobody holds.

    below  only ranks under it: the others have no room at present
    spare  kinds to leave alone
    """
    free = (
        sa.select(errands.c.id)
        .where(
            errands.c.due_at <= now,
            errands.c.until.is_(None),
            sa.or_(errands.c.lease_until.is_(None), errands.c.lease_until < now),
        )
        .order_by(errands.c.rank, errands.c.due_at, errands.c.id)
        .limit(1)
    )
    if below is not None:
        free = free.where(errands.c.rank < below)
    if spare:
        free = free.where(errands.c.kind.not_in(spare))
    # Nearly always nothing is due, and then no turn to write is taken.
    async with db.read() as connection:
        if (await connection.execute(free)).first() is None:
            return None
    async with db.write() as connection:
        rows = await connection.execute(
            errands.update()
            .where(errands.c.id.in_(free.with_for_update(skip_locked=True)))
            .values(lease=uuid.uuid4().hex, lease_until=now + LEASE)
            .returning(*_HELD)
        )
        row = rows.mappings().first()
    return None if row is None else Held(**row)


def _mine(held: Held) -> sa.ColumnElement[bool]:
    return sa.and_(errands.c.id == held.id, errands.c.lease == held.lease)


async def done(db: Database, held: Held) -> None:
    """The errand is over. One whose lease has passed to another process is left to it."""
    async with db.write() as connection:
        await connection.execute(errands.delete().where(_mine(held)))


async def later(
    db: Database,
    held: Held,
    due_at: datetime,
    *,
    error: str = "",
    note: str | None = None,
    failed: bool = False,
) -> None:
    """Come back to it then. ``failed`` counts a try; whatever went well begins anew."""
    values = {
        "due_at": due_at, "error": error, "lease": None, "lease_until": None,
        "tries": held.tries + 1 if failed else (held.tries if error else 0),
    }  # fmt: skip
    if note is not None:
        values["note"] = note
    async with db.write() as connection:
        await connection.execute(errands.update().where(_mine(held)).values(**values))


async def give_up(db: Database, held: Held, now: datetime, error: str, *, rest: timedelta) -> None:
    """Run it no more, and say why. It may be wanted again when it has rested."""
    async with db.write() as connection:
        await connection.execute(
            errands.update()
            .where(_mine(held))
            .values(due_at=now + rest, until=now, error=error, lease=None, lease_until=None)
        )


async def given_up(db: Database, since: datetime) -> tuple[int, str]:
    """Errands given up since then that nobody has wanted again, and the last reason."""
    ended = errands.c.until >= since
    async with db.read() as connection:
        count = await connection.scalar(sa.select(sa.func.count()).where(ended))
        error = await connection.scalar(
            sa.select(errands.c.error).where(ended).order_by(errands.c.until.desc()).limit(1)
        )
    return count or 0, error or ""


async def purge(db: Database, now: datetime) -> int:
    """Forget what was given up long ago."""
    async with db.write() as connection:
        gone = await connection.execute(
            errands.delete().where(
                errands.c.until < now - FORGOTTEN, errands.c.due_at < now - FORGOTTEN
            )
        )
    return gone.rowcount
