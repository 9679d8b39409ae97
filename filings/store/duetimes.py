"""When deliveries are due, by the terms of their follow and of its channel."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from filings.courts import court_of
from filings.deciding.merge import Said
from filings.store import whole
from filings.store.core import changes, channels, deliveries, entries, follows, is_of
from filings.store.termrows import read_time
from filings.telling import timing
from filings.telling.timing import Matter
from filings.terms import DIGEST_AT, Cadence, ChannelTerms, Routine, Terms
from filings.types import Destination, Event

TIMED_BY = (
    follows.c.cadence, follows.c.routine, follows.c.daily_at, channels.c.zone,
    channels.c.quiet_from, channels.c.quiet_to, channels.c.break_through, channels.c.digest_at,
)  # fmt: skip
"""What ``told_of`` reads from a row."""

CHANNEL_OF_FOLLOW = sa.and_(
    channels.c.team_id == follows.c.team_id, channels.c.channel_id == follows.c.channel_id
)
ENTRY_OF_CHANGE = sa.and_(entries.c.court == changes.c.court, entries.c.key == changes.c.key)


def at_any_time(matter: Matter) -> sa.ColumnElement[bool]:
    """A follow that is told at once of such a matter, in a channel without quiet hours."""
    no_quiet = sa.or_(
        channels.c.quiet_from == "", channels.c.quiet_to == "",
        channels.c.quiet_from == channels.c.quiet_to,
    )  # fmt: skip
    at_once = sa.and_(follows.c.cadence == str(Cadence.NOW), no_quiet)
    if not matter.routine:
        return at_once
    return sa.and_(at_once, follows.c.routine == str(Routine.AT_ONCE))


def told_of(row: Any, court: str, ready: datetime, matter: Matter) -> tuple[Cadence, datetime]:
    """With what, and when, a change that may be told from ``ready`` on is told to the follow
    of a row with ``TIMED_BY``."""
    _, court_zone = court_of(court)
    terms = Terms(
        cadence=Cadence(row.cadence),
        daily_at=read_time(row.daily_at),
        routine=Routine(row.routine),
    )
    place = ChannelTerms(
        zone=row.zone,
        quiet_from=read_time(row.quiet_from),
        quiet_to=read_time(row.quiet_to),
        break_through=row.break_through,
        digest_at=read_time(row.digest_at) or DIGEST_AT,
    )
    return timing.told(terms, place, court_zone, ready, matter)


def matter_of(event: str, said: Said | None) -> Matter:
    """Of a change by its event and the words of its filing, None for a change of the case."""
    said = said or Said()
    return timing.matter_of(Event(event), said.events, said.text)


async def reschedule(connection: AsyncConnection, to: Destination) -> None:
    """Give what waits for a channel the due times of the terms that hold now."""
    await retime(connection, is_of(deliveries, to))


async def retime(connection: AsyncConnection, which: sa.ColumnElement[bool]) -> None:
    """The same for any deliveries; those that a post has stay as they are."""
    moved = [
        _Moved(row.change_id, row.follow_id, due, str(cadence))
        for row, matter in await _waiting(connection, which)
        for cadence, due in (told_of(row, row.court, row.ready_at, matter),)
        if (due, cadence) != (row.due_at, row.was)
    ]
    await _move(connection, moved)


async def hurry(connection: AsyncConnection, which: sa.ColumnElement[bool], now: datetime) -> None:
    """Of deliveries that wait: those that would be told sooner if they were owed now are."""
    moved = [
        _Moved(row.change_id, row.follow_id, due, str(cadence))
        for row, matter in await _waiting(connection, which)
        for cadence, due in (told_of(row, row.court, max(row.ready_at, now), matter),)
        if due <= row.due_at and (due, cadence) != (row.due_at, row.was)
    ]
    await _move(connection, moved)


@dataclass(frozen=True, slots=True)
class _Moved:
    change_id: int
    follow_id: int
    due: datetime
    cadence: str


async def _waiting(
    connection: AsyncConnection, which: sa.ColumnElement[bool]
) -> list[tuple[Any, Matter]]:
    """Deliveries without a post, locked, each with what matters of its change."""
    waiting = (
        sa.select(
            deliveries.c.change_id, deliveries.c.follow_id, deliveries.c.ready_at,
            deliveries.c.due_at, deliveries.c.cadence.label("was"), changes.c.court,
            changes.c.event, *TIMED_BY,
        )
        .join(follows, follows.c.id == deliveries.c.follow_id)
        .join(channels, CHANNEL_OF_FOLLOW)
        .join(changes, changes.c.id == deliveries.c.change_id)
        .where(which, deliveries.c.post_id.is_(None))
        .order_by(deliveries.c.due_at, deliveries.c.change_id)
        .with_for_update(of=deliveries)
    )  # fmt: skip
    rows = (await connection.execute(waiting)).all()
    words = await whole.of_changes(connection, [row.change_id for row in rows])
    events = {row.change_id: row.event for row in rows}
    matters = {each: matter_of(event, words.get(each)) for each, event in events.items()}
    return [(row, matters[row.change_id]) for row in rows]


async def _move(connection: AsyncConnection, moved: Sequence[_Moved]) -> None:
    if not moved:
        return
    await connection.execute(
        deliveries.update()
        .where(
            deliveries.c.change_id == sa.bindparam("b_change"),
            deliveries.c.follow_id == sa.bindparam("b_follow"),
        )
        .values(due_at=sa.bindparam("b_due"), cadence=sa.bindparam("b_cadence")),
        [
            {"b_change": m.change_id, "b_follow": m.follow_id, "b_due": m.due,
             "b_cadence": m.cadence}
            for m in moved
        ],
    )  # fmt: skip
