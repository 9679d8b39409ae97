"""Channels that get the new cases of a court each morning."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from filings import courts
from filings.db import Database
from filings.store import audit, epochs, places
from filings.store.audit import AuditLine
from filings.store.core import channels, is_of, morning_lists, upsert
from filings.telling import timing
from filings.telling.watching import said
from filings.terms import Cadence
from filings.types import Destination

KEPT_BY_THEN = timedelta(minutes=2)
"""What was seen longer ago is in the record; a reading under way may not be."""


@dataclass(frozen=True, slots=True)
class Morning:
    """A list that a channel gets. ``told_to`` is how far the last one reached."""

    to: Destination
    court: str
    types: tuple[str, ...]
    told_to: datetime
    next_at: datetime
    zone: str = ""
    created_by: str = ""

    @property
    def shown_in(self) -> ZoneInfo:
        return timing.zone_of(self.zone, courts.get(self.court).zone)


async def keep(
    db: Database,
    to: Destination,
    court: str,
    types: Sequence[str],
    *,
    by: str,
    now: datetime,
    channel_name: str = "",
    zone: str = "",
) -> Morning:
    """Give a channel the list each morning, and begin to read the court."""
    async with db.write() as connection:
        await places.know(connection, to, channel_name)
        await places.preset_zone(connection, to, zone)
        next_at = await _next(connection, to, court, now)
        row = {
            "team_id": to.team_id, "channel_id": to.channel_id, "court": court,
            "types": " ".join(types), "created_by": by, "created_at": now, "told_to": now,
            "next_at": next_at,
        }  # fmt: skip
        keys = ("team_id", "channel_id", "court")
        await connection.execute(
            upsert(connection, morning_lists, keys, ("types", "next_at")).values(**row)
        )
        await epochs.begin_courts(connection, (court,), now)
        detail = ", ".join((courts.get(court).short_name, *filter(None, [said("", types)])))
        await audit.add(connection, AuditLine(to, now, by, "morning", "", "", detail))
        own_zone = (await places.terms_in(connection, to)).zone
    return Morning(to, court, tuple(types), now, next_at, own_zone, by)


async def _next(
    connection: AsyncConnection, to: Destination, court: str, now: datetime
) -> datetime:
    """The next digest of the channel that is in no quiet hour."""
    place = await places.terms_in(connection, to)
    zone = courts.get(court).zone
    return timing.due(Cadence.DAILY, None, place, zone, now, through=False)


async def end(db: Database, to: Destination, court: str, *, by: str, now: datetime) -> bool:
    """Stop a list; False where the channel has none of that court."""
    async with db.write() as connection:
        gone = await connection.execute(
            morning_lists.delete().where(is_of(morning_lists, to), morning_lists.c.court == court)
        )
        if gone.rowcount != 1:
            return False
        detail = courts.get(court).short_name
        await audit.add(connection, AuditLine(to, now, by, "nomorning", "", "", detail))
        await epochs.end_unfollowed(connection)
    return True


async def listed(db: Database, to: Destination) -> tuple[Morning, ...]:
    """The lists that a channel gets."""
    return await _found(db, is_of(morning_lists, to))


async def everywhere(db: Database, team_id: str | None = None) -> tuple[Morning, ...]:
    """The lists of all channels, or of those of a workspace."""
    return await _found(db, sa.true() if team_id is None else morning_lists.c.team_id == team_id)


async def due(db: Database, now: datetime) -> tuple[Morning, ...]:
    """Lists that are due, of channels that can be posted in."""
    return await _found(db, sa.and_(morning_lists.c.next_at <= now, channels.c.state == ""))


async def _found(db: Database, which: sa.ColumnElement[bool]) -> tuple[Morning, ...]:
    query = (
        sa.select(morning_lists, channels.c.zone)
        .join(
            channels,
            sa.and_(
                channels.c.team_id == morning_lists.c.team_id,
                channels.c.channel_id == morning_lists.c.channel_id,
            ),
        )
        .where(which)
        .order_by(*morning_lists.primary_key.columns)
    )
    async with db.read() as connection:
        rows: Sequence[Any] = (await connection.execute(query)).all()
    return tuple(
        Morning(
            Destination(row.team_id, row.channel_id), row.court, tuple(row.types.split()),
            row.told_to, row.next_at, row.zone, row.created_by,
        )
        for row in rows
    )  # fmt: skip


async def claim(
    connection: AsyncConnection, morning: Morning, told_to: datetime, now: datetime
) -> bool:
    """Mark a list as told, within the transaction that writes it; False where another process
    has done so."""
    done = await connection.execute(
        morning_lists.update()
        .where(
            is_of(morning_lists, morning.to), morning_lists.c.court == morning.court,
            morning_lists.c.next_at == morning.next_at,
        )
        .values(
            told_to=told_to, next_at=await _next(connection, morning.to, morning.court, now)
        )
    )  # fmt: skip
    return bool(done.rowcount == 1)
