"""Channels: what is known of each, and how it wants to be told."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from filings.db import Database
from filings.store import audit
from filings.store.audit import AuditLine
from filings.store.core import channels, insert_new, upsert
from filings.terms import DIGEST_AT, ChannelTerms
from filings.types import Destination


def is_place(to: Destination) -> sa.ColumnElement[bool]:
    return sa.and_(channels.c.team_id == to.team_id, channels.c.channel_id == to.channel_id)


def written(at: time | None) -> str:
    """A local time as the tables keep it, "" for none."""
    return "" if at is None else f"{at:%H:%M}"


def read_time(text: str) -> time | None:
    return time.fromisoformat(text) if text else None


def terms_from(row: Any) -> ChannelTerms:
    """Of a row of ``channel``."""
    return ChannelTerms(
        zone=row.zone,
        quiet_from=read_time(row.quiet_from),
        quiet_to=read_time(row.quiet_to),
        break_through=row.break_through,
        digest_at=read_time(row.digest_at) or DIGEST_AT,
        threads=row.threads,
    )


async def know(connection: AsyncConnection, to: Destination, name: str = "") -> None:
    """Make sure that there is a row that can be leased for sending."""
    row = {"team_id": to.team_id, "channel_id": to.channel_id, "name": name, "trouble": ""}
    statement: Any = insert_new(connection, channels)
    if name:
        statement = upsert(connection, channels, ("team_id", "channel_id"), ("name", "trouble"))
    await connection.execute(statement.values(**row))


async def terms_of(db: Database, to: Destination) -> ChannelTerms:
    """How a channel wants to be told; the defaults where nobody has chosen."""
    async with db.read() as connection:
        return await terms_in(connection, to)


async def terms_in(connection: AsyncConnection, to: Destination) -> ChannelTerms:
    row = (await connection.execute(sa.select(channels).where(is_place(to)))).first()
    return ChannelTerms() if row is None else terms_from(row)


async def set_terms(
    db: Database, to: Destination, terms: ChannelTerms, *, by: str, now: datetime
) -> None:
    """Keep what a person chose for a channel, with a line in the audit."""
    async with db.write() as connection:
        await know(connection, to)
        await connection.execute(
            channels.update()
            .where(is_place(to))
            .values(
                zone=terms.zone, quiet_from=written(terms.quiet_from),
                quiet_to=written(terms.quiet_to), break_through=terms.break_through,
                digest_at=written(terms.digest_at), threads=terms.threads,
            )
        )  # fmt: skip
        await audit.add(connection, AuditLine(to, now, by, "settings", "", "", ""))


async def preset_zone(connection: AsyncConnection, to: Destination, zone: str) -> None:
    """The zone of whoever follows first, unless the channel has one."""
    if zone:
        await connection.execute(
            channels.update().where(is_place(to), channels.c.zone == "").values(zone=zone)
        )
