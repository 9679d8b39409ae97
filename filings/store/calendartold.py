"""What channels are owed of calendars unasked: reminders, and what became of what they were told.

Each is marked as told in the transaction that writes the message, and only one process can.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from filings.calendar import Kind, times
from filings.calendar.views import EventView
from filings.postlife import Step
from filings.store import calendarrows as rows
from filings.store import poststeps
from filings.store.calendarviews import with_filings
from filings.store.core import (
    channels,
    court_events,
    dockets,
    events_told,
    follows,
    posts,
    same_case,
)
from filings.store.termrows import read_time, terms_of_channel, written
from filings.telling.timing import is_quiet, zone_of
from filings.terms import ChannelTerms
from filings.types import Destination

A_DAY = timedelta(days=1)
EVENING, HOUR, MOVED = "evening", "hour", "moved"
"""Kinds of posts."""
EVENING_ENDS = timedelta(hours=6)
"""From 6 p.m. to midnight."""


@dataclass(frozen=True, slots=True)
class Owed:
    """One event that one channel is to be told of.

    before  of an update, the event as the channel knows it: its date and time
    """

    to: Destination
    place: ChannelTerms
    view: EventView
    before: EventView | None = None


async def reminders(connection: AsyncConnection, now: datetime) -> tuple[list[Owed], list[Owed]]:
    """What is to be told the evening before, and an hour before, without what was told."""
    candidates = await _owed(
        connection,
        _of_channels().where(
            channels.c.reminders,
            court_events.c.kind == str(Kind.HEARING),
            court_events.c.status.in_(rows.STILL_ON),
            court_events.c.on_date.between((now - A_DAY).date(), (now + 3 * A_DAY).date()),
        ),
    )
    evening: list[Owed] = []
    hour: list[Owed] = []
    for row, owed in candidates:
        zone = rows.zone_of_court(owed.view.court)
        if is_quiet(now, owed.place, zone_of(owed.place.zone, zone)):
            continue
        if times.is_time(times.hour_before(owed.view), owed.view, now):
            if row.hour_for != owed.view.starts_at:
                hour.append(owed)
            continue
        window = times.evening_before(owed.view, owed.place, zone)
        if row.eve_for != owed.view.date and times.is_time(window, owed.view, now):
            evening.append(owed)
    return evening, hour


async def updates(connection: AsyncConnection, now: datetime) -> list[Owed]:
    """Events that channels were told of and that are off, or on another day or hour, since.

    In quiet hours they wait where the channel lets nothing break through.
    """
    said_off = events_told.c.said_status.in_(rows.OFF)
    is_off = court_events.c.status.in_(rows.OFF)
    other_time = sa.or_(
        court_events.c.on_date != events_told.c.said_date,
        court_events.c.at_time != events_told.c.said_time,
    )
    told = await _owed(
        connection,
        _of_channels(told_of=True).where(
            sa.or_(
                sa.and_(court_events.c.status.in_(rows.STILL_ON), sa.or_(other_time, said_off)),
                sa.and_(is_off, sa.not_(said_off)),
            ),
            sa.or_(
                events_told.c.said_date >= (now - A_DAY).date(),
                court_events.c.on_date >= (now - A_DAY).date(),
            ),
        ),
    )
    found = []
    for row, owed in told:
        zone = zone_of(owed.place.zone, rows.zone_of_court(owed.view.court))
        if owed.place.break_through or not is_quiet(now, owed.place, zone):
            found.append(Owed(owed.to, owed.place, owed.view, _as_said(row, owed.view)))
    return found


def _as_said(row: Any, view: EventView) -> EventView:
    at, zone = read_time(row.said_time), rows.zone_of_court(view.court)
    return EventView(
        view.id, view.uid, view.court, view.docket_number, view.case_name, view.kind, view.what,
        row.said_date, at, rows.starts_at(row.said_date, at, zone), view.status, view.key,
        view.found_at, view.changed_at, gone=row.said_status == rows.GONE,
    )  # fmt: skip


def _of_channels(*, told_of: bool = False) -> sa.Select[Any]:
    """Events, each with every channel that follows its case, lives, and can be posted in."""
    of_channel = sa.and_(
        channels.c.team_id == follows.c.team_id, channels.c.channel_id == follows.c.channel_id
    )
    told_there = sa.and_(
        events_told.c.team_id == follows.c.team_id,
        events_told.c.channel_id == follows.c.channel_id,
        events_told.c.event_id == court_events.c.id,
    )
    told = [events_told.c[name] for name in _TOLD]
    return (
        rows.EVENTS.add_columns(*_place_columns(), *told)
        .join(follows, same_case(follows, dockets))
        .join(channels, of_channel)
        .join(events_told, told_there, isouter=not told_of)
        .where(follows.c.ended_at.is_(None), follows.c.paused_at.is_(None), channels.c.state == "")
    )


_TOLD = ("eve_for", "hour_for", "said_date", "said_time", "said_status")


def _place_columns() -> list[sa.ColumnElement[Any]]:
    """All of a channel that no event has a column for."""
    taken = {column.name for column in court_events.c}
    return [column for column in channels.c if column.name not in taken]


async def _owed(connection: AsyncConnection, query: sa.Select[Any]) -> list[tuple[Any, Owed]]:
    found: dict[tuple[Destination, int], Any] = {}
    rows_found = (await connection.execute(query)).all()
    for row in sorted(rows_found, key=lambda row: (row.on_date, row.at_time, row.id)):
        # A number without its office may fit a case that another follow of the channel names.
        found.setdefault((Destination(row.team_id, row.channel_id), row.id), row)
    views = await with_filings(connection, list(found.values()))
    return [
        (row, Owed(to, terms_of_channel(row), view))
        for ((to, _), row), view in zip(found.items(), views, strict=True)
    ]


async def told_of_evening(connection: AsyncConnection, owed: Sequence[Owed]) -> list[Owed]:
    """Mark as told; gives those that nobody else had."""
    return [one for one in owed if await _mark(connection, one, eve_for=one.view.date)]


async def told_of_hour(connection: AsyncConnection, owed: Sequence[Owed]) -> list[Owed]:
    return [one for one in owed if await _mark(connection, one, hour_for=one.view.starts_at)]


async def _mark(connection: AsyncConnection, owed: Owed, **mark: Any) -> bool:
    ((name, _),) = mark.items()
    make: Any = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    statement = make(events_told).values(
        team_id=owed.to.team_id, channel_id=owed.to.channel_id, event_id=owed.view.id,
        **mark, **_said(owed.view),
    )  # fmt: skip
    changed = (name, *_said(owed.view))
    done = await connection.execute(
        statement.on_conflict_do_update(
            index_elements=["team_id", "channel_id", "event_id"],
            set_={each: statement.excluded[each] for each in changed},
            where=events_told.c[name].is_distinct_from(statement.excluded[name]),
        ).returning(events_told.c.event_id)
    )
    return done.first() is not None


def _said(view: EventView) -> dict[str, Any]:
    status = rows.GONE if view.gone else str(view.status)
    return {
        "said_date": view.date, "said_time": written(view.time), "said_status": status,
    }  # fmt: skip


async def told_of_change(connection: AsyncConnection, owed: Sequence[Owed]) -> list[Owed]:
    """Mark events as known to their channels as they are now; gives those that nobody else had."""
    mine = []
    for one in owed:
        now_said = _said(one.view)
        differs = sa.or_(*(events_told.c[name] != value for name, value in now_said.items()))
        done = await connection.execute(
            events_told.update()
            .where(_is(one), differs)
            .values(**now_said)
            .returning(events_told.c.event_id)
        )
        if done.first() is not None:
            mine.append(one)
    return mine


def _is(owed: Owed) -> sa.ColumnElement[bool]:
    return sa.and_(
        events_told.c.team_id == owed.to.team_id,
        events_told.c.channel_id == owed.to.channel_id,
        events_told.c.event_id == owed.view.id,
    )


async def note_post(connection: AsyncConnection, owed: Sequence[Owed], post_id: str) -> None:
    """By which post a channel is reminded."""
    for one in owed:
        await connection.execute(events_told.update().where(_is(one)).values(post_id=post_id))


def _overdue(now: datetime) -> sa.Select[Any]:
    """Reminders that nobody asked for until the hearing began, or "tomorrow" was over."""
    late_evening = sa.and_(posts.c.kind == EVENING, posts.c.created_at < now - EVENING_ENDS)
    return (
        sa.select(posts.c.id)
        .join(events_told, events_told.c.post_id == posts.c.id)
        .join(court_events, court_events.c.id == events_told.c.event_id)
        .where(posts.c.state == "waiting", sa.or_(court_events.c.starts_at <= now, late_evening))
    )


async def anything_overdue(connection: AsyncConnection, now: datetime) -> bool:
    return (await connection.execute(_overdue(now).limit(1))).first() is not None


async def drop_overdue(connection: AsyncConnection, now: datetime) -> None:
    overdue = posts.c.id.in_(_overdue(now))
    why = "It was too late when this could be sent."
    await poststeps.take(connection, Step.GIVE_UP, overdue, error=why)
