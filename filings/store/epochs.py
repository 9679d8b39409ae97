"""What is read at all: the sources that follows need, from when on and until when.

Most courts are read as a whole. The Supreme Court is read case by case, and so is
CourtListener's feed of a case whose court has no feed that can be read.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from filings import courts, numbers
from filings.numbers import Parts
from filings.store.core import (
    CMECF,
    chunks,
    dockets,
    follows,
    insert_new,
    listings,
    morning_lists,
    same_case,
    sources,
    watch_courts,
)
from filings.telling.watching import EVERYWHERE

SCOTUS = "scotus"
ATOM = "atom"
WITHOUT_FEED = ("no feed", "not configured")
"""States of a court's own source that say that there is nothing to read."""


def source_id(court: str) -> str:
    """Of the source that is a whole court."""
    return f"{CMECF}/{court}"


async def begin(
    connection: AsyncConnection, court: str, parts: Parts, number: str, now: datetime
) -> None:
    """Read what a follow of this case needs from now on, if it is not being read already."""
    if courts.get(court).kind == SCOTUS:
        if not parts.series.startswith("raw:"):
            number = numbers.from_parts(parts, SCOTUS)
            await _begin(connection, SCOTUS, number, court, now, number, parts)
        return
    await _begin(connection, CMECF, court, court, now)
    await begin_listed(connection, now, court)


async def begin_courts(
    connection: AsyncConnection, named: Sequence[str], now: datetime, *, everywhere: bool = False
) -> tuple[str, ...]:
    """Read courts for the words that are watched in them; those that begin to be read by it.

    ``everywhere`` stands for all that have a feed. What has none is left out.
    """
    wanted = [
        court.id
        for court in courts.all_courts()
        if court.has_feed and court.kind != SCOTUS and (everywhere or court.id in named)
    ]
    begun: list[str] = []
    for some in chunks(wanted):
        await connection.execute(
            insert_new(connection, sources),
            [_unread(source_id(court), court, CMECF) for court in some],
        )
        started = await connection.execute(
            sources.update()
            .where(
                sources.c.id.in_([source_id(court) for court in some]),
                sources.c.epoch_at.is_(None),
            )
            .values(**_new_epoch(now))
            .returning(sources.c.court)
        )
        begun += started.scalars()
    return tuple(court for court in wanted if court in set(begun))


async def begin_listed(
    connection: AsyncConnection, now: datetime, court: str | None = None
) -> None:
    """Read CourtListener's feeds of followed cases whose court has none that can be read.

    To be called when a follow begins, when a court's feed turns out to be none, and
    when it became known under which id CourtListener lists a case.
    """
    followed = sa.exists().where(same_case(follows, dockets), follows.c.ended_at.is_(None))
    mute = sa.exists().where(
        sources.c.court == dockets.c.court,
        sources.c.kind == CMECF,
        sources.c.state.in_(WITHOUT_FEED),
    )
    wanted = (
        sa.select(listings.c.id.label("listing"), *dockets.c)
        .join(dockets, dockets.c.id == listings.c.docket_id)
        .where(followed, mute)
    )
    if court is not None:
        wanted = wanted.where(dockets.c.court == court)
    for row in (await connection.execute(wanted)).all():
        parts = Parts(row.series, row.year, row.serial, row.case_type, row.office)
        await _begin(connection, ATOM, str(row.listing), row.court, now, row.number, parts)


async def _begin(
    connection: AsyncConnection,
    kind: str,
    name: str,
    court: str,
    now: datetime,
    number: str = "",
    parts: Parts | None = None,
) -> None:
    of_case = {"number": number, **parts._asdict()} if parts is not None else {}
    await connection.execute(
        insert_new(connection, sources).values(**_unread(f"{kind}/{name}", court, kind), **of_case)
    )
    await connection.execute(
        sources.update()
        .where(sources.c.id == f"{kind}/{name}", sources.c.epoch_at.is_(None))
        .values(**_new_epoch(now))
    )


def _unread(source: str, court: str, kind: str) -> dict[str, object]:
    return {
        "id": source, "court": court, "kind": kind, "version": 0, "rhythm": "", "state": "unread",
        "failures": 0, "error": "", "dropped": 0,
    }  # fmt: skip


def _new_epoch(now: datetime) -> dict[str, object]:
    return {
        "epoch_at": now, "baseline_at": None, "last_build": None, "etag": None,
        "last_modified": None, "due_at": now, "stale_at": None, "told_at": None,
    }  # fmt: skip


async def end_unfollowed(connection: AsyncConnection) -> None:
    """End the epoch of every source that no follow, watch or list of new cases needs any more.

    A reading in hand loses its claim: it belongs to an epoch that is over.
    """
    court = sa.exists().where(follows.c.court == sources.c.court, follows.c.ended_at.is_(None))
    case = sa.exists().where(same_case(follows, sources), follows.c.ended_at.is_(None))
    watched = sa.exists().where(watch_courts.c.court.in_((sources.c.court, EVERYWHERE)))
    listed = sa.exists().where(morning_lists.c.court == sources.c.court)
    is_court = sources.c.kind == CMECF
    await connection.execute(
        sources.update()
        .where(
            sources.c.epoch_at.is_not(None),
            sa.or_(sa.and_(is_court, ~court, ~watched, ~listed), sa.and_(~is_court, ~case)),
        )
        .values(
            epoch_at=None, baseline_at=None, due_at=None, failing_since=None, failures=0,
            told_at=None, error="", lease=None, lease_until=None,
        )
    )  # fmt: skip
