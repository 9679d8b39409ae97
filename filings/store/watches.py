"""Words that channels watch: kept, listed and ended."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from filings import courts
from filings.db import Database
from filings.store import audit, epochs, places, watchready
from filings.store.audit import AuditLine
from filings.store.core import (
    deliveries,
    follows,
    insert_new,
    is_of,
    upsert,
    watch_courts,
    watches,
)
from filings.telling.watching import EVERYWHERE, Watched, phrase_of, said
from filings.terms import Cadence
from filings.types import Destination

SERIES = "watch"
"""What stands in ``follow.series`` of the rows through which what a watch finds is owed."""
MOST_OF_A_CHANNEL = 200
_IN_A_DETAIL = 60


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody asks to watch.

    words     as typed; types  codes of number types. One of them is not empty
    courts    ids, empty where ``everywhere``
    only_new  only cases that are new
    """

    words: str = ""
    types: tuple[str, ...] = ()
    courts: tuple[str, ...] = ()
    everywhere: bool = False
    only_new: bool = False
    cadence: Cadence = Cadence.NOW

    @property
    def watched(self) -> Watched:
        places = (EVERYWHERE,) if self.everywhere else self.courts
        return Watched(
            0, phrase_of(self.words), frozenset(self.types), frozenset(places), self.only_new
        )


@dataclass(frozen=True, slots=True)
class WatchView:
    """A watch as it is shown."""

    destination: Destination
    wish: Wish
    created_by: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Kept:
    """The outcome of asking to watch. ``before`` is what was watched by these words already.

    begun  courts that begin to be read for it
    """

    view: WatchView
    before: Wish | None = None
    begun: tuple[str, ...] = ()


def mark(wish: Wish) -> int:
    """What makes two watches of a channel the same: the words as they are compared, and types."""
    key = f"{phrase_of(wish.words)}|{' '.join(sorted(wish.types))}"
    return int.from_bytes(hashlib.blake2b(key.encode(), digest_size=8).digest()) >> 2


async def keep(
    db: Database,
    to: Destination,
    wish: Wish,
    *,
    by: str,
    now: datetime,
    channel_name: str = "",
    zone: str = "",
) -> Kept:
    """Watch in a channel, and begin to read the courts; other courts and terms for the words
    of a watch that is there take the place of those that it had."""
    (kept,) = await keep_all(db, to, [wish], by=by, now=now, channel_name=channel_name, zone=zone)
    return kept


async def keep_all(
    db: Database,
    to: Destination,
    wishes: Sequence[Wish],
    *,
    by: str,
    now: datetime,
    channel_name: str = "",
    zone: str = "",
) -> tuple[Kept, ...]:
    """Several watches as ``keep`` does one, all of them or none."""
    async with db.write() as connection:
        await places.know(connection, to, channel_name)
        await places.preset_zone(connection, to, zone)
        await watchready.touch(connection)
        return tuple([await _keep(connection, to, wish, by, now) for wish in wishes])


async def _keep(
    connection: AsyncConnection, to: Destination, wish: Wish, by: str, now: datetime
) -> Kept:
    detail = detail_of(wish)
    # In the order in which it is read again, so that what is asked twice is the same.
    wish = replace(
        wish, types=tuple(sorted(wish.types)), courts=tuple(sorted(dict.fromkeys(wish.courts)))
    )
    row = await _there(connection, to, mark(wish))
    before = None
    if row is not None and row.ended_at is None:
        before = (await _views(connection, [row]))[0].wish
    follow_id = (
        row.follow_id if row is not None else await _speaks_by(connection, to, wish, by, now)
    )
    await _write(connection, to, wish, follow_id, row, by, now)
    begun = await epochs.begin_courts(connection, wish.courts, now, everywhere=wish.everywhere)
    await epochs.end_unfollowed(connection)
    if before != wish:
        what = "watch" if before is None else "rewatch"
        await audit.add(connection, AuditLine(to, now, by, what, "", "", detail))
    rows = await connection.execute(_SELECTED.where(watches.c.follow_id == follow_id))
    (view,) = await _views(connection, rows.all())
    return Kept(view, before, begun)


async def _speaks_by(
    connection: AsyncConnection, to: Destination, wish: Wish, by: str, now: datetime
) -> int:
    """The row of ``follow`` through which what is found is owed; it follows no case."""
    row = {
        "team_id": to.team_id, "channel_id": to.channel_id, "court": "", "series": SERIES,
        "year": 0, "serial": mark(wish), "case_type": "", "office": "", "number": wish.words[:120],
        "created_by": by, "created_at": now, "ended_at": now, "known_at": now,
    }  # fmt: skip
    await connection.execute(insert_new(connection, follows).values(**row))
    found = await connection.scalar(
        sa.select(follows.c.id).where(
            is_of(follows, to), follows.c.court == "", follows.c.series == SERIES,
            follows.c.serial == mark(wish),
        )
    )  # fmt: skip
    return int(found or 0)


async def _write(
    connection: AsyncConnection, to: Destination, wish: Wish, follow_id: int, row: Any | None,
    by: str, now: datetime,
) -> None:  # fmt: skip
    values = {
        "words": wish.words, "phrase": phrase_of(wish.words),
        "types": " ".join(sorted(wish.types)), "only_new": wish.only_new, "ended_at": None,
    }  # fmt: skip
    if row is None or row.ended_at is not None:
        values |= {"created_by": by, "created_at": now}
    fixed = {"follow_id": follow_id, "team_id": to.team_id, "channel_id": to.channel_id}
    await connection.execute(
        upsert(connection, watches, ("follow_id",), tuple(values)).values(**fixed, **values)
        if row is None
        else watches.update().where(watches.c.follow_id == follow_id).values(**values)
    )
    await connection.execute(
        follows.update().where(follows.c.id == follow_id).values(cadence=str(wish.cadence))
    )
    await connection.execute(watch_courts.delete().where(watch_courts.c.follow_id == follow_id))
    named = (EVERYWHERE,) if wish.everywhere else wish.courts
    await connection.execute(
        sa.insert(watch_courts), [{"follow_id": follow_id, "court": court} for court in named]
    )


_SELECTED = sa.select(watches, follows.c.cadence).join(follows, follows.c.id == watches.c.follow_id)


async def _there(connection: AsyncConnection, to: Destination, of: int) -> Any | None:
    """The watch of a channel by its mark, whether it has ended or not."""
    query = _SELECTED.where(is_of(watches, to), follows.c.serial == of)
    return (await connection.execute(query)).first()


async def end(
    db: Database, to: Destination, of: int, *, by: str, now: datetime
) -> WatchView | None:
    """Stop a watch by its mark; what it found and is not told yet is dropped. None where the
    channel has none such."""
    async with db.write() as connection:
        row = await _there(connection, to, of)
        if row is None or row.ended_at is not None:
            return None
        (view,) = await _views(connection, [row])
        await watchready.touch(connection)
        mine = row.follow_id
        await connection.execute(
            watches.update().where(watches.c.follow_id == mine).values(ended_at=now)
        )
        await connection.execute(watch_courts.delete().where(watch_courts.c.follow_id == mine))
        await connection.execute(
            deliveries.delete().where(
                deliveries.c.follow_id == mine, deliveries.c.post_id.is_(None)
            )
        )
        detail = detail_of(view.wish)
        await audit.add(connection, AuditLine(to, now, by, "unwatch", "", "", detail))
        await epochs.end_unfollowed(connection)
    return view


async def listed(
    db: Database, team_id: str | None = None, channel_id: str | None = None
) -> list[WatchView]:
    """Live watches: of a channel, of a workspace, or all of them, in the order they began."""
    query = _SELECTED.where(watches.c.ended_at.is_(None))
    if team_id is not None:
        query = query.where(watches.c.team_id == team_id)
    if channel_id is not None:
        query = query.where(watches.c.channel_id == channel_id)
    order = (watches.c.team_id, watches.c.channel_id, watches.c.created_at, watches.c.follow_id)
    async with db.read() as connection:
        return await _views(connection, (await connection.execute(query.order_by(*order))).all())


async def _views(connection: AsyncConnection, rows: Sequence[Any]) -> list[WatchView]:
    named = await watchready.courts_of(connection, [row.follow_id for row in rows])
    return [
        WatchView(
            Destination(row.team_id, row.channel_id),
            Wish(
                row.words, tuple(row.types.split()),
                tuple(each for each in named.get(row.follow_id, ()) if each != EVERYWHERE),
                EVERYWHERE in named.get(row.follow_id, ()), row.only_new, Cadence(row.cadence),
            ),
            row.created_by,
            row.created_at,
        )
        for row in rows
    ]  # fmt: skip


def detail_of(wish: Wish) -> str:
    """For the audit: "“harbor” in D.D.C. and 3 more, new cases"."""
    names = [courts.get(each).short_name for each in wish.courts]
    some = " and ".join(names) if len(names) < 3 else f"{names[0]} and {len(names) - 1} more"
    words = wish.words if len(wish.words) <= _IN_A_DETAIL else f"{wish.words[:_IN_A_DETAIL]}…"
    scope = "new cases" if wish.only_new else "any filing"
    where = "all courts" if wish.everywhere else some
    return f"{said(words, wish.types)} in {where}, {scope}"
