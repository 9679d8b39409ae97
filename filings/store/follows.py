"""Who wants to hear of what: follows begin, change, pause and end, each with a line of audit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from filings.db import Database
from filings.numbers import Parts
from filings.store import audit, epochs, places
from filings.store.audit import AuditLine
from filings.store.core import deliveries, dockets, follows, insert_new, is_case
from filings.store.duetimes import reschedule
from filings.store.followviews import views_of
from filings.store.owed import drop_refused
from filings.store.termrows import terms_of_follow, written
from filings.telling import match
from filings.terms import Terms
from filings.types import Destination
from filings.views import FollowView


@dataclass(frozen=True, slots=True)
class Followed:
    """The outcome of asking to follow: the follow, and whether it was there already."""

    view: FollowView
    already: bool


async def follow(
    db: Database,
    to: Destination,
    court: str,
    parts: Parts,
    number: str,
    *,
    by: str,
    now: datetime,
    terms: Terms | None = None,
    channel_name: str = "",
    zone: str = "",
) -> Followed:
    """Follow a case in a channel, and begin to read its court."""
    async with db.write() as connection:
        return await follow_in(
            connection, to, court, parts, number,
            by=by, now=now, terms=terms, channel_name=channel_name, zone=zone,
        )  # fmt: skip


async def follow_in(
    connection: AsyncConnection,
    to: Destination,
    court: str,
    parts: Parts,
    number: str,
    *,
    by: str,
    now: datetime,
    terms: Terms | None = None,
    channel_name: str = "",
    zone: str = "",
) -> Followed:
    """The same within a transaction, for several follows at once.

    A follow that is there already keeps its terms; ``change`` is how they become others.
    """
    row = await _there(connection, to, court, parts)
    already = row is not None and row.ended_at is None
    await places.know(connection, to, channel_name)
    await places.preset_zone(connection, to, zone)
    if not already:
        known = await _is_known(connection, court, parts)
        values = _columns(terms or Terms()) | {
            "number": number, "created_by": by, "created_at": now,
            "known_at": now if known else None, "paused_at": None, "paused_why": "",
        }  # fmt: skip
        begun = await _begun(connection, to, court, parts, row, values)
        if begun is not None:
            row = begun
            await _noted(connection, row, by, "follow", now)
        else:
            # Somebody else asked for the same in this moment.
            already, row = True, await _there(connection, to, court, parts)
    await epochs.begin(connection, court, parts, number, now)
    (view,) = await views_of(connection, [row])
    return Followed(view, already)


async def _there(
    connection: AsyncConnection, to: Destination, court: str, parts: Parts
) -> Any | None:
    """The row of a case in a channel; one that has ended only where no other is there."""
    found = await connection.execute(
        sa.select(follows)
        .where(_in_channel(to), is_case(follows, court, parts))
        .order_by(follows.c.ended_at.is_not(None), follows.c.id)
        .limit(1)
    )
    return found.first()


def _columns(terms: Terms) -> dict[str, Any]:
    return {
        "rule": match.dump(terms.rule), "cadence": str(terms.cadence),
        "daily_at": written(terms.daily_at), "documents": terms.documents,
        "note": terms.note, "routine": str(terms.routine),
    }  # fmt: skip


async def _begun(
    connection: AsyncConnection,
    to: Destination,
    court: str,
    parts: Parts,
    ended: Any | None,
    values: dict[str, Any],
) -> Any:
    """The row of a follow that is new, or of one that had ended and begins again; None where
    that was done meanwhile."""
    statement: Any
    if ended is None:
        statement = insert_new(connection, follows).values(
            team_id=to.team_id, channel_id=to.channel_id, court=court, **parts._asdict(), **values
        )
    else:
        statement = (
            follows.update()
            .where(follows.c.id == ended.id, follows.c.ended_at.is_not(None))
            .values(ended_at=None, asked_again_at=None, **values)
        )
    return (await connection.execute(statement.returning(*follows.c))).first()


async def _noted(
    connection: AsyncConnection, row: Any, by: str, what: str, now: datetime, detail: str = ""
) -> None:
    to = Destination(row.team_id, row.channel_id)
    await audit.add(connection, AuditLine(to, now, by, what, row.court, row.number, detail))


async def change(
    db: Database,
    to: Destination,
    court: str,
    parts: Parts,
    terms: Terms,
    *,
    by: str,
    now: datetime,
) -> FollowView | None:
    """Give a follow other terms. None where the channel does not follow that one case.

    What waits and is not wanted any more is dropped; what was not wanted before is not owed.
    """
    async with db.write() as connection:
        row = await _the_one(connection, to, court, parts)
        if row is None:
            return None
        if terms_of_follow(row) != terms:
            row = await _set(connection, row.id, **_columns(terms))
            await drop_refused(connection, row.id, terms)
            await reschedule(connection, to)
            await _noted(connection, row, by, "change", now)
        (view,) = await views_of(connection, [row])
        return view


async def pause(
    db: Database, to: Destination, court: str, parts: Parts, *, by: str, now: datetime
) -> FollowView | None:
    """Owe the follow nothing until it is resumed; what is owed and unsent is dropped."""
    return await _set_paused(db, to, court, parts, by, now, on=True)


async def resume(
    db: Database, to: Destination, court: str, parts: Parts, *, by: str, now: datetime
) -> FollowView | None:
    """Go on with a paused follow, from now on."""
    return await _set_paused(db, to, court, parts, by, now, on=False)


async def _set_paused(
    db: Database, to: Destination, court: str, parts: Parts, by: str, now: datetime, *, on: bool
) -> FollowView | None:
    async with db.write() as connection:
        row = await _the_one(connection, to, court, parts)
        if row is None:
            return None
        if (row.paused_at is not None) is not on:
            row = await _set(connection, row.id, paused_at=now if on else None, paused_why="")
            if on:
                await _drop_unsent(connection, row.id)
            await _noted(connection, row, by, "pause" if on else "resume", now)
        (view,) = await views_of(connection, [row])
        return view


async def _the_one(connection: AsyncConnection, to: Destination, court: str, parts: Parts) -> Any:
    """The live follow of a channel that a number fits; None where none does, or several do."""
    rows = (
        await connection.execute(
            sa.select(follows).where(
                _in_channel(to), follows.c.ended_at.is_(None), is_case(follows, court, parts)
            )
        )
    ).all()
    return rows[0] if len(rows) == 1 else None


async def _set(connection: AsyncConnection, follow_id: int, **values: object) -> Any:
    changed: Any = follows.update().where(follows.c.id == follow_id).values(**values)
    return (await connection.execute(changed.returning(*follows.c))).one()


async def _drop_unsent(connection: AsyncConnection, follow_id: int) -> None:
    await connection.execute(
        deliveries.delete().where(
            deliveries.c.follow_id == follow_id, deliveries.c.post_id.is_(None)
        )
    )


def _in_channel(to: Destination) -> sa.ColumnElement[bool]:
    return sa.and_(follows.c.team_id == to.team_id, follows.c.channel_id == to.channel_id)


async def unfollow(
    db: Database,
    to: Destination,
    court: str | None,
    parts: Parts,
    now: datetime,
    *,
    by: str = "",
) -> list[FollowView]:
    """End the one follow of a channel that a number fits; what is still owed is dropped.

    Gives all follows that it fits: where there are several, none is ended.
    """
    async with db.write() as connection:
        rows = (
            await connection.execute(
                sa.select(follows).where(
                    _in_channel(to),
                    follows.c.ended_at.is_(None),
                    is_case(follows, court, parts),
                )
            )
        ).all()
        views = await views_of(connection, rows)
        if len(rows) == 1:
            await _set(connection, rows[0].id, ended_at=now)
            await _drop_unsent(connection, rows[0].id)
            await _noted(connection, rows[0], by, "unfollow", now)
            await epochs.end_unfollowed(connection)
        return views


async def one(db: Database, to: Destination, court: str, parts: Parts) -> FollowView | None:
    """The live follow of a channel that a number fits; None where none does, or several do."""
    async with db.read() as connection:
        row = await _the_one(connection, to, court, parts)
        return None if row is None else (await views_of(connection, [row]))[0]


async def listed(
    db: Database, team_id: str | None = None, channel_id: str | None = None
) -> list[FollowView]:
    """Live follows: of a channel, of a workspace, or all of them."""
    async with db.read() as connection:
        wanted = sa.select(follows).where(follows.c.ended_at.is_(None))
        if team_id is not None:
            wanted = wanted.where(follows.c.team_id == team_id)
        if channel_id is not None:
            wanted = wanted.where(follows.c.channel_id == channel_id)
        wanted = wanted.order_by(
            follows.c.team_id, follows.c.channel_id, follows.c.created_at, follows.c.id
        )
        return await views_of(connection, (await connection.execute(wanted)).all())


async def channels_of(db: Database, team_id: str, court: str, parts: Parts) -> tuple[str, ...]:
    """Channels of a workspace that follow a case, whether any source has seen it or not."""
    async with db.read() as connection:
        rows = await connection.execute(
            sa.select(follows.c.channel_id)
            .where(
                follows.c.team_id == team_id,
                follows.c.ended_at.is_(None),
                is_case(follows, court, parts),
            )
            .order_by(follows.c.created_at, follows.c.id)
        )
        return tuple(dict.fromkeys(rows.scalars()))


async def _is_known(connection: AsyncConnection, court: str, parts: Parts) -> bool:
    return bool(
        await connection.scalar(sa.select(sa.exists().where(is_case(dockets, court, parts))))
    )
