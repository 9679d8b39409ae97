"""What the commands start: the pieces of a process, put together.

``crier run`` is everything in one process, ``crier web`` takes what comes in
(``answering.py``), ``crier worker`` reads and sends (``working.py``). They share
nothing but the database.
"""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Awaitable, Callable

from bot.serving import web
from bot.serving.answering import serve
from bot.serving.health import Pulse
from bot.serving.parts import Parts, parts, poller, sender
from bot.serving.working import duties_of, work

__all__ = [
    "Parts", "duties_of", "parts", "poller", "sender", "serve", "stop_on_signals", "whole", "work",
]  # fmt: skip


async def whole(
    made: Parts,
    stop: asyncio.Event,
    *,
    host: str = web.ALL_ADDRESSES,
    listening: Callable[[int], None] | None = None,
) -> None:
    """Everything in one process, until told to stop; ``host`` and ``listening`` as in ``serve``."""
    outbox, pulse = sender(made), Pulse()
    serving = serve(made, stop, outbox, host=host, listening=listening, pulse=pulse)
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(_until_stopped(work(made, stop, outbox, pulse), stop))
        tasks.create_task(_until_stopped(serving, stop))


async def _until_stopped(part: Awaitable[None], stop: asyncio.Event) -> None:
    """When one part ends, for whatever reason, the others finish what is in hand."""
    try:
        await part
    finally:
        stop.set()


def stop_on_signals() -> asyncio.Event:
    """An event that SIGTERM and SIGINT set."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    return stop
