"""What the demo in a browser plays on: a Slack, courts, and a bot that can be stopped.

The database outlives the bot, as it does elsewhere: whoever is stopped and started
again goes on from what it holds.
"""

from __future__ import annotations

import asyncio
import contextlib
import tempfile
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from filings import db as databases
from filings.db import Database
from filings.errors import BadInput
from filings.settings import Settings
from sandbox.clock import DayClock
from sandbox.rehearsal import SETUP, at_work, crier
from sandbox.slack import SandboxSlack
from sandbox.world import World, hook, world


class Bot:
    """What ``crier run`` starts, to be stopped and started again in this process.

    ``hook`` is where it takes CourtListener's events, while it runs.
    """

    def __init__(self, settings: Settings, clock: DayClock, slack: SandboxSlack) -> None:
        self._settings = settings
        self._clock = clock
        self._slack = slack
        self._stop = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self.hook = ""

    @property
    def running(self) -> bool:
        """Not any more as soon as it is told to stop, or has failed."""
        return self._task is not None and not self._task.done() and not self._stop.is_set()

    async def start(self) -> None:
        """Until it is connected and works. Raises what keeps it from that, out of its group."""
        if self.running:
            return
        await self.stop()
        self._stop = asyncio.Event()
        working = asyncio.Event()
        self._task = asyncio.create_task(self._run(self._stop, working))
        ready = asyncio.create_task(working.wait())
        await asyncio.wait((ready, self._task), return_when=asyncio.FIRST_COMPLETED)
        ready.cancel()
        if self.failure is not None:
            raise first_of(self.failure)

    async def stop(self) -> None:
        """As by SIGTERM: what is under way is finished.

        Raises what goes wrong in that; what had ended it before is left to ``failure``.
        """
        task, self._task = self._task, None
        if task is None:
            return
        ended = task.done()
        self._stop.set()
        await asyncio.wait((task,))
        if not ended:
            await task

    @property
    def failure(self) -> BaseException | None:
        """What ended it without being told to."""
        task = self._task
        if task is None or not task.done() or task.cancelled():
            return None
        return task.exception()

    async def _run(self, stop: asyncio.Event, working: asyncio.Event) -> None:
        async with crier(self._settings, self._clock) as (made, port):
            await at_work(made, self._slack)
            self.hook = hook(port.result())
            working.set()
            await stop.wait()


def first_of(error: BaseException) -> BaseException:
    """The first that a group holds, however deep."""
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return error


@dataclass(frozen=True, slots=True)
class Stage:
    """``db`` is a way of its own into the bot's database."""

    db: Database
    clock: DayClock
    world: World
    bot: Bot

    @property
    def slack(self) -> SandboxSlack:
        return self.world.slack


@contextlib.asynccontextmanager
async def stage(start: datetime) -> AsyncIterator[Stage]:
    """From the time ``start``, with a new database that is gone afterwards.

    Raises BadInput where no folder can be made for it, and what ``Bot.start`` raises.
    """
    clock = DayClock(start)
    setup = replace(SETUP, channels=("courts", "general"))
    with folder() as temporary:
        async with world(setup, clock) as outside:
            settings = outside.settings(temporary / "crier.db")
            db = await databases.prepare(settings.database_url.get_secret_value())
            bot = Bot(settings, clock, outside.slack)
            try:
                await bot.start()
                yield Stage(db, clock, outside, bot)
            finally:
                await _close(bot, db)


async def _close(bot: Bot, db: Database) -> None:
    try:
        await bot.stop()
    finally:
        await db.close()


@contextlib.contextmanager
def folder() -> Iterator[Path]:
    """A new one that is gone afterwards. Raises BadInput where none can be made."""
    try:
        made = tempfile.TemporaryDirectory(prefix="crier-demo-")
    except OSError as error:
        raise BadInput(
            f"The demo needs a folder for its database, and none can be made ({error.strerror}). "
            "Set TMPDIR to a folder that may be written to."
        ) from error
    with made as name:
        yield Path(name)
