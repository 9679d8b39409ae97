"""What Crier says without being asked: a case became known, a feed stands still.

Each is told once: the mark that it was told and the message are written in
one transaction.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.delivery.notes import add
from bot.words.blocks import Message
from bot.words.render import Renderer
from filings.db import Database
from filings.store import gapnotices, notices
from filings.store.notices import Turn
from filings.types import Destination
from filings.views import CoverageView, FollowView


class Notices:
    """A duty of the worker. ``asks``: whether CourtListener is asked for what is missing."""

    def __init__(self, db: Database, renderer: Renderer, *, asks: bool = False) -> None:
        self._db = db
        self._renderer = renderer
        self._asks = asks

    async def duty(self, now: datetime) -> None:
        if not await notices.anything_to_tell(self._db, now):
            return
        async with self._db.write() as connection:
            for to, views in _by_channel(await notices.became_known(connection, now)):
                await add(connection, to, "known", self._renderer.became_known(views, now), now)
            for view in await notices.still_unknown(connection, now):
                message = self._renderer.unconfirmed_after_7_days(view, now)
                await add(connection, view.destination, "unknown", message, now)
            await self._tell(
                connection, await notices.newly_silent(connection, now), now, "silent",
                lambda view, count: self._renderer.notice_stale(view, count, now),
            )  # fmt: skip
            await self._tell(
                connection, await notices.newly_back(connection, now), now, "back",
                lambda view, _count: self._renderer.notice_back(view, None, now),
            )  # fmt: skip

            await self._gaps(connection, now)

    async def _gaps(self, connection: AsyncConnection, now: datetime) -> None:
        for gap in await gapnotices.newly_unseen(connection):
            for to, count in await notices.dependents(connection, gap.court):
                message = self._renderer.notice_unseen(gap, count, now, asks=self._asks)
                await add(connection, to, "unseen", message, now)
        for answer in await gapnotices.newly_answered(connection, now):
            message = self._renderer.notice_filled(answer, now)
            await add(connection, answer.to, "filled", message, now)

    async def _tell(
        self,
        connection: AsyncConnection,
        turns: list[Turn],
        now: datetime,
        kind: str,
        say: Callable[[CoverageView, int], Message],
    ) -> None:
        for turn in turns:
            for to, count in await notices.dependents_of(connection, turn):
                await add(connection, to, kind, say(turn.coverage, count), now)


def _by_channel(views: Sequence[FollowView]) -> list[tuple[Destination, list[FollowView]]]:
    """What comes together is one message to a channel."""
    channels: dict[Destination, list[FollowView]] = {}
    for view in views:
        channels.setdefault(view.destination, []).append(view)
    return list(channels.items())
