"""Channels: what is known of each, and how it wants to be told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from filings.db import Database
from filings.store import audit
from filings.store.audit import AuditLine
from filings.store.core import channels, insert_new, is_of, upsert
from filings.store.duetimes import reschedule
from filings.store.termrows import terms_of_channel, written
from filings.terms import ChannelTerms
from filings.types import Destination

_NO_NAMES = ("privategroup", "directmessage")
"""What Slack says with a command in place of the name of what is not public."""


async def know(connection: AsyncConnection, to: Destination, name: str = "") -> None:
    """Make sure that there is a row that can be leased for sending."""
    name = "" if name in _NO_NAMES else name
    row = {"team_id": to.team_id, "channel_id": to.channel_id, "name": name, "trouble": ""}
    statement: Any = insert_new(connection, channels)
    if name:
        statement = upsert(connection, channels, ("team_id", "channel_id"), ("name", "trouble"))
    await connection.execute(statement.values(**row))


async def terms_of(db: Database, to: Destination) -> ChannelTerms:
    """How a channel wants to be told; the defaults where nobody has chosen."""
    async with db.read() as connection:
        return await terms_in(connection, to)


async def name_of(db: Database, to: Destination) -> str:
    """The channel's name without "#", "" where it is not known."""
    async with db.read() as connection:
        name = await connection.scalar(sa.select(channels.c.name).where(is_of(channels, to)))
    return name or ""


async def names(db: Database) -> dict[Destination, str]:
    """The name of every channel that has one, without "#"."""
    query = sa.select(channels.c.team_id, channels.c.channel_id, channels.c.name)
    async with db.read() as connection:
        rows = await connection.execute(query.where(channels.c.name != ""))
        return {Destination(team, channel): name for team, channel, name in rows}


async def terms_in(connection: AsyncConnection, to: Destination) -> ChannelTerms:
    row = (await connection.execute(sa.select(channels).where(is_of(channels, to)))).first()
    return ChannelTerms() if row is None else terms_of_channel(row)


async def set_terms(
    db: Database, to: Destination, terms: ChannelTerms, *, by: str, now: datetime
) -> None:
    """Keep what a person chose for a channel, with a line in the audit; what waits for it
    gets the due times of these terms."""
    async with db.write() as connection:
        await know(connection, to)
        await connection.execute(
            channels.update()
            .where(is_of(channels, to))
            .values(
                zone=terms.zone, quiet_from=written(terms.quiet_from),
                quiet_to=written(terms.quiet_to), break_through=terms.break_through,
                digest_at=written(terms.digest_at), threads=terms.threads,
                cite=terms.cite, reminders=terms.reminders,
            )
        )  # fmt: skip
        await reschedule(connection, to)
        await audit.add(connection, AuditLine(to, now, by, "settings", "", "", ""))


async def preset_zone(connection: AsyncConnection, to: Destination, zone: str) -> None:
    """The zone of whoever follows first, unless the channel has one."""
    if zone:
        await connection.execute(
            channels.update().where(is_of(channels, to), channels.c.zone == "").values(zone=zone)
        )


@dataclass(frozen=True, slots=True)
class KnownPlace:
    """A channel that Crier knows; ``is_chosen`` where its terms are not the defaults."""

    to: Destination
    name: str
    terms: ChannelTerms

    @property
    def is_chosen(self) -> bool:
        return self.terms != ChannelTerms()


async def all_terms(db: Database) -> list[KnownPlace]:
    """Every channel, in order."""
    async with db.read() as connection:
        rows = await connection.execute(sa.select(channels).order_by(*channels.primary_key.columns))
        return [
            KnownPlace(Destination(row.team_id, row.channel_id), row.name, terms_of_channel(row))
            for row in rows
        ]
