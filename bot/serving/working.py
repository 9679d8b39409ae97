"""What ``crier worker`` does: read sources, send, and whatever is due beside."""

from __future__ import annotations

import asyncio
import contextlib
import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta

import structlog

from bot.delivery.closures import Closures
from bot.delivery.mornings import Mornings
from bot.delivery.notices import Notices
from bot.delivery.reminders import Reminders
from bot.delivery.sender import Sender
from bot.questions.errandduties import errand_duties
from bot.serving.health import Pulse
from bot.serving.parts import Parts, poller
from bot.serving.pinging import EVERY as PING_EVERY
from bot.serving.pinging import monitoring
from filings.db import Database
from filings.errors import StoreAway
from filings.store import downtimes, heard, upkeep
from watchers.schedule import FINISH_SECONDS, Duty, Schedule

log = structlog.get_logger("crier.process")

HEARTBEAT = timedelta(seconds=15)
PURGE_EVERY = timedelta(hours=6)
REMIND_EVERY = timedelta(seconds=20)
READ_TEXTS_EVERY = timedelta(minutes=1)
LOOK_EVERY = timedelta(minutes=15)
GOODBYE_SECONDS = 2.0
"""For what is only polite when a process ends."""


async def work(
    made: Parts, stop: asyncio.Event, outbox: Sender, pulse: Pulse | None = None
) -> None:
    """Read sources and send until told to stop; what is in hand then has seconds to finish."""
    name = uuid.uuid4().hex
    reminders = Reminders(made.db, made.renderer)
    await reminders.begin(made.clock())
    async with (
        poller(made) as reading,
        errand_duties(made.settings, made.db, made.clock) as errands,
        monitoring(made.settings, made.db, name) as pings,
    ):
        duties = [
            (pulse or Pulse()).beat,
            *duties_of(made, outbox, errands, reminders),
            every(HEARTBEAT, lambda now: downtimes.alive(made.db, name, now)),
            *(every(PING_EVERY, ping) for ping in pings),
        ]
        log.info("worker", state="started", process=name)
        least = made.settings.min_seconds
        schedule = Schedule(
            made.db, reading, made.clock, duties, min_seconds=least, beat=1.0 / made.speed
        )
        sending = asyncio.create_task(_send_until(stop, outbox))
        try:
            await schedule.run(stop)
        finally:
            stop.set()
            await sending
    await _say_gone(made.db, name)
    log.info("worker", state="stopped", process=name)


async def _send_until(stop: asyncio.Event, outbox: Sender) -> None:
    """Requests under way end beside the readings in hand: both together have 10 seconds."""
    await stop.wait()
    await outbox.finish(FINISH_SECONDS)


async def _say_gone(db: Database, name: str) -> None:
    """That this worker has ended; unsaid, everybody knows it a minute later."""
    with contextlib.suppress(TimeoutError, StoreAway):
        async with asyncio.timeout(GOODBYE_SECONDS):
            await upkeep.gone(db, name)


def duties_of(
    made: Parts, outbox: Sender, errands: Sequence[Duty], reminders: Reminders
) -> list[Duty]:
    """What a worker does beside reading, at each tick or now and then."""
    has_token = made.settings.courtlistener_token is not None
    return [
        outbox.duty,
        *errands,
        Notices(made.db, made.renderer, asks=has_token).duty,
        Mornings(made.db, made.renderer).duty,
        every(REMIND_EVERY, reminders.duty),
        every(READ_TEXTS_EVERY, reminders.catch_up),
        *_looks(made),
        every(PURGE_EVERY, lambda now: _purge(made, now)),
    ]


def _looks(made: Parts) -> list[Duty]:
    """What is looked at in Slack now and then, where there is one."""
    workspaces = made.workspaces()
    if workspaces is None:
        return []
    closures = Closures(made.db, made.renderer, workspaces)
    return [every(LOOK_EVERY, closures.duty)]


def every(interval: timedelta, duty: Duty) -> Duty:
    """A duty that is done at the first beat, and then once an interval."""
    last: list[datetime] = []

    async def rarely(now: datetime) -> None:
        # A clock that was set back would keep it waiting for as long as it was.
        if not last or not timedelta() <= now - last[0] < interval:
            last[:] = [now]
            await duty(now)

    return rarely


async def _purge(made: Parts, now: datetime) -> None:
    await heard.forget(made.db, now)
    days = made.settings
    keep = upkeep.Keeping(
        entries=timedelta(days=days.keep_entries_days),
        receipts=timedelta(days=days.keep_receipts_days),
        log=timedelta(days=days.keep_log_days) if days.keep_log_days else None,
    )
    if gone := await upkeep.purge(made.db, now, keep):
        log.info("purge", entries=gone)
