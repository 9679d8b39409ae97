"""One APScheduler tick; the database owns due times.

Each second the tick claims what is due, starts reading it, and runs the other
duties of this process (sending, notices, housekeeping), each of which is told
the time and decides itself whether anything is to be done.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from filings.db import Database
from filings.errors import CrierError, StoreError
from filings.store import sources
from watchers.failing import Failing
from watchers.poll import Outcome, Poller, Result

AT_ONCE = 8
FINISH_SECONDS = 7.0
"""With a little for closing, less than the 10 seconds that hosts give."""

Duty = Callable[[datetime], Awaitable[None]]


def utcnow() -> datetime:
    return datetime.now(UTC)


class Schedule:
    """Claims due sources and polls them, at most ``AT_ONCE`` side by side.

    ``beat`` is how many seconds pass between two ticks.
    """

    def __init__(
        self,
        db: Database,
        poller: Poller,
        clock: Callable[[], datetime],
        duties: Sequence[Duty] = (),
        *,
        min_seconds: float = 0,
        beat: float = 1.0,
    ) -> None:
        self._db = db
        self._poller = poller
        self._clock = clock
        self._beat_seconds = beat
        self._min_seconds = min_seconds
        self._duties = {duty: asyncio.Lock() for duty in duties}
        self._tasks: set[asyncio.Task[None]] = set()
        self._reading = 0
        self._failing = Failing()
        self._claiming = asyncio.Lock()

    async def run(self, stop: asyncio.Event) -> None:
        """Tick each ``beat`` until ``stop``, then finish what is in hand."""
        scheduler = AsyncIOScheduler(timezone=UTC)
        every = self._beat_seconds
        scheduler.add_job(self.tick, "interval", seconds=every, max_instances=1, coalesce=True)
        scheduler.start()
        try:
            await stop.wait()
        finally:
            scheduler.shutdown(wait=False)
            await self.finish()

    async def tick(self) -> None:
        """One beat: start what is due. Waits for nothing, so that a database which does not
        answer keeps no duty from its beat."""
        now = self._clock()
        self._start_duties(now)
        if not self._claiming.locked():
            self._start(self._claim(now))

    async def _claim(self, now: datetime) -> None:
        async with self._claiming:
            try:
                if (room := AT_ONCE - self._reading) > 0:
                    due = await sources.claim_due(
                        self._db, now, room, min_seconds=self._min_seconds, kinds=self._poller.kinds
                    )
                    self._failing.well()
                    for held in due:
                        self._start(self._poll(held))
            except CrierError as error:
                self._failing.say("tick", error)

    async def finish(self, seconds: float = FINISH_SECONDS) -> None:
        """Wait for what is in hand; what takes longer is cut off and done by another."""
        now = asyncio.get_running_loop().time
        until = now() + seconds
        # What was read last starts duties of its own.
        while self._tasks and (left := until - now()) > 0:
            await asyncio.wait(self._tasks, timeout=left)
        late = list(self._tasks)
        for task in late:
            task.cancel()
        for task in late:
            with contextlib.suppress(asyncio.CancelledError):
                await task

    def _start_duties(self, now: datetime) -> None:
        for duty, lock in self._duties.items():
            if not lock.locked():
                self._start(self._on_duty(duty, lock, now))

    def _start(self, work: Awaitable[None]) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _on_duty(self, duty: Duty, lock: asyncio.Lock, now: datetime) -> None:
        async with lock:
            try:
                await duty(now)
            except CrierError as error:
                self._failing.say("duty", error, duty=getattr(duty, "__qualname__", "?"))

    async def _poll(self, held: sources.Claim) -> None:
        self._reading += 1
        try:
            outcome = await self._poller.poll(held)
            if outcome.recorded is not None and outcome.recorded.deliveries:
                # What was just found goes out now, not at the next beat.
                self._start_duties(self._clock())
        except CrierError as error:
            self._failing.say("read", error, source=held.id, result="not recorded")
        finally:
            self._reading -= 1


async def check(
    db: Database,
    poller: Poller,
    wanted: Sequence[sources.Reading],
    clock: Callable[[], datetime],
    *,
    min_seconds: float,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
) -> list[Outcome]:
    """Read each of these sources once, due or not; waits for what another process holds.

    A court that asked to be left alone for longer than ``min_seconds`` is not
    read; its outcome says until when.
    """
    at_once = asyncio.Semaphore(AT_ONCE)

    async def one(source: sources.Reading) -> Outcome:
        # Cases share a host: a claim that waits behind a hundred others would run out.
        async with at_once if source.number else contextlib.nullcontext():
            return await _check_one(db, poller, source, clock, min_seconds, sleep)

    return list(await asyncio.gather(*(one(source) for source in wanted)))


async def _check_one(
    db: Database,
    poller: Poller,
    source: sources.Reading,
    clock: Callable[[], datetime],
    min_seconds: float,
    sleep: Callable[[float], Awaitable[None]],
) -> Outcome:
    court = source.court

    def failed(error: str) -> Outcome:
        return Outcome(court, Result.FAILED, error=error, case=source.number)

    if source.kind not in poller.kinds:
        return failed(f"{court} is switched off in the settings and not read.")
    while True:
        now = clock()
        earliest = await sources.earliest(db, source.id, min_seconds, now)
        if earliest is not None and earliest > now + timedelta(seconds=max(min_seconds, 1)):
            return failed(f"{court} asked not to be read again before {earliest:%H:%M:%S} UTC.")
        if earliest is not None and earliest > now:
            await sleep((earliest - now).total_seconds())
        held = await sources.claim(db, source.id, clock(), min_seconds=min_seconds)
        if held is not None:
            try:
                return await poller.poll(held)
            except StoreError as error:
                return failed(str(error))
        if source.id not in {read.id for read in await sources.followed(db)}:
            return failed(f"Nobody follows a case of {court}.")
        await sleep(1.0)
