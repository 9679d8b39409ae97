"""Dockets at CourtListener as errands need them: what is known, asked for and subscribed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from filings.db import Database
from filings.numbers import Parts
from filings.store import facts
from filings.store.core import (
    case_facts,
    changes,
    dockets,
    entries,
    follows,
    is_case,
    listings,
    members,
    posts,
    same_case,
    sources,
    titles,
)
from filings.store.epochs import source_id
from filings.types import CaseFacts, Event, Teller

ON, THEIRS, REFUSED = "on", "theirs", "refused"
FREE = '%"free_url": "http%'
"""How a free document reads in the column of an entry's documents."""


@dataclass(frozen=True, slots=True)
class Subscription:
    """What is so of the alert for one listing. ``asked_at`` is when we last asked for it."""

    alert: str
    alert_id: int | None
    asked_at: datetime | None
    followed: bool


async def facts_of_listing(db: Database, listing_id: int) -> CaseFacts | None:
    """What CourtListener said of a docket, or as much as the record has; None: not known."""
    async with db.read() as connection:
        row = (
            await connection.execute(
                sa.select(
                    listings.c.id, listings.c.court, listings.c.case_id, listings.c.page,
                    dockets.c.number, dockets.c.case_name, dockets.c.case_type,
                    case_facts.c.facts,
                )
                .join(dockets, dockets.c.id == listings.c.docket_id)
                .outerjoin(
                    case_facts,
                    sa.and_(
                        case_facts.c.docket_id == dockets.c.id,
                        case_facts.c.teller == str(Teller.COURTLISTENER),
                    ),
                )
                .where(listings.c.id == listing_id)
            )
        ).first()  # fmt: skip
    if row is None:
        return None
    plain = CaseFacts(
        Teller.COURTLISTENER, row.court, row.number, row.case_name, row.case_id, row.case_type
    )
    known = facts.load(row.facts) if row.facts else plain
    if known.listing_id not in (None, row.id):  # the same case under another case id
        known = plain
    return replace(
        known,
        docket_number=row.number,
        case_type=row.case_type,
        listing_id=row.id,
        case_id=row.case_id,
        page=row.page,
    )


async def facts_of_case_id(db: Database, court: str, case_id: str) -> CaseFacts | None:
    """A recorded case by the court's own case id, whatever source told of it."""
    async with db.read() as connection:
        row = (await connection.execute(_titled(court, case_id))).first()
    if row is None:
        return None
    return CaseFacts(Teller.COURTLISTENER, court, row.number, row.case_name, case_id, row.case_type)


def _titled(court: str, case_id: str) -> sa.Select[Any]:
    return (
        sa.select(dockets.c.number, dockets.c.case_name, dockets.c.case_type)
        .join(titles, titles.c.docket_id == dockets.c.id)
        .where(titles.c.court == court, titles.c.case_id == case_id)
    )


async def is_followed(db: Database, court: str, parts: Parts) -> bool:
    """Whether any channel follows a case."""
    wanted = sa.exists().where(is_case(follows, court, parts), follows.c.ended_at.is_(None))
    async with db.read() as connection:
        return bool(await connection.scalar(sa.select(wanted)))


async def filled_to(db: Database, listing_id: int) -> datetime | None:
    """Entries that CourtListener made until then were asked for."""
    async with db.read() as connection:
        at: datetime | None = await connection.scalar(
            sa.select(listings.c.filled_to).where(listings.c.id == listing_id)
        )
    return at


async def failing_since(db: Database, court: str) -> datetime | None:
    """Since when a court's feed cannot be read; None where it can."""
    async with db.read() as connection:
        at: datetime | None = await connection.scalar(
            sa.select(sources.c.failing_since).where(sources.c.id == source_id(court))
        )
    return at


async def subscription(db: Database, listing_id: int) -> Subscription | None:
    followed = (
        sa.exists()
        .where(
            dockets.c.id == listings.c.docket_id,
            same_case(follows, dockets),
            follows.c.ended_at.is_(None),
        )
        .label("followed")
    )
    async with db.read() as connection:
        row = (
            await connection.execute(
                sa.select(
                    listings.c.alert, listings.c.alert_id, listings.c.alert_at, followed
                ).where(listings.c.id == listing_id)
            )
        ).first()
    if row is None:
        return None
    return Subscription(row.alert, row.alert_id, row.alert_at, bool(row.followed))


async def alert_is(
    db: Database, listing_id: int, alert: str, alert_id: int | None, at: datetime | None
) -> None:
    async with db.write() as connection:
        await connection.execute(
            listings.update()
            .where(listings.c.id == listing_id)
            .values(alert=alert, alert_id=alert_id, alert_at=at)
        )


async def alerts_ended(
    connection: AsyncConnection, listing_ids: frozenset[int] | tuple[int, ...]
) -> None:
    """CourtListener switched these alerts off, as it does in cases that have long ended."""
    await connection.execute(
        listings.update()
        .where(listings.c.id.in_(sorted(listing_ids)))
        .values(alert="", alert_id=None, alert_at=None)
    )


async def undocumented(
    db: Database, since: datetime, listing_id: int | None = None
) -> list[tuple[int, str, datetime]]:
    """Alerts since then of filings that have no free document yet, in followed cases that
    CourtListener lists: listing, court, when the alert was made. At most 2,000.
    """
    # Of several listings of a case that of its entry's own case id, else any one.
    own = sa.func.min(sa.case((listings.c.case_id == entries.c.case_id, listings.c.id)))
    wanted = (
        sa.select(
            sa.func.coalesce(own, sa.func.min(listings.c.id)).label("listing"),
            changes.c.court,
            changes.c.created_at,
        )
        .select_from(changes)
        .join(dockets, dockets.c.id == changes.c.docket_id)
        .join(entries, sa.and_(entries.c.court == changes.c.court, entries.c.key == changes.c.key))
        .join(listings, listings.c.docket_id == dockets.c.id)
        .where(
            changes.c.event == str(Event.NEW),
            changes.c.created_at > since,
            changes.c.court != "scotus",
            _told(),
            sa.exists().where(same_case(follows, dockets), follows.c.ended_at.is_(None)),
            ~_has_free(),
        )
        .group_by(changes.c.id, changes.c.court, changes.c.created_at)
        .order_by(changes.c.created_at.desc())
        .limit(2000)
    )
    if listing_id is not None:
        docket = sa.select(listings.c.docket_id).where(listings.c.id == listing_id)
        wanted = wanted.where(dockets.c.id == docket.scalar_subquery())
    async with db.read() as connection:
        rows = (await connection.execute(wanted)).all()
    return [
        (row.listing, row.court, row.created_at)
        for row in rows
        if listing_id in (None, row.listing)
    ]


def _told() -> sa.Exists:
    return sa.exists().where(
        members.c.change_id == changes.c.id,
        posts.c.id == members.c.post_id,
        posts.c.state == "sent",
    )


def _has_free() -> sa.Exists:
    free = entries.alias("free")
    return sa.exists().where(
        free.c.court == changes.c.court,
        free.c.lead == changes.c.key,
        sa.cast(free.c.documents, sa.Text).like(FREE),
    )
