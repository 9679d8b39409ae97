"""Plays the docket day on a stage: courts rebuild, the clock goes on, the board says what came.

Nothing is scripted but the courts. The bot is told to look, as by "Check now", and what
is told of it is read from its database and from the Slack.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime, timedelta

from filings import newsdates
from filings.errors import CrierError
from sandbox import docketday as day
from sandbox import faults, inside, tally
from sandbox.docketday import Scene
from sandbox.elsewhere import Elsewhere
from sandbox.faults import Behaviour
from sandbox.inside import Inside
from sandbox.pacing import Pacing
from sandbox.page.backstage import Action, Board
from sandbox.prompter import Prompter
from sandbox.rehearsal import LOOK_AFTER
from sandbox.slack.delivery import Kind
from sandbox.slack.happenings import Delivered, Happening, MessageEdited, MessagePosted
from sandbox.stage import Stage, first_of
from sandbox.tally import Tally

FIRST_SECONDS = 5.0
"""From the first follow to the first rebuild, and from alerts to what becomes known of them,
at most."""
LOOK_SECONDS = 0.1
SETTLE_SECONDS = 15.0
"""What is not done by then goes on beside what comes next."""
HAND_SECONDS = 1.0
"""So long after somebody has done something the clock is not set forward: what Slack
gives out to answer it runs out by that clock."""
STANDS_STILL = timedelta(hours=2)
OVERNIGHT = timedelta(hours=12)
REBUILT_EVERY, REBUILD_SECONDS = timedelta(minutes=30), 10.0
STOP, START = Action("stop", "Stop the bot"), Action("start", "Start the bot")
SPEND = Action("spend", "Use up CourtListener's quota")
_DOWN: Mapping[str, Behaviour] = {"503": faults.status(503), "html": faults.html}


class Player:
    """Plays the day once; ``board`` is what it writes on and takes its pace from."""

    def __init__(self, stage: Stage, board: Board, pacing: Pacing) -> None:
        self.over = asyncio.Event()
        self.played = 0
        self._stage = stage
        self._board = board
        self._pacing = pacing
        self._tally = Tally()
        self._since = day.START
        self._built_at = day.OPENED
        self._turn = asyncio.Lock()
        self._prompter = Prompter(stage, board)
        self._elsewhere = Elsewhere(stage)
        self._touched_at = 0.0
        self._failed: BaseException | None = None

    def begin(self) -> None:
        """What is there before anybody looks."""
        self._elsewhere.begin()
        self._publish(day.OPENED)
        self._offer()
        self._prompter.begin()
        self._note(_WHAT_THIS_IS)

    async def play(self) -> None:
        """From the first follow to the last scene and on, until it is cancelled."""
        stop = self._stage.slack.core.happenings.call(self._hear)
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._prompter.prompt())
                tasks.create_task(self._watch_bot())
                tasks.create_task(self._keep_up())
                await self._scenes()
        finally:
            stop()

    async def act(self, key: str) -> None:
        """What the buttons do. Raises ValueError for one that is not there."""
        if key == STOP.key:
            await self._stop()
        elif key == START.key:
            await self._start()
        elif key == SPEND.key:
            await self._spend()
        else:
            raise ValueError("That cannot be done now.")

    async def _scenes(self) -> None:
        # The database tells nobody of a follow.
        while not (await self._look()).readings:  # noqa: ASYNC110
            await asyncio.sleep(LOOK_SECONDS)
        await self._settled(day.START)
        for scene in day.SCENES:
            await self._pacing.wait(None if self.played else FIRST_SECONDS)
            await self._calm(scene)
            await self._play(scene)
            await self._tell()
        self.over.set()

    async def _play(self, scene: Scene) -> None:
        async with self._turn:
            at = max(scene.at + LOOK_AFTER, self._stage.clock())
            down = [court for court, _ in scene.down]
            await inside.go_on(self._stage.db, at, at + STANDS_STILL, down)
            if self._stage.bot.running:
                await inside.alive(self._stage.db, at)
            self._tally = Tally()
            # Nothing may come between: whoever reads the new feed is to know the new time.
            self._since = at
            self.played += 1
            self._prompter.scene = self.played
            self._publish(max(scene.at, self._stage.clock() - LOOK_AFTER))
            self._stage.clock.go_on_at(max(at, self._stage.clock()))
            self._elsewhere.go_on(scene.at)
            self._offer()
            self._note(f"{_date(scene.at)}: {scene.happens}")
            self._prompter.stir()
            found = await self._settled(at)
            if self._stage.bot.running:
                self._report(found, "read again")
            else:
                self._note("The courts have rebuilt their feeds. Crier is stopped and reads none.")

    async def _tell(self) -> None:
        """What CourtListener sends of a scene, after its alerts were there to be seen."""
        if not await self._elsewhere.waits():
            return
        await self._pacing.wait(FIRST_SECONDS)
        async with self._turn:
            for sentence in await self._elsewhere.tell():
                self._note(sentence)
            await self._settled(self._scene.at)

    def _publish(self, built_at: datetime) -> None:
        """Every court rebuilds its feed, as the scene has it."""
        scene = self._scene
        for court in day.feeding():
            self._stage.world.courts.recover(court)
            self._stage.world.courts.publish(court, day.body(court, scene.at, built_at))
        for court, how in scene.down:
            self._stage.world.courts.behave(court, _DOWN[how])
        self._built_at = built_at

    @property
    def _scene(self) -> Scene:
        """The last that was played, or what was there before."""
        return day.SCENES[self.played - 1] if self.played else _OPENING

    async def _keep_up(self) -> None:
        """While the day stands still, the courts rebuild their feeds without anything new."""
        while True:
            await asyncio.sleep(REBUILD_SECONDS)
            now = self._stage.clock()
            if now - self._built_at >= REBUILT_EVERY and not self._turn.locked():
                self._publish(now)

    async def _calm(self, coming: Scene) -> None:
        """Until the clock may be set forward: nobody's act or message is on its way."""
        waits = False
        while True:
            if self._stage.bot.running:
                await self._settled(self._scene.at)
                busy = time.monotonic() - self._touched_at < HAND_SECONDS
                if not busy and not self._acts_under_way and not self._turn.locked():
                    return
            elif not waits and coming.at - self._scene.at >= OVERNIGHT:
                waits = True
                self._note("A feed reaches back 24 hours, so the day waits for Crier.")
            elif not waits:
                return
            await asyncio.sleep(LOOK_SECONDS)

    @property
    def _acts_under_way(self) -> bool:
        deliveries = self._stage.slack.courier.deliveries
        return any(not d.done.is_set() for d in deliveries if d.kind is not Kind.EVENT)

    async def _settled(self, at: datetime) -> Inside:
        """Until all that is read was asked since ``at`` and nothing is owed, or for 15 s."""
        with suppress(TimeoutError):
            async with asyncio.timeout(SETTLE_SECONDS):
                while True:
                    found = await self._look()
                    ready = found.idle and found.read_since(at)
                    if ready or not self._stage.bot.running:
                        return found
                    # The database tells nobody when something is done.
                    await asyncio.sleep(LOOK_SECONDS)
        return await self._look()

    async def _look(self) -> Inside:
        return await inside.look(self._stage.db, self._stage.clock(), self._since)

    def _report(self, found: Inside, what: str) -> None:
        for text, wrong in tally.report(found, self._tally, what):
            self._note(text, wrong=wrong)

    async def _stop(self) -> None:
        if not self._stage.bot.running:
            raise ValueError("Crier is stopped already.")
        self._prompter.stopped_once = True
        self._note("Crier is told to stop, and finishes what is under way.")
        await self._stage.bot.stop()
        await inside.gone(self._stage.db)
        self._offer()

    async def _start(self) -> None:
        async with self._turn:
            if self._stage.bot.running:
                raise ValueError("Crier runs already.")
            self._since = self._stage.clock()
            self._tally = Tally()
            try:
                await self._stage.bot.start()
            except CrierError as error:
                raise ValueError(f"Crier did not start. {error}") from error
            self._failed = None
            self._offer()
            self._note("Crier is started again and goes on from its database.")
            self._report(await self._settled(self._scene.at), "read again")

    async def _spend(self) -> None:
        if self._elsewhere.spent:
            raise ValueError("Nothing is left of it.")
        self._note(await self._elsewhere.spend())
        self._offer()

    async def _watch_bot(self) -> None:
        while True:
            failure = self._stage.bot.failure
            if failure is not None and failure is not self._failed:
                self._failed = failure
                await inside.gone(self._stage.db)
                self._offer()
                self._note(f"Crier has ended by itself: {first_of(failure)}", wrong=True)
            await asyncio.sleep(LOOK_SECONDS)

    def _hear(self, happening: Happening) -> None:
        if isinstance(happening, Delivered) and happening.kind != Kind.EVENT:
            self._touched_at = time.monotonic()
        elif isinstance(happening, MessagePosted | MessageEdited):
            self._tally.note(happening.message, edit=isinstance(happening, MessageEdited))
        self._prompter.stir()

    def _offer(self) -> None:
        bot = STOP if self._stage.bot.running else START
        self._prompter.spent = self._elsewhere.spent
        self._board.offer(*((bot,) if self._elsewhere.spent else (bot, SPEND)))
        self._prompter.stir()

    def _note(self, text: str, *, wrong: bool = False) -> None:
        self._board.note(self._stage.clock(), text, wrong=wrong)


_WHAT_THIS_IS = (
    "These courts are samples on this machine. One case is real, No. 1:25-cv-00457, with its "
    "notice of 11/3/25; its other filings and all other cases are invented."
)
_OPENING = Scene(day.OPENED, "")


def _date(at: datetime) -> str:
    return f"{newsdates.day(at, day.ZONE, at)}, {newsdates.clock(at, day.ZONE)}"
