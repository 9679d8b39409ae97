"""What Crier says without being asked: a case became known, a feed stands still or is back.

Each is told once: the mark that it was told and the message are written in
one transaction. What a channel is to hear of several feeds at once is one message.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.delivery.notes import add
from bot.words.blocks import Message
from bot.words.render import Renderer
from filings.db import Database
from filings.store import downtimes, gapnotices, notices, silences, wide
from filings.store.gapnotices import Unseen
from filings.store.silences import Turn
from filings.types import Destination
from filings.views import FollowView


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
                message = self._renderer.became_known(views, now)
                await add(connection, to, "known", message, now, views)
            for to, views in _by_channel(await notices.still_unknown(connection, now)):
                message = self._renderer.unconfirmed_after_7_days(views, now)
                await add(connection, to, "unknown", message, now, views)
            await self._down(connection, now)
            await self._silent(connection, now)
            await self._back(connection, now)
            await self._gaps(connection, now)

    async def _down(self, connection: AsyncConnection, now: datetime) -> None:
        for down in await downtimes.newly_over(connection, now):
            channels = await notices.everybody(connection, down)
            for here in downtimes.by_channel(down, channels):
                await add(connection, here.to, "down", self._renderer.notice_down(here, now), now)

    async def _silent(self, connection: AsyncConnection, now: datetime) -> None:
        turns = await silences.newly_silent(connection, now)
        channels = await _of_channels(connection, turns)
        of_many = await wide.beginning(connection) if turns else []
        silent = await silences.told(connection) if of_many else []
        named = await _of_channels(connection, silent)
        for to in of_many:
            channels[to] = _with_others(channels.get(to, []), named.get(to, []), silent)
        for to, mine in channels.items():
            views = [each.turn.coverage for each in mine]
            cases = sum(each.cases for each in mine)
            again = any(each.turn.again for each in mine)
            if len(mine) == 1:
                message = self._renderer.notice_stale(views[0], cases, now, again=again)
            else:
                message = self._renderer.notice_several_stale(views, cases, now, again=again)
            await add(connection, to, wide.OUTAGE if to in of_many else "silent", message, now)

    async def _back(self, connection: AsyncConnection, now: datetime) -> None:
        turns = await silences.newly_back(connection, now)
        still = await _of_channels(connection, await silences.told(connection)) if turns else {}
        courts = any(turn.late is not None for turn in turns)
        over = await wide.ending(connection) if courts else {}
        channels = await _of_channels(connection, turns)
        for to, mine in channels.items():
            if to in over:
                continue
            views = [each.turn.coverage for each in mine]
            late = [each.turn.late.get(to, 0) for each in mine if each.turn.late is not None]
            if len(mine) == 1:
                since, count = mine[0].turn.back_at, late[0] if late else None
                message = self._renderer.notice_back(views[0], count, now, since)
            else:
                others = len(still.get(to, ()))
                message = self._renderer.notice_several_back(views, sum(late), others, now)
            await add(connection, to, "back", message, now)
        for to, since in over.items():
            await self._over(connection, to, since, turns, channels.get(to, ()), now)

    async def _over(
        self,
        connection: AsyncConnection,
        to: Destination,
        since: datetime,
        turns: Sequence[Turn],
        mine: Sequence[_Mine],
        now: datetime,
    ) -> None:
        """The end of an outage of many, in a channel that watches all courts, and with it the
        return of whatever else is ``mine``. How many filings came late is known where all came
        back together."""
        back = await silences.returned(connection, since)
        counted = {turn.court: turn.late.get(to, 0) for turn in turns if turn.late is not None}
        together = {turn.court for turn in back} <= counted.keys()
        late = sum(counted.values()) if together else None
        still = (await wide.measured(connection)).silent
        told = {turn.ids for turn in back}
        others = [each.turn for each in mine if each.turn.ids not in told]
        views = [turn.coverage for turn in (*back, *others)]
        message = self._renderer.notice_several_back(views, late, still, now)
        await add(connection, to, wide.OVER, message, now)

    async def _gaps(self, connection: AsyncConnection, now: datetime) -> None:
        gaps: dict[Destination, list[tuple[Unseen, int]]] = {}
        for gap in await gapnotices.newly_unseen(connection, now):
            for to, count in await notices.dependents(connection, gap.court):
                gaps.setdefault(to, []).append((gap, count))
        for to, mine in gaps.items():
            for message in self._unseen(mine, now):
                await add(connection, to, "unseen", message, now)
        for answer in await gapnotices.newly_answered(connection, now):
            message = self._renderer.notice_filled(answer, now)
            await add(connection, answer.to, "filled", message, now, answer.cases)

    def _unseen(self, gaps: Sequence[tuple[Unseen, int]], now: datetime) -> list[Message]:
        """One message for the gaps of several courts, else one for each gap."""
        cases = {gap.court: count for gap, count in gaps}
        if len(cases) > 1:
            found, count = [gap for gap, _ in gaps], sum(cases.values())
            several = self._renderer.notice_several_unseen(found, count, now, asks=self._asks)
            return [several]
        one = self._renderer.notice_unseen
        return [one(gap, count, now, asks=self._asks) for gap, count in gaps]


@dataclass(frozen=True, slots=True)
class _Mine:
    """What a turn means to one channel: how many of its cases depend on it."""

    turn: Turn
    cases: int


async def _of_channels(
    connection: AsyncConnection, turns: Sequence[Turn]
) -> dict[Destination, list[_Mine]]:
    """By channel, the turns that it depends on."""
    channels: dict[Destination, list[_Mine]] = {}
    for turn in turns:
        for to, cases in await notices.dependents_of(connection, turn):
            channels.setdefault(to, []).append(_Mine(turn, cases))
    return channels


def _with_others(
    mine: Sequence[_Mine], named: Sequence[_Mine], silent: Sequence[Turn]
) -> list[_Mine]:
    """What turned silent for a channel, and behind it the other feeds that are, with the cases
    that depend on those that it needs by name and was told of before."""
    listed = {each.turn.ids for each in mine}
    cases = {each.turn.ids: each.cases for each in named}
    others = (turn for turn in silent if turn.ids not in listed and turn.back_at is None)
    return [*mine, *(_Mine(turn, cases.get(turn.ids, 0)) for turn in others)]


def _by_channel(views: Sequence[FollowView]) -> list[tuple[Destination, list[FollowView]]]:
    """What comes together is one message to a channel."""
    channels: dict[Destination, list[FollowView]] = {}
    for view in views:
        channels.setdefault(view.destination, []).append(view)
    return list(channels.items())
