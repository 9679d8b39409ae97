"""What Crier says without being asked: a case became known, a feed stands still.

Each is told once: the mark that it was told and the message are written in
one transaction.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.blocks import Message
from bot.notes import noted
from bot.render import Renderer
from bot.transport import payload_of
from filings.db import Database
from filings.store import follows, outbox, sources
from filings.store.cases import coverage_of
from filings.types import Destination


class Notices:
    """A duty of the worker."""

    def __init__(self, db: Database, renderer: Renderer) -> None:
        self._db = db
        self._renderer = renderer

    async def duty(self, now: datetime) -> None:
        if not await sources.anything_to_tell(self._db, now):
            return
        async with self._db.write() as connection:
            for view in await follows.became_known(connection, now):
                await _note(
                    connection,
                    view.destination,
                    "known",
                    self._renderer.became_known(view, now),
                    now,
                )
            for view in await follows.still_unknown(connection, now):
                message = self._renderer.unconfirmed_after_7_days(view, now)
                await _note(connection, view.destination, "unknown", message, now)
            await self._tell(
                connection, await sources.newly_silent(connection, now), now, "silent",
                lambda view, count: self._renderer.notice_stale(view, count, now),
            )  # fmt: skip
            await self._tell(
                connection, await sources.newly_back(connection, now), now, "back",
                lambda view, _count: self._renderer.notice_back(view, None, now),
            )  # fmt: skip

    async def _tell(
        self,
        connection: AsyncConnection,
        courts: list[str],
        now: datetime,
        kind: str,
        say: Callable[..., Message],
    ) -> None:
        for court in courts:
            coverage = await coverage_of(connection, court)
            for to, count in await sources.dependents(connection, court):
                await _note(connection, to, kind, say(coverage, count), now)


async def _note(
    connection: AsyncConnection, to: Destination, kind: str, message: Message, now: datetime
) -> None:
    await outbox.add_note(
        connection, to, kind, lambda post_id: payload_of(noted(message, post_id)), now
    )
