"""Stretches of time that no body of a court's feed reached, and what fills them.

A gap is filled for one listing at a time: CourtListener was asked for what it made
since the gap began.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from filings import courts
from filings.db import Database
from filings.newsdates import local_date
from filings.store.core import (
    CMECF,
    changes,
    dockets,
    entries,
    filled_gaps,
    follows,
    gaps,
    insert_new,
    listings,
    same_case,
)
from filings.types import Event

FROM_THE_FIRST = datetime(1970, 1, 1, tzinfo=UTC)
"""How far a fill reached that read all there is of a docket."""

OLD_NEWS = timedelta(days=30)
"""What a gap hid before that is not asked for any more."""


async def found(
    connection: AsyncConnection, court: str, since: datetime, until: datetime, now: datetime
) -> None:
    """A court's feed has shown that it does not reach back to where it was last read."""
    await connection.execute(
        sa.insert(gaps).values(
            court=court, since=since, until=until, found_at=now, told=False, answered=False
        )
    )


def first_follow() -> sa.ScalarSelect[Any]:
    """When the oldest living follow of a docket began; of ``dockets`` around it."""
    return (
        sa.select(sa.func.min(follows.c.created_at, type_=follows.c.created_at.type))
        .where(follows.c.ended_at.is_(None), same_case(follows, dockets))
        .correlate(dockets)
        .scalar_subquery()
    )


def _open(now: datetime) -> sa.ColumnElement[bool]:
    """That a listing was not asked about a gap that ended after its case was followed."""
    return sa.and_(
        gaps.c.court == listings.c.court,
        gaps.c.until > now - OLD_NEWS,
        gaps.c.until > first_follow(),
        ~sa.exists()
        .where(filled_gaps.c.gap_id == gaps.c.id, filled_gaps.c.listing_id == listings.c.id)
        .correlate(gaps, listings),
    )


def is_open(now: datetime) -> sa.ColumnElement[bool]:
    """Whether a listing has an open gap; within a query of ``listings`` and ``dockets``."""
    return sa.exists().where(_open(now)).correlate(listings, dockets)


def _open_of(listing_id: int, now: datetime) -> sa.Select[Any]:
    return (
        sa.select(gaps, dockets.c.id.label("docket_id"), first_follow().label("first"))
        .select_from(listings)
        .join(dockets, dockets.c.id == listings.c.docket_id)
        .join(gaps, _open(now))
        .where(listings.c.id == listing_id)
        .order_by(gaps.c.since)
    )


async def first_open(db: Database, listing_id: int, now: datetime) -> datetime | None:
    """Since when a listing is to be asked, so that all its gaps are filled; None: it has none."""
    async with db.read() as connection:
        row = (await connection.execute(_open_of(listing_id, now).limit(1))).first()
    return None if row is None else row.since


async def filled(
    db: Database,
    listing_id: int,
    asked: datetime,
    *,
    reached: datetime | None,
    partial: bool = False,
    now: datetime,
) -> None:
    """A listing was asked for what CourtListener made until ``asked``.

    reached  since when all was asked for, which fills the gaps that began later; None: only
             the newest were, which fills none
    partial  not all of it could be read
    """
    async with db.write() as connection:
        await connection.execute(
            listings.update().where(listings.c.id == listing_id).values(filled_to=asked)
        )
        if reached is None:
            return
        for gap in (await connection.execute(_open_of(listing_id, now))).all():
            if gap.since < reached or gap.until > asked:
                continue
            leads = await _untold(connection, gap)
            await connection.execute(
                insert_new(connection, filled_gaps).values(
                    listing_id=listing_id, gap_id=gap.id, docket_id=gap.docket_id,
                    leads=leads, partial=partial, filled_at=now, told=False,
                )
            )  # fmt: skip


async def _untold(connection: AsyncConnection, gap: Any) -> list[str]:
    """Leads of filings made in a gap that no feed showed and no channel was told of."""
    told = sa.exists().where(
        changes.c.court == entries.c.court,
        changes.c.key == entries.c.lead,
        changes.c.event == str(Event.NEW),
    )
    twin = entries.alias("twin")
    in_feed = sa.exists().where(
        twin.c.court == entries.c.court, twin.c.lead == entries.c.lead, twin.c.source == CMECF
    )
    # A day is kept as some moment of it.
    day = timedelta(days=1)
    rows = await connection.execute(
        sa.select(entries.c.lead, entries.c.filed_at, entries.c.timed)
        .where(
            entries.c.docket_id == gap.docket_id,
            entries.c.filed_at.between(gap.since - day, gap.until + day),
            ~told,
            ~in_feed,
        )
        .order_by(entries.c.filed_at, entries.c.key)
    )
    zone, since = courts.get(gap.court).zone, max(gap.since, gap.first)
    said = await _said(connection, gap)
    return list(
        dict.fromkeys(
            row.lead
            for row in rows
            if row.lead not in said
            and falls_in(row.filed_at, row.timed, since, gap.until, zone)
        )
    )  # fmt: skip


async def _said(connection: AsyncConnection, gap: Any) -> set[str]:
    """What another listing of the docket has brought for the same gap."""
    rows = await connection.execute(
        sa.select(filled_gaps.c.leads).where(
            filled_gaps.c.gap_id == gap.id, filled_gaps.c.docket_id == gap.docket_id
        )
    )
    return {lead for (leads,) in rows for lead in leads}


def falls_in(
    filed_at: datetime, timed: bool, since: datetime, until: datetime, zone: ZoneInfo
) -> bool:
    """Whether a filing was made in a stretch of time; by the court's days where it is not timed."""
    if timed:
        return since <= filed_at <= until
    return local_date(since, zone) <= local_date(filed_at, zone) <= local_date(until, zone)
