"""Purging, living processes, and the figures that a health page shows."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from filings import courts
from filings.db import Database
from filings.store.cases import coverage_of
from filings.store.core import (
    CMECF,
    calendar_dockets,
    calendar_readings,
    case_facts,
    changes,
    chunks,
    court_events,
    dockets,
    entries,
    events_told,
    filled_gaps,
    follows,
    insert_new,
    listings,
    members,
    processes,
    same_case,
    skipped_numbers,
    sources,
    spent_keys,
    thread_roots,
    titles,
    upsert,
    withdrawn_names,
)
from filings.types import Teller
from filings.views import SourceView

KEPT_UNFOLLOWED = timedelta(days=30)
KEPT_KEYS = timedelta(days=365)
ALIVE = timedelta(seconds=60)
_OF_DOCKETS = (
    titles, case_facts, filled_gaps, listings, thread_roots, skipped_numbers, withdrawn_names,
    calendar_readings, calendar_dockets, court_events,
)  # fmt: skip


async def purge(db: Database, now: datetime) -> int:
    """Forget entries that nobody follows, 30 days after they were filed and seen.

    Only those that the last complete body of their court lacks: what the feed
    still shows would otherwise come back as new. Their keys stay for a year.
    Gives the number of entries forgotten.
    """
    async with db.write() as connection:
        gone: list[Any] = list(
            (await connection.execute(_forgettable(now - KEPT_UNFOLLOWED))).all()
        )
        for some in chunks(gone):
            # A feed would show them as new; a report is told by when it was made.
            spent = [row for row in some if row.source != Teller.COURTLISTENER]
            if spent:
                await connection.execute(
                    insert_new(connection, spent_keys),
                    [{"court": row.court, "key": row.key, "spent_at": now} for row in spent],
                )
            for court in sorted({row.court for row in some}):
                keys = [row.key for row in some if row.court == court]
                await connection.execute(
                    changes.delete().where(changes.c.court == court, changes.c.key.in_(keys))
                )
                await connection.execute(
                    calendar_readings.delete().where(
                        calendar_readings.c.court == court, calendar_readings.c.key.in_(keys)
                    )
                )
                await connection.execute(
                    entries.delete().where(entries.c.court == court, entries.c.key.in_(keys))
                )
        await connection.execute(spent_keys.delete().where(spent_keys.c.spent_at < now - KEPT_KEYS))
        await _purge_dockets(connection, now - KEPT_UNFOLLOWED)
    return len(gone)


async def _purge_dockets(connection: AsyncConnection, before: datetime) -> None:
    """Forget cases of which nothing is recorded any more and that nobody follows."""
    bare = sa.select(dockets.c.id).where(
        dockets.c.first_seen_at < before,
        ~sa.exists().where(entries.c.docket_id == dockets.c.id),
        ~sa.exists().where(changes.c.docket_id == dockets.c.id),
        ~sa.exists().where(same_case(follows, dockets), follows.c.ended_at.is_(None)),
    )
    bare_events = sa.select(court_events.c.id).where(court_events.c.docket_id.in_(bare))
    await connection.execute(events_told.delete().where(events_told.c.event_id.in_(bare_events)))
    for of_docket in _OF_DOCKETS:
        await connection.execute(of_docket.delete().where(of_docket.c.docket_id.in_(bare)))
    await connection.execute(dockets.delete().where(dockets.c.id.in_(bare)))


def _forgettable(before: datetime) -> sa.Select[Any]:
    followed = sa.exists().where(same_case(follows, dockets), follows.c.ended_at.is_(None))
    told = sa.exists().where(
        changes.c.court == entries.c.court,
        changes.c.key == entries.c.lead,
        members.c.change_id == changes.c.id,
    )
    in_body = sa.exists().where(
        sources.c.court == entries.c.court,
        sources.c.kind == CMECF,
        sources.c.epoch_at.is_not(None),
        sources.c.oldest_at.is_not(None),
        sources.c.oldest_at <= entries.c.filed_at,
    )
    return (
        sa.select(entries.c.court, entries.c.key, entries.c.source)
        .join(dockets, dockets.c.id == entries.c.docket_id)
        .where(entries.c.filed_at < before, entries.c.seen_at < before, ~followed, ~told, ~in_body)
    )


async def alive(db: Database, process: str, role: str, now: datetime) -> None:
    """Say that a process lives, and forget those that have not for a day."""
    async with db.write() as connection:
        await connection.execute(
            upsert(connection, processes, ("id",), ("seen_at",)).values(
                id=process, role=role, seen_at=now
            )
        )
        await connection.execute(
            processes.delete().where(processes.c.seen_at < now - timedelta(days=1))
        )


async def gone(db: Database, process: str) -> None:
    async with db.write() as connection:
        await connection.execute(processes.delete().where(processes.c.id == process))


async def worker_lives(db: Database, now: datetime) -> bool:
    async with db.read() as connection:
        count = await connection.scalar(
            sa.select(sa.func.count()).where(
                processes.c.role == "worker", processes.c.seen_at > now - ALIVE
            )
        )
    return bool(count)


async def source_views(db: Database) -> list[SourceView]:
    """Every source that is being read, by court."""
    # Of a source that is one case only that case's follows depend on it.
    depends = sa.or_(
        sa.and_(sources.c.kind == CMECF, follows.c.court == sources.c.court),
        sa.and_(sources.c.kind != CMECF, same_case(follows, sources)),
    )
    live = (
        sa.select(sa.func.count())
        .where(follows.c.ended_at.is_(None), depends)
        .correlate(sources)
        .scalar_subquery()
    )
    async with db.read() as connection:
        rows = await connection.execute(
            sa.select(sources, live.label("follows"))
            .where(sources.c.epoch_at.is_not(None))
            .order_by(sources.c.court)
        )
        return [
            SourceView(
                court=courts.get(row.court).id,
                state=row.state,
                follows=row.follows,
                read_at=row.read_at,
                built_at=row.built_at,
                due_at=row.due_at,
                failures=row.failures,
                error=row.error,
                dropped=row.dropped,
                coverage=await coverage_of(connection, row.court),
            )
            for row in rows.all()
        ]
