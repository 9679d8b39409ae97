"""Who wants to hear of what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from filings import match
from filings.db import Database
from filings.numbers import Parts
from filings.store import sources as source_queries
from filings.store.cases import last_filings
from filings.store.core import (
    channels,
    deliveries,
    dockets,
    follows,
    insert_new,
    is_case,
    same_case,
    upsert,
)
from filings.types import Destination, Rule
from filings.views import FollowView

ASK_AGAIN = timedelta(days=7)


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
    rule: Rule | None = None,
    channel_name: str = "",
) -> Followed:
    """Follow a case in a channel, and begin to read its court."""
    kept = match.dump(rule or Rule())
    async with db.write() as connection:
        here = (follows.c.team_id == to.team_id, follows.c.channel_id == to.channel_id)
        row = (
            await connection.execute(
                sa.select(follows)
                .where(*here, is_case(follows, court, parts))
                .order_by(follows.c.ended_at.is_not(None), follows.c.id)
                .limit(1)
            )
        ).first()
        already = row is not None and row.ended_at is None
        known = await _docket(connection, court, parts)
        if row is None:
            await connection.execute(
                sa.insert(follows).values(
                    team_id=to.team_id, channel_id=to.channel_id, court=court, **parts._asdict(),
                    number=number, rule=kept, created_by=by, created_at=now,
                    known_at=now if known is not None else None,
                )
            )  # fmt: skip
        elif not already:
            await connection.execute(
                follows.update()
                .where(follows.c.id == row.id)
                .values(
                    ended_at=None, rule=kept, created_by=by, created_at=now, number=number,
                    known_at=now if known is not None else None, asked_again_at=None,
                )
            )  # fmt: skip
        await know_channel(connection, to, channel_name)
        await source_queries.begin(connection, court, now)
        row = (
            await connection.execute(
                sa.select(follows)
                .where(*here, is_case(follows, court, parts), follows.c.ended_at.is_(None))
                .order_by(follows.c.id)
                .limit(1)
            )
        ).one()
        return Followed(await _view(connection, row), already)


async def know_channel(connection: AsyncConnection, to: Destination, name: str = "") -> None:
    """Make sure that there is a row that can be leased for sending."""
    row = {"team_id": to.team_id, "channel_id": to.channel_id, "name": name, "trouble": ""}
    statement: Any = insert_new(connection, channels)
    if name:
        statement = upsert(connection, channels, ("team_id", "channel_id"), ("name", "trouble"))
    await connection.execute(statement.values(**row))


async def unfollow(
    db: Database, to: Destination, court: str | None, parts: Parts, now: datetime
) -> list[FollowView]:
    """End the follows of a channel that a number fits; what is still owed is dropped."""
    async with db.write() as connection:
        rows = (
            await connection.execute(
                sa.select(follows).where(
                    follows.c.team_id == to.team_id,
                    follows.c.channel_id == to.channel_id,
                    follows.c.ended_at.is_(None),
                    is_case(follows, court, parts),
                )
            )
        ).all()
        views = [await _view(connection, row) for row in rows]
        if len(rows) == 1:
            await connection.execute(
                follows.update().where(follows.c.id == rows[0].id).values(ended_at=now)
            )
            await connection.execute(
                deliveries.delete().where(
                    deliveries.c.follow_id == rows[0].id, deliveries.c.post_id.is_(None)
                )
            )
            await source_queries.end_unfollowed(connection)
        return views


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
        return [await _view(connection, row) for row in (await connection.execute(wanted)).all()]


async def _docket(connection: AsyncConnection, court: str, parts: Parts) -> Any | None:
    rows = await connection.execute(
        sa.select(dockets)
        .where(is_case(dockets, court, parts))
        .order_by(dockets.c.first_seen_at)
        .limit(1)
    )
    return rows.first()


async def _view(connection: AsyncConnection, row: Any) -> FollowView:
    parts = Parts(row.series, row.year, row.serial, row.case_type, row.office)
    docket = await _docket(connection, row.court, parts)
    last = await last_filings(connection, docket.id, 1) if docket is not None else []
    return FollowView(
        destination=Destination(row.team_id, row.channel_id),
        court=row.court,
        docket_number=docket.number if docket is not None else row.number,
        case_name=docket.case_name if docket is not None else "",
        known=docket is not None,
        created_at=row.created_at,
        created_by=row.created_by,
        last_filing=last[0] if last else None,
    )


async def became_known(connection: AsyncConnection, now: datetime) -> list[FollowView]:
    """Follows of a case that no source had seen and one has seen now; told once."""
    rows = (
        await connection.execute(
            sa.select(follows)
            .join(dockets, same_case(follows, dockets))
            .where(follows.c.known_at.is_(None), follows.c.ended_at.is_(None))
            .distinct()
        )
    ).all()
    mine = await _mark(connection, rows, follows.c.known_at, now)
    return [await _view(connection, row) for row in mine]


async def still_unknown(connection: AsyncConnection, now: datetime) -> list[FollowView]:
    """Follows whose case no source has seen in seven days; told once."""
    rows = (
        await connection.execute(
            sa.select(follows).where(
                follows.c.known_at.is_(None),
                follows.c.asked_again_at.is_(None),
                follows.c.ended_at.is_(None),
                follows.c.created_at < now - ASK_AGAIN,
            )
        )
    ).all()
    mine = await _mark(connection, rows, follows.c.asked_again_at, now)
    return [await _view(connection, row) for row in mine]


async def _mark(
    connection: AsyncConnection, rows: Sequence[Any], told: sa.Column[Any], now: datetime
) -> list[Any]:
    """Those of the rows that no other process has marked as told in the meantime."""
    mine = []
    for row in rows:
        done = await connection.execute(
            follows.update().where(follows.c.id == row.id, told.is_(None)).values({told: now})
        )
        if done.rowcount == 1:
            mine.append(row)
    return mine
