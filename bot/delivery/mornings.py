"""Each morning's new cases: what is told, and that it was, are written in one transaction."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.delivery.notes import add
from bot.words.render import Renderer
from filings.db import Database
from filings.store import mornings, newcases
from filings.store.mornings import KEPT_BY_THEN

MOST = timedelta(days=3)
"""How far back a list reaches after a time in which it could not be sent: over a weekend."""


class Mornings:
    """A duty of the worker. A morning without a new case brings no message."""

    def __init__(self, db: Database, renderer: Renderer) -> None:
        self._db = db
        self._renderer = renderer

    async def duty(self, now: datetime) -> None:
        until = now - KEPT_BY_THEN
        for each in await mornings.due(self._db, now):
            since = max(each.told_to, now - MOST)
            cases = await newcases.opened_between(
                self._db, each.court, since, until, each.types, by_seen=True
            )
            async with self._db.write() as connection:
                mine = await mornings.claim(connection, each, max(until, each.told_to), now)
                if mine and cases:
                    message = self._renderer.morning(each, cases, now)
                    await add(connection, each.to, "morning", message, now, cases)
