"""Outages as channels hear of them that watch words in all courts.

Of a single court they would hear nearly every day. They are told once when a quarter of the
feeds that are read are silent, and once when fewer than an eighth are; in between they are told
nothing, however many turn. A channel that needs a court by name hears of that one as well.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from filings.store import notices, outages
from filings.store.core import CMECF, chunks, posts, sources
from filings.store.epochs import WITHOUT_FEED
from filings.types import Destination

OUTAGE, OVER = "outage", "over"
"""Kinds of the messages that tell of an outage of many, and of its end."""
_BEGINS, _ENDS = 4, 8


@dataclass(frozen=True, slots=True)
class Wide:
    """How many feeds there are, and how many of them are silent.

    read    were read at least once, and have not turned out to be none
    silent  count as silent since a beat saw it, whether or not anybody was told
    """

    read: int
    silent: int

    @property
    def begins(self) -> bool:
        return self.silent >= outages.MANY and self.silent * _BEGINS >= self.read

    @property
    def ends(self) -> bool:
        return self.silent * _ENDS < self.read


async def measured(connection: AsyncConnection) -> Wide:
    is_silent = sa.and_(sources.c.told_at.is_not(None), sources.c.back_at.is_(None))
    query = sa.select(sa.func.count(), sa.func.sum(sa.case((is_silent, 1), else_=0))).where(
        sources.c.kind == CMECF,
        sources.c.epoch_at.is_not(None),
        sources.c.state.not_in(WITHOUT_FEED),
        sources.c.read_at.is_not(None),
    )
    read, silent = (await connection.execute(query)).one()
    return Wide(read, silent or 0)


async def beginning(connection: AsyncConnection) -> list[Destination]:
    """Channels to be told that an outage of many has begun."""
    if not (await measured(connection)).begins:
        return []
    wanting = await notices.watching_all(connection)
    told = await _told(connection, wanting)
    return [to for to in wanting if to not in told]


async def ending(connection: AsyncConnection) -> dict[Destination, datetime]:
    """Channels to be told that it is over, and when each was told of it."""
    if not (await measured(connection)).ends:
        return {}
    return await _told(connection, await notices.watching_all(connection))


async def _told(
    connection: AsyncConnection, wanting: Sequence[Destination]
) -> dict[Destination, datetime]:
    """Which of these channels were told of an outage and not of its end, and when."""
    begun: dict[Destination, datetime] = {}
    over: dict[Destination, datetime] = {}
    at = sa.func.max(posts.c.created_at, type_=posts.c.created_at.type)
    # By their ids, so that the index of a channel's posts is used.
    for some in chunks(sorted({to.channel_id for to in wanting})):
        rows = await connection.execute(
            sa.select(posts.c.team_id, posts.c.channel_id, posts.c.kind, at.label("at"))
            .where(
                posts.c.team_id.in_({to.team_id for to in wanting if to.channel_id in some}),
                posts.c.channel_id.in_(some),
                posts.c.kind.in_((OUTAGE, OVER)),
                posts.c.state != "failed",
            )
            .group_by(posts.c.team_id, posts.c.channel_id, posts.c.kind)
        )
        for row in rows:
            kept = begun if row.kind == OUTAGE else over
            kept[Destination(row.team_id, row.channel_id)] = row.at
    return {
        to: begun[to] for to in wanting if to in begun and (to not in over or over[to] < begun[to])
    }
