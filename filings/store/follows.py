"""Who wants to hear of what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from filings import match
from filings.db import Database
from filings.numbers import Parts
from filings.store import epochs
from filings.store.cases import last_filing_of
from filings.store.core import (
    channels,
    chunks,
    deliveries,
    dockets,
    follows,
    insert_new,
    is_case,
    same_case,
    upsert,
)
from filings.types import Destination, Rule
from filings.views import FilingView, FollowView


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
    documents: bool = False,
) -> Followed:
    """Follow a case in a channel, and begin to read its court."""
    async with db.write() as connection:
        return await follow_in(
            connection, to, court, parts, number,
            by=by, now=now, rule=rule, channel_name=channel_name, documents=documents,
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
    rule: Rule | None = None,
    channel_name: str = "",
    documents: bool = False,
) -> Followed:
    """The same within a transaction, for several follows at once."""
    row = (
        await connection.execute(
            sa.select(follows)
            .where(_in_channel(to), is_case(follows, court, parts))
            .order_by(follows.c.ended_at.is_not(None), follows.c.id)
            .limit(1)
        )
    ).first()
    already = row is not None and row.ended_at is None
    if not already:
        known = await _is_known(connection, court, parts)
        values = {
            "rule": match.dump(rule or Rule()), "number": number, "created_by": by,
            "created_at": now, "known_at": now if known else None, "documents": documents,
        }  # fmt: skip
        row = await _begun(connection, to, court, parts, row, values)
    elif documents and row is not None and not row.documents:
        row = await _set_documents(connection, row.id, True)
    await know_channel(connection, to, channel_name)
    await epochs.begin(connection, court, parts, number, now)
    (view,) = await views_of(connection, [row])
    return Followed(view, already)


async def _begun(
    connection: AsyncConnection,
    to: Destination,
    court: str,
    parts: Parts,
    ended: Any | None,
    values: dict[str, Any],
) -> Any:
    """The row of a follow that is new, or of one that had ended and begins again."""
    statement: Any
    if ended is None:
        statement = sa.insert(follows).values(
            team_id=to.team_id, channel_id=to.channel_id, court=court, **parts._asdict(), **values
        )
    else:
        statement = (
            follows.update()
            .where(follows.c.id == ended.id)
            .values(ended_at=None, asked_again_at=None, **values)
        )
    return (await connection.execute(statement.returning(*follows.c))).one()


async def _set_documents(connection: AsyncConnection, follow_id: int, on: bool) -> Any:
    changed: Any = follows.update().where(follows.c.id == follow_id).values(documents=on)
    return (await connection.execute(changed.returning(*follows.c))).one()


async def toggle_documents(db: Database, to: Destination, court: str, parts: Parts) -> bool | None:
    """Whether the follow of a channel wants free PDFs in the thread from now on: the other
    way than before. None where the channel does not follow that one case."""
    async with db.write() as connection:
        rows = (
            await connection.execute(
                sa.select(follows.c.id, follows.c.documents).where(
                    _in_channel(to), follows.c.ended_at.is_(None), is_case(follows, court, parts)
                )
            )
        ).all()
        if len(rows) != 1:
            return None
        await _set_documents(connection, rows[0].id, not rows[0].documents)
        return not rows[0].documents


def _in_channel(to: Destination) -> sa.ColumnElement[bool]:
    return sa.and_(follows.c.team_id == to.team_id, follows.c.channel_id == to.channel_id)


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
                    _in_channel(to),
                    follows.c.ended_at.is_(None),
                    is_case(follows, court, parts),
                )
            )
        ).all()
        views = await views_of(connection, rows)
        if len(rows) == 1:
            await connection.execute(
                follows.update().where(follows.c.id == rows[0].id).values(ended_at=now)
            )
            await connection.execute(
                deliveries.delete().where(
                    deliveries.c.follow_id == rows[0].id, deliveries.c.post_id.is_(None)
                )
            )
            await epochs.end_unfollowed(connection)
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


async def views_of(connection: AsyncConnection, rows: Sequence[Any]) -> list[FollowView]:
    """Rows of follows as they are shown, in a few queries however many they are."""
    cases = await _dockets_of(connection, [row.id for row in rows])
    last = await last_filing_of(connection, sorted({case.id for case in cases.values()}))
    return [_view(row, cases.get(row.id), last) for row in rows]


async def _dockets_of(connection: AsyncConnection, follow_ids: Sequence[int]) -> dict[int, Any]:
    """By follow, the docket that it is about, the first seen where a number fits several."""
    found: dict[int, Any] = {}
    for some in chunks(follow_ids):
        rows = await connection.execute(
            sa.select(
                follows.c.id.label("follow_id"),
                dockets.c.id,
                dockets.c.number,
                dockets.c.case_name,
            )
            .select_from(follows)
            .join(dockets, same_case(follows, dockets))
            .where(follows.c.id.in_(some))
            .order_by(dockets.c.first_seen_at, dockets.c.id)
        )
        for row in rows:
            found.setdefault(row.follow_id, row)
    return found


def _view(row: Any, docket: Any | None, last: Mapping[int, FilingView]) -> FollowView:
    return FollowView(
        destination=Destination(row.team_id, row.channel_id),
        court=row.court,
        docket_number=docket.number if docket is not None else row.number,
        case_name=docket.case_name if docket is not None else "",
        known=docket is not None,
        created_at=row.created_at,
        created_by=row.created_by,
        last_filing=last.get(docket.id) if docket is not None else None,
        documents=row.documents,
    )
