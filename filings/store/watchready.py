"""All live watches made ready to look for, once in a process until one of them changes."""

from __future__ import annotations

from collections.abc import Sequence
from weakref import WeakKeyDictionary

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from filings.store.core import chunks, insert_new, watch_courts, watch_versions, watches
from filings.telling.watching import Watched, Watchlist, watchlist


async def touch(connection: AsyncConnection) -> None:
    """Count a change of any watch. Whoever else changes one waits until this is kept."""
    await connection.execute(insert_new(connection, watch_versions).values(id=1, version=0))
    await connection.execute(watch_versions.update().values(version=watch_versions.c.version + 1))


async def courts_of(connection: AsyncConnection, ids: Sequence[int] | None) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    query = sa.select(watch_courts.c.follow_id, watch_courts.c.court).order_by(watch_courts.c.court)
    for some in chunks(ids) if ids is not None else (None,):
        picked = query if some is None else query.where(watch_courts.c.follow_id.in_(some))
        for follow_id, court in await connection.execute(picked):
            found.setdefault(follow_id, []).append(court)
    return found


_ready: WeakKeyDictionary[sa.Engine, tuple[int, Watchlist]] = WeakKeyDictionary()


async def current(connection: AsyncConnection) -> Watchlist:
    """All live watches, made ready. Built anew only when one has changed, by whatever process."""
    version = await connection.scalar(sa.select(watch_versions.c.version)) or 0
    engine = connection.engine.sync_engine
    held = _ready.get(engine)
    if held is None or held[0] != version:
        held = (version, await _load(connection) if version else watchlist(()))
        _ready[engine] = held
    return held[1]


async def _load(connection: AsyncConnection) -> Watchlist:
    named = await courts_of(connection, None)
    query = sa.select(
        watches.c.follow_id, watches.c.phrase, watches.c.types, watches.c.only_new
    ).where(watches.c.ended_at.is_(None))
    return watchlist(
        Watched(
            row.follow_id, row.phrase, frozenset(row.types.split()),
            frozenset(named.get(row.follow_id, ())), row.only_new,
        )
        for row in (await connection.execute(query)).all()
    )  # fmt: skip
