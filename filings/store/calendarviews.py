"""What is shown of calendars: one case's, a channel's, and what a feed of it holds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from filings import newsdates
from filings.calendar.views import AHEAD, CalendarView, EventView
from filings.db import Database
from filings.deciding.merge import folded
from filings.numbers import Parts
from filings.store import calendarrows as rows
from filings.store.cases import groups_of
from filings.store.core import court_events, dockets, entries, follows, is_case, is_of, same_case
from filings.types import Destination

LATELY = timedelta(days=14)
KEPT = timedelta(days=30)
"""How long an event that is past or off stays in a feed."""
MOST = 500
_A_DAY = timedelta(days=1)


async def of_case(db: Database, court: str, parts: Parts, now: datetime) -> CalendarView:
    """All that is ahead in one case, and what was vacated or moved lately."""
    async with db.read() as connection:
        return await _view(connection, is_case(dockets, court, parts), now, None)


async def of_channel(
    db: Database, to: Destination, now: datetime, within: timedelta = AHEAD
) -> CalendarView:
    """Of the cases that a channel follows, what is ahead within some days."""
    async with db.read() as connection:
        view = await _view(connection, followed_in(to), now, within)
        return replace(view, cases=await _followed(connection, is_of(follows, to)))


async def of_all(db: Database, now: datetime, within: timedelta = AHEAD) -> CalendarView:
    """The same of all cases that are followed anywhere."""
    followed = sa.exists().where(same_case(follows, dockets), follows.c.ended_at.is_(None))
    async with db.read() as connection:
        view = await _view(connection, followed, now, within)
        return replace(view, cases=await _followed(connection, sa.true()))


async def _followed(connection: AsyncConnection, which: sa.ColumnElement[bool]) -> int:
    """Cases that no source has seen yet are among them."""
    live = follows.c.ended_at.is_(None)
    count = await connection.scalar(
        sa.select(sa.func.count()).select_from(follows).where(which, live)
    )
    return count or 0


def followed_in(to: Destination, *more: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    """Dockets that a channel follows."""
    live = follows.c.ended_at.is_(None)
    return sa.exists().where(same_case(follows, dockets), is_of(follows, to), live, *more)


async def _view(
    connection: AsyncConnection,
    which: sa.ColumnElement[bool],
    now: datetime,
    within: timedelta | None,
) -> CalendarView:
    first = (now - _A_DAY).date()
    wanted = [which, court_events.c.on_date >= first, court_events.c.status.in_(rows.STILL_ON)]
    if within is not None:
        wanted.append(court_events.c.on_date <= (now + within).date())
    changed = sa.and_(which, court_events.c.changed_at > now - LATELY)
    moved = sa.and_(court_events.c.status.in_(rows.STILL_ON), court_events.c.sequence > 0)
    was_off = sa.and_(court_events.c.status.in_(rows.OFF), court_events.c.on_date >= first)
    order = (court_events.c.on_date, court_events.c.at_time, court_events.c.id)
    ahead = await _shown(connection, rows.EVENTS.where(*wanted).order_by(*order).limit(MOST))
    lately = await _shown(
        connection,
        rows.EVENTS.where(changed, sa.or_(moved, was_off))
        .order_by(court_events.c.changed_at.desc(), court_events.c.id)
        .limit(20),
    )
    with_text = sa.exists().where(entries.c.docket_id == dockets.c.id, entries.c.text != "")
    texts = await connection.scalar(
        sa.select(sa.func.count()).select_from(dockets).where(which, with_text)
    )
    return CalendarView(
        tuple(view for view in ahead if not is_past(view, now)),
        tuple(view for view in lately if view.is_off or view.past),
        with_texts=texts or 0,
    )


def is_past(view: EventView, now: datetime) -> bool:
    """A hearing is no more to come when the day of its court is over."""
    return view.date < newsdates.local_date(now, rows.zone_of_court(view.court))


async def _shown(connection: AsyncConnection, query: sa.Select[Any]) -> list[EventView]:
    return await with_filings(connection, (await connection.execute(query)).all())


async def with_filings(connection: AsyncConnection, found: Sequence[Any]) -> list[EventView]:
    """Rows as ``calendarrows.EVENTS`` gives them, each with the filing that said the last of it."""
    told = await _filings(connection, {(row.court, row.key) for row in found})
    return [replace(rows.view_of(row), filing=told.get((row.court, row.key))) for row in found]


async def _filings(
    connection: AsyncConnection, leads: Iterable[tuple[str, str]]
) -> dict[tuple[str, str], Any]:
    groups = await groups_of(connection, sorted(leads))
    return {lead: folded(told) for lead, told in groups.items()}


async def for_feed(connection: AsyncConnection, to: Destination, now: datetime) -> list[EventView]:
    """All of a channel's events that its calendar file holds, the cancelled ones for some weeks."""
    first = (now - KEPT).date()
    fresh = sa.or_(
        sa.and_(court_events.c.status.not_in(rows.OFF), court_events.c.on_date >= first),
        court_events.c.changed_at > now - KEPT,
    )
    query = rows.EVENTS.where(followed_in(to), fresh)
    order = (court_events.c.on_date, court_events.c.at_time, court_events.c.id)
    return await _shown(connection, query.order_by(*order).limit(MOST))
