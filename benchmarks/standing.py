"""Crier's worker on a clock that stands until it is moved, so that days pass in seconds."""

from __future__ import annotations

import asyncio
import contextlib
import uuid
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.delivery.reminders import Reminders
from bot.delivery.sender import Sender
from bot.serving import process
from bot.serving.working import HEARTBEAT, every
from filings.settings import Settings
from filings.store import downtimes
from watchers.schedule import Schedule

_IN_NO_TIME = 1e9


class StandingClock:
    """Stands still until it is moved."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def seconds(self) -> float:
        return self.now.timestamp()


@dataclass(frozen=True, slots=True)
class Worker:
    """What ``crier worker`` does, a beat at a time."""

    made: process.Parts
    clock: StandingClock
    schedule: Schedule
    outbox: Sender

    async def beat(self) -> None:
        """All that is due now, to its end; messages are a second apart, as ever."""
        await self.schedule.tick()
        await self.schedule.finish(60)
        while await self.outbox.send_ready():
            self.clock.now += timedelta(seconds=1)

    async def go_on_to(self, until: datetime, step: timedelta) -> None:
        """A beat each ``step``."""
        while self.clock.now < until:
            self.clock.now = min(self.clock.now + step, until)
            await self.beat()


@contextlib.asynccontextmanager
async def worker(values: dict[str, Any], clock: StandingClock) -> AsyncIterator[Worker]:
    """``values`` are all settings by their names; the database is made if it is a file."""
    settings = Settings(_env_file=None, **values)
    async with process.parts(settings, clock, _IN_NO_TIME) as made:
        outbox, name = process.sender(made, write=lambda _: None), uuid.uuid4().hex
        reminders = Reminders(made.db, made.renderer)
        await reminders.begin(clock())
        async with process.poller(made) as reading:
            # It sends in the end of each beat, and not beside it.
            others = [
                duty
                for duty in process.duties_of(made, outbox, (), reminders)
                if duty != outbox.duty
            ]
            others.append(every(HEARTBEAT, lambda now: downtimes.alive(made.db, name, now)))
            yield Worker(made, clock, Schedule(made.db, reading, clock, others), outbox)
            await outbox.finish(5)


@contextlib.asynccontextmanager
async def serving(made: process.Parts) -> AsyncIterator[Callable[[], bool]]:
    """Socket Mode and the health page beside the worker; whether they still run."""
    stop, port = asyncio.Event(), asyncio.get_running_loop().create_future()
    task = asyncio.create_task(
        process.serve(made, stop, None, host="127.0.0.1", listening=port.set_result)
    )
    try:
        await asyncio.wait((port, task), return_when=asyncio.FIRST_COMPLETED)
        yield lambda: not task.done()
    finally:
        stop.set()
        await task
