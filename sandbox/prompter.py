"""Keeps the panel's suggestions up with what has been done."""

from __future__ import annotations

import asyncio

from sandbox import docketday as day
from sandbox import highcourt, hints, inside
from sandbox.page.backstage import Board
from sandbox.slack.delivery import Kind
from sandbox.stage import Stage

_CASES = (day.TAXPAYERS, day.SEALED, day.STORES, day.APPEAL, highcourt.APPLICATION)


class Prompter:
    """Told what changes by ``stir``; asks the database and the Slack for the rest.

    scene         how many scenes were played
    stopped_once  somebody has stopped the bot
    spent         CourtListener's quota is used up
    """

    def __init__(self, stage: Stage, board: Board) -> None:
        self.scene = 0
        self.stopped_once = False
        self.spent = False
        self._stage = stage
        self._board = board
        self._stirred = asyncio.Event()

    def stir(self) -> None:
        self._stirred.set()

    def begin(self) -> None:
        self._board.suggest(*hints.suggestions(hints.Done()))

    async def prompt(self) -> None:
        """Until it is cancelled."""
        shown: object = None
        while True:
            self._stirred.clear()
            found = hints.suggestions(await self._done())
            if found != shown:
                self._board.suggest(*found)
                shown = found
            await self._stirred.wait()

    async def _done(self) -> hints.Done:
        now = self._stage.clock()
        looked = await inside.look(self._stage.db, now, now)
        acts = self._stage.slack.courier.deliveries
        followed = (case for case in _CASES if looked.follows_case(case.court, case.number))
        typed = (act.payload.get("text", "") for act in acts if act.kind is Kind.COMMAND)
        return hints.Done(
            scene=self.scene,
            followed=frozenset(followed),
            anything=bool(looked.follows),
            typed=frozenset(str(text).strip() for text in typed),
            pressed=any(act.kind is Kind.INTERACTIVE for act in acts),
            running=self._stage.bot.running,
            stopped_once=self.stopped_once,
            spent=self.spent,
        )
