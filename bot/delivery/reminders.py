"""Hearings that channels are reminded of, and what became of what they were told.

Each is told once: the mark that it was told and the message are written in one transaction.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.delivery.notes import add
from bot.words.blocks import Message
from bot.words.render import Renderer
from filings.db import Database
from filings.store import calendar, calendartold
from filings.store.calendartold import Owed
from filings.types import Destination


class Reminders:
    """Duties of the worker."""

    def __init__(self, db: Database, renderer: Renderer) -> None:
        self._db = db
        self._renderer = renderer

    async def duty(self, now: datetime) -> None:
        """Write what is to be said now; a look that finds nothing writes nothing."""
        async with self._db.read() as connection:
            evening, hour = await calendartold.reminders(connection, now)
            changed = await calendartold.updates(connection, now)
            overdue = await calendartold.anything_overdue(connection, now)
        if not (evening or hour or changed or overdue):
            return
        async with self._db.write() as connection:
            await calendartold.drop_overdue(connection, now)
            for to, some in _by_channel(await calendartold.told_of_change(connection, changed)):
                message = self._changed(some, now)
                await self._say(connection, to, calendartold.MOVED, message, some, now)
            for to, some in _by_channel(await calendartold.told_of_hour(connection, hour)):
                message = self._remind(some, now)
                post = await self._say(connection, to, calendartold.HOUR, message, some, now)
                await calendartold.note_post(connection, some, post)
            for to, some in _by_channel(await calendartold.told_of_evening(connection, evening)):
                message = self._remind(some, now)
                post = await self._say(connection, to, calendartold.EVENING, message, some, now)
                await calendartold.note_post(connection, some, post)

    async def catch_up(self, now: datetime) -> None:
        """Read the texts of dockets that no calendar was made of yet."""
        await calendar.catch_up(self._db, now)

    async def begin(self, now: datetime) -> None:
        """Before anything is sent: what waited until its hearing began is not sent any more."""
        async with self._db.write() as connection:
            await calendartold.drop_overdue(connection, now)

    def _remind(self, owed: Sequence[Owed], now: datetime) -> Message:
        return self._renderer.reminder([one.view for one in owed], owed[0].place.zone, now)

    def _changed(self, owed: Sequence[Owed], now: datetime) -> Message:
        pairs = [(one.before or one.view, one.view) for one in owed]
        return self._renderer.calendar_changed(pairs, owed[0].place.zone, now)

    async def _say(
        self, connection: AsyncConnection, to: Destination, kind: str, message: Message,
        owed: Sequence[Owed], now: datetime,
    ) -> str:  # fmt: skip
        return await add(connection, to, kind, message, now, [one.view for one in owed])


def _by_channel(owed: Sequence[Owed]) -> list[tuple[Destination, list[Owed]]]:
    """What comes together is one message to a channel, by the clock."""
    channels: dict[Destination, list[Owed]] = {}
    for one in owed:
        channels.setdefault(one.to, []).append(one)
    return list(channels.items())
