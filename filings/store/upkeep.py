"""Purging, living processes, and the figures that a health page shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from filings import courts
from filings.db import Database
from filings.store import receipts
from filings.store.cases import coverage_of
from filings.store.core import (
    CMECF,
    calendar_dockets,
    calendar_readings,
    case_facts,
    changes,
    chunks,
    court_events,
    deliveries,
    dockets,
    entries,
    events_told,
    filled_gaps,
    follows,
    insert_new,
    listings,
    members,
    post_cases,
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

KEPT_KEYS = timedelta(days=365)
ALIVE = timedelta(seconds=60)
SETTLED = timedelta(minutes=2)
"""A worker that ends sooner, as in a loop of crashes, has done nothing that can be relied on."""
_OF_DOCKETS = (
    changes, titles, case_facts, filled_gaps, listings, thread_roots, skipped_numbers,
    withdrawn_names, calendar_readings, calendar_dockets, court_events, post_cases,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Keeping:
    """How long things are kept. ``log`` None: who followed what is never forgotten.

    entries   filings that nobody follows
    receipts  messages and what else was done, once nothing needs it any more
    """

    entries: timedelta = timedelta(days=30)
    receipts: timedelta = timedelta(days=400)
    log: timedelta | None = None


async def purge(db: Database, now: datetime, keep: Keeping = Keeping()) -> int:
    """Forget receipts, and entries that nobody follows, some time after they were filed and seen.

    Only those that the last complete body of their court lacks: what the feed
    still shows would otherwise come back as new. Their keys stay for a year.
    Gives the number of entries forgotten.
    """
    await receipts.purge(db, now - keep.receipts, None if keep.log is None else now - keep.log)
    await receipts.purge_begun(db, now)
    before = now - keep.entries
    async with db.read() as connection:
        found = list((await connection.execute(_forgettable(before))).all())
    gone = 0
    for some in chunks(found):
        # Between two of these whoever has a filing to record has his turn.
        async with db.write() as connection:
            gone += await _forget(connection, some, before, now)
    async with db.write() as connection:
        await connection.execute(spent_keys.delete().where(spent_keys.c.spent_at < now - KEPT_KEYS))
        await _purge_dockets(connection, before)
    return gone


async def _forget(
    connection: AsyncConnection, some: Sequence[Any], before: datetime, now: datetime
) -> int:
    """Those of these entries that nobody has begun to need since they were looked up."""
    by_court: dict[str, list[str]] = {}
    for row in some:
        by_court.setdefault(row.court, []).append(row.key)
    gone = 0
    for court, keys in sorted(by_court.items()):
        still = _forgettable(before).where(entries.c.court == court, entries.c.key.in_(keys))
        rows = (await connection.execute(still)).all()
        # A feed would show them as new; a report is told by when it was made.
        spent = [row.key for row in rows if row.source != Teller.COURTLISTENER]
        if spent:
            await connection.execute(
                insert_new(connection, spent_keys),
                [{"court": court, "key": key, "spent_at": now} for key in spent],
            )
        left = [row.key for row in rows]
        for of_entry in (changes, calendar_readings, entries):
            await connection.execute(
                of_entry.delete().where(of_entry.c.court == court, of_entry.c.key.in_(left))
            )
        gone += len(left)
    return gone


async def _purge_dockets(connection: AsyncConnection, before: datetime) -> None:
    """Forget cases of which no entry is recorded any more and that nobody follows, or has a
    message about."""
    needed = sa.exists().where(changes.c.docket_id == dockets.c.id, _is_needed())
    bare = sa.select(dockets.c.id).where(
        dockets.c.first_seen_at < before,
        ~sa.exists().where(entries.c.docket_id == dockets.c.id),
        ~sa.exists().where(changes.c.docket_id == dockets.c.id, changes.c.created_at >= before),
        ~needed,
        ~sa.exists().where(same_case(follows, dockets), follows.c.ended_at.is_(None)),
    )
    ids = list((await connection.execute(bare)).scalars())
    for some in chunks(ids):
        events = sa.select(court_events.c.id).where(court_events.c.docket_id.in_(some))
        await connection.execute(events_told.delete().where(events_told.c.event_id.in_(events)))
        for of_docket in _OF_DOCKETS:
            await connection.execute(of_docket.delete().where(of_docket.c.docket_id.in_(some)))
        await connection.execute(dockets.delete().where(dockets.c.id.in_(some)))


def _is_needed() -> sa.ColumnElement[bool]:
    """Changes that a message tells of, or that somebody is owed."""
    return sa.or_(
        sa.exists().where(members.c.change_id == changes.c.id),
        sa.exists().where(deliveries.c.change_id == changes.c.id),
    )


def _forgettable(before: datetime) -> sa.Select[Any]:
    followed = sa.exists().where(same_case(follows, dockets), follows.c.ended_at.is_(None))
    told = sa.exists().where(
        changes.c.court == entries.c.court,
        changes.c.key.in_((entries.c.lead, entries.c.key)),
        _is_needed(),
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
    """Say that a process lives, and forget those that have not for a day, should it live on."""
    async with db.write() as connection:
        await connection.execute(
            upsert(connection, processes, ("id",), ("role", "seen_at")).values(
                id=process, role=role, seen_at=now, began_at=now
            )
        )
        began_at = await connection.scalar(
            sa.select(processes.c.began_at).where(processes.c.id == process)
        )
        if began_at is not None and now - began_at >= SETTLED:
            await connection.execute(
                processes.delete().where(processes.c.seen_at < now - timedelta(days=1))
            )


async def pinged(db: Database, process: str, now: datetime) -> None:
    """The monitor of CRIER_PING_URL has answered a process."""
    async with db.write() as connection:
        await connection.execute(
            processes.update().where(processes.c.id == process).values(pinged_at=now)
        )


async def gone(db: Database, process: str) -> None:
    """It has ended. Until when it lived stays known: ``downtimes`` begin there."""
    async with db.write() as connection:
        await connection.execute(
            processes.update().where(processes.c.id == process).values(role="gone")
        )


async def worker_lives(db: Database, now: datetime) -> bool:
    async with db.read() as connection:
        count = await connection.scalar(
            sa.select(sa.func.count()).where(
                processes.c.role == "worker",
                processes.c.seen_at.between(now - ALIVE, now + ALIVE),
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
