"""What dies: ``crier run`` in a process of its own, on a clock that it shares.

A process that has loaded the program is forked for each life, so that a life is one of work
and not of loading. Nothing else is different from the command.
"""

from __future__ import annotations

import asyncio
import contextlib
import multiprocessing
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from multiprocessing.context import ForkServerContext, ForkServerProcess
from pathlib import Path

from benchmarks.crashclock import SharedClock
from bot.serving import logs, process
from filings.settings import Settings

HOST = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Start:
    """``settings`` by the names of the environment; ``port`` is the file that the port of a
    life is written to, once it listens. No life outlives ``owner``, the id of a process."""

    settings: Mapping[str, object]
    clock: Path
    speed: float
    port: Path
    log: Path
    owner: int


def loaded() -> ForkServerContext:
    """Where lives are forked from."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__])
    return context


def begin(context: ForkServerContext, start: Start) -> ForkServerProcess:
    start.port.unlink(missing_ok=True)
    life = context.Process(target=live, args=(start,), daemon=True)
    life.start()
    return life


def live(start: Start) -> None:
    """Until a signal ends it; what it prints is appended to the log."""
    log = os.open(start.log, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    for standard in (1, 2):
        os.dup2(log, standard)
    sys.stdin.close()
    logs.configure(json_lines=True)
    asyncio.run(_live(start))


async def _live(start: Start) -> None:
    clock = SharedClock(start.clock, start.speed)
    settings = Settings(_env_file=None, **start.settings)  # type: ignore[arg-type]

    def listening(port: int) -> None:
        part = start.port.with_suffix(".part")
        part.write_text(str(port))
        part.rename(start.port)

    async with process.parts(settings, clock, start.speed) as made:
        stop = process.stop_on_signals()
        watching = asyncio.create_task(_stop_without(start.owner, stop))
        await process.whole(made, stop, host=HOST, listening=listening)
        watching.cancel()


async def _stop_without(owner: int, stop: asyncio.Event) -> None:
    """A benchmark that is broken off leaves no life behind; its end wakes nobody."""
    with contextlib.suppress(ProcessLookupError):
        while True:
            os.kill(owner, 0)
            await asyncio.sleep(1)
    stop.set()
