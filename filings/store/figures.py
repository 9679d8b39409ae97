"""Figures of the whole installation, for its monitors: what all processes share.

Each query uses an index or reads a small table: a monitor asks every few seconds.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from filings.db import Database
from filings.store import inbox, lateness
from filings.store.core import CMECF, dropped_items, errands, posts, processes, sources
from filings.store.core import webhook_events as events
from filings.store.epochs import WITHOUT_FEED
from filings.store.lateness import Waits
from filings.store.outbox import LOOK_AFTER, Backlog, backlog
from filings.store.upkeep import ALIVE

LATELY = timedelta(days=1)
OVERDUE = timedelta(minutes=10)
"""A court that could be asked and was not for so long has no worker that reads."""


@dataclass(frozen=True, slots=True)
class SourceFigures:
    """A court's own feed, or all single cases of one kind together (``court`` is "" then).

    read_at, built_at  the oldest of them; None where none was read yet
    failing  how many cannot be read now; failures  readings in a row that failed, at most
    silent   how many are told as silent; dropped  items that could not be read
    """

    kind: str
    court: str
    count: int
    read_at: datetime | None
    built_at: datetime | None
    failing: int
    failures: int
    silent: int
    dropped: int


@dataclass(frozen=True, slots=True)
class Messages:
    """What was sent in the last day, or was to be.

    unknown  asked for and not answered, for longer than is waited before looking
    retries  requests beyond the first of a message
    plainer  written in the last day, of which Slack took only a plainer form
    """

    sent: int
    failed: int
    unknown: int
    retries: int
    plainer: int


@dataclass(frozen=True, slots=True)
class Figures:
    """One look.

    overdue_since  since when some court that may be asked is due and was not, None: none is
    waits          what of the backlog waits for us, and what for people
    workers        that live; pinged_at  when a monitor last answered one of them
    """

    sources: tuple[SourceFigures, ...]
    overdue_since: datetime | None
    backlog: Backlog
    waits: Waits
    messages: Messages
    errands: int
    events: int
    unreadable: int
    workers: int
    pinged_at: datetime | None


async def figures(db: Database, now: datetime, min_seconds: float = 0) -> Figures:
    """``min_seconds``: the least time between two requests to one court.

    Raises StoreError where the database cannot be read.
    """
    waiting, waits = await backlog(db, now), await lateness.waits(db, now)
    async with db.read() as connection:
        workers, pinged_at = await _workers(connection, now)
        wanted = sa.select(sa.func.count()).select_from(errands).where(errands.c.until.is_(None))
        by_state = await connection.execute(
            sa.select(events.c.state, sa.func.count())
            .where(events.c.state.in_((inbox.WAITING, inbox.UNREADABLE)))
            .group_by(events.c.state)
        )
        counts = {row[0]: row[1] for row in by_state}
        return Figures(
            sources=await _sources(connection),
            overdue_since=await _overdue(connection, now, min_seconds),
            backlog=waiting,
            waits=waits,
            messages=await _messages(connection, now),
            errands=await connection.scalar(wanted) or 0,
            events=counts.get(inbox.WAITING, 0),
            unreadable=counts.get(inbox.UNREADABLE, 0),
            workers=workers,
            pinged_at=pinged_at,
        )


async def schema_revision(db: Database) -> str:
    """Which migration the tables are at; "" where there are none."""
    async with db.read() as connection:
        found = await connection.scalar(sa.text("SELECT version_num FROM alembic_version"))
    return str(found or "")


async def overdue(db: Database, now: datetime, min_seconds: float) -> datetime | None:
    """Since when a court that may be asked waits to be read, None while none waits long."""
    async with db.read() as connection:
        return await _overdue(connection, now, min_seconds)


async def all_fail(db: Database, least: int = 3) -> bool:
    """Whether not one court's feed of several can be read: more likely our network than theirs."""
    fails = sa.and_(sources.c.failing_since.is_not(None), sources.c.failures >= least)
    query = sa.select(
        sa.func.count(), sa.func.sum(sa.case((fails, 1), else_=0))
    ).where(
        sources.c.kind == CMECF, sources.c.epoch_at.is_not(None),
        sources.c.state.not_in(WITHOUT_FEED),
    )  # fmt: skip
    async with db.read() as connection:
        count, failing = (await connection.execute(query)).one()
    return bool(count >= least and failing == count)


async def _overdue(
    connection: AsyncConnection, now: datetime, min_seconds: float
) -> datetime | None:
    since = now - OVERDUE
    found: datetime | None = await connection.scalar(
        sa.select(sa.func.min(sources.c.due_at, type_=sources.c.due_at.type)).where(
            sources.c.kind == CMECF,
            sources.c.epoch_at.is_not(None),
            sources.c.due_at < since,
            sa.or_(sources.c.not_before.is_(None), sources.c.not_before < since),
            sa.or_(
                sources.c.asked_at.is_(None),
                sources.c.asked_at < since - timedelta(seconds=min_seconds),
            ),
        )
    )
    return found


async def _sources(connection: AsyncConnection) -> tuple[SourceFigures, ...]:
    dropped = await _dropped(connection)
    rows = await connection.execute(
        sa.select(
            sources.c.id, sources.c.court, sources.c.kind, sources.c.read_at, sources.c.built_at,
            sources.c.failing_since, sources.c.failures, sources.c.told_at,
        )
        .where(sources.c.epoch_at.is_not(None), sources.c.state.not_in(WITHOUT_FEED))
        .order_by(sources.c.kind, sources.c.court)
    )  # fmt: skip
    groups: dict[tuple[str, str], list[Any]] = {}
    for row in rows:
        # One case more must not be one row more at a monitor.
        groups.setdefault((row.kind, row.court if row.kind == CMECF else ""), []).append(row)
    return tuple(_folded(kind, court, some, dropped) for (kind, court), some in groups.items())


def _folded(kind: str, court: str, rows: list[Any], dropped: Mapping[str, int]) -> SourceFigures:
    return SourceFigures(
        kind=kind,
        court=court,
        count=len(rows),
        read_at=min((row.read_at for row in rows if row.read_at), default=None),
        built_at=min((row.built_at for row in rows if row.built_at), default=None),
        failing=sum(row.failing_since is not None for row in rows),
        failures=max(row.failures for row in rows),
        silent=sum(row.told_at is not None for row in rows),
        dropped=sum(dropped.get(row.id, 0) for row in rows),
    )


async def _dropped(connection: AsyncConnection) -> dict[str, int]:
    rows = await connection.execute(
        sa.select(dropped_items.c.source_id, sa.func.count()).group_by(dropped_items.c.source_id)
    )
    return {row[0]: row[1] for row in rows}


async def _messages(connection: AsyncConnection, now: datetime) -> Messages:
    rows = await connection.execute(
        sa.select(posts.c.state, sa.func.count(), sa.func.sum(posts.c.attempts))
        .where(posts.c.state.in_(("sent", "failed", "asked")), posts.c.asked_at > now - LATELY)
        .group_by(posts.c.state)
    )
    found = {state: (count, int(attempts or 0)) for state, count, attempts in rows}
    unknown = await connection.scalar(
        sa.select(sa.func.count())
        .select_from(posts)
        .where(
            posts.c.state == "asked",
            sa.or_(posts.c.asked_at.is_(None), posts.c.asked_at <= now - LOOK_AFTER),
        )
    )
    plainer = await connection.scalar(
        sa.select(sa.func.count()).where(posts.c.plainer != "", posts.c.created_at > now - LATELY)
    )
    return Messages(
        sent=found.get("sent", (0, 0))[0],
        failed=found.get("failed", (0, 0))[0],
        unknown=unknown or 0,
        retries=sum(attempts - count for count, attempts in found.values()),
        plainer=plainer or 0,
    )


async def _workers(connection: AsyncConnection, now: datetime) -> tuple[int, datetime | None]:
    rows = (await connection.execute(sa.select(processes))).all()
    # Those beyond were ended before a clock that was ahead was set back.
    near = (row for row in rows if now - ALIVE <= row.seen_at <= now + ALIVE)
    living = [row for row in near if row.role == "worker"]
    pings = [row.pinged_at for row in rows if row.pinged_at is not None]
    return len(living), max(pings, default=None)
