"""A day of the national feed at speed: is the memory flat, is anything left over?

    python -m benchmarks.soak [--hours N] [--folder FOLDER] [--database URL] [--json]

Crier's worker, its Socket Mode and its health page run in a process of their own, on a clock
that goes five minutes at a time. Each hour a hundred courts rebuild their feeds, with a 24th of
their filings new; 300 of their cases are followed. FOLDER holds a body of each court. After
each hour the process says how much memory it has, how much of that Python's objects take, and
how many files and tasks are open. Exit code 1 when one of the two grows or shrinks by more than
a tenth after the first quarter, or when a file or a task is left over.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import json
import multiprocessing
import os
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import structlog

from benchmarks.freshbase import database
from benchmarks.national import Feed, feeds
from benchmarks.standing import StandingClock, serving, worker
from bot.serving import logs
from filings import db as databases
from filings.store import follows
from filings.store.core import parts_of
from filings.types import Destination
from sandbox.slack import OFF, Setup
from sandbox.world import World, world

FOLDER = Path(__file__).resolve().parents[2] / "shared/corpus/rss/snapshot-2022-12"
START = datetime(2022, 12, 20, 12, tzinfo=UTC)
BEAT = timedelta(minutes=5)
CHANNELS = ("first", "second", "third")
CASES = 300
FLAT = 0.1
_PAGE = os.sysconf("SC_PAGE_SIZE")


@dataclass(frozen=True, slots=True)
class Sample:
    """``resident`` and ``objects`` in bytes."""

    resident: int
    objects: int
    files: int
    tasks: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """``hourly``: a sample after each hour; ``left`` is what the process had at its end more than
    at its beginning, ``serving`` whether what comes in was taken to the end."""

    hours: int
    courts: int
    readings: int
    posts: int
    hourly: tuple[Sample, ...]
    left: Sample
    serving: bool
    seconds: float

    @property
    def settled(self) -> Sequence[Sample]:
        return self.hourly[len(self.hourly) // 4 :]

    def swing(self, name: str) -> float:
        """By how much the figure moved after the first quarter, as a share of what it was."""
        values = [float(getattr(sample, name)) for sample in self.settled]
        return max(abs(value - values[0]) for value in values) / values[0]

    @property
    def good(self) -> bool:
        flat = self.swing("resident") <= FLAT and self.swing("objects") <= FLAT
        most = max(sample.files for sample in self.hourly[: len(self.hourly) // 4 + 1])
        kept = self.settled[-1].files <= most and self.settled[-1].tasks <= self.settled[0].tasks
        return flat and kept and self.serving and self.left.files <= 0 and self.left.tasks <= 0


def sample() -> Sample:
    gc.collect()
    with open("/proc/self/statm") as statm:
        resident = int(statm.read().split()[1]) * _PAGE
    files = len(os.listdir("/proc/self/fd"))
    return Sample(resident, tracemalloc.get_traced_memory()[0], files, len(asyncio.all_tasks()))


def live(orders: Connection, values: dict[str, Any], log: str) -> None:
    """The process that is watched: a beat for each time that it is sent, None ends it."""
    kept = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    for standard in (1, 2):
        os.dup2(kept, standard)
    logs.configure(json_lines=True)
    tracemalloc.start()
    asyncio.run(_live(orders, values))


async def _live(orders: Connection, values: dict[str, Any]) -> None:
    clock = StandingClock(START)
    await asyncio.to_thread(bool)
    before = sample()
    async with worker(values, clock) as at_work, serving(at_work.made) as still:
        while (at := await asyncio.to_thread(_next, orders)) is not None:
            clock.now = max(clock.now, at)
            await at_work.beat()
            orders.send(sample() if at.minute == START.minute else None)
        orders.send(still())
    after = sample()
    orders.send(
        Sample(
            after.resident - before.resident, after.objects - before.objects,
            after.files - before.files, after.tasks - before.tasks,
        )
    )  # fmt: skip


def _next(orders: Connection) -> Any:
    """None, too, when whoever sends is gone."""
    try:
        return orders.recv()
    except EOFError:
        return None


async def run(hours: int, folder: Path, url: str, log: Path) -> Outcome:
    """``url`` is a database with all tables and nothing in them."""
    began, clock = time.monotonic(), StandingClock(START)
    national = list(feeds(folder))
    async with world(Setup(channels=CHANNELS, rates=OFF), clock) as outside:
        values = outside.values(url) | {"CRIER_SCOTUS": False, "COURTLISTENER_TOKEN": None}
        await follow(url, outside, national, clock())
        here, there = multiprocessing.Pipe()
        context = multiprocessing.get_context("spawn")
        process = context.Process(target=live, args=(there, values, str(log)), daemon=True)
        await asyncio.to_thread(process.start)
        there.close()
        try:
            hourly = await _hours(here, hours, clock, outside, national)
            here.send(None)
            served, left = [await asyncio.to_thread(here.recv) for _ in range(2)]
        finally:
            process.kill()
            await asyncio.to_thread(process.join)
        posts = sum(len(outside.slack.channel(name).messages) for name in CHANNELS)
        return Outcome(
            hours, len(national), len(outside.courts.requests), posts, hourly, left, served,
            round(time.monotonic() - began, 1),
        )  # fmt: skip


async def _hours(
    orders: Connection,
    hours: int,
    clock: StandingClock,
    outside: World,
    national: Sequence[Feed],
) -> tuple[Sample, ...]:
    for feed in national:
        outside.courts.publish(feed.court, feed.rebuild(clock()))
    found: list[Sample] = []
    while len(found) < hours:
        clock.now += BEAT
        for place, feed in enumerate(national):
            if timedelta(minutes=(clock.now.minute - place) % 60) < BEAT:
                outside.courts.publish(feed.court, feed.rebuild(clock()))
        orders.send(clock.now)
        said = await asyncio.to_thread(orders.recv)
        if said is not None:
            found.append(said)
    return tuple(found)


async def follow(url: str, outside: World, national: Sequence[Feed], now: datetime) -> None:
    wanted = [(feed.court, case) for feed in national for case in feed.cases[:5]][:CASES]
    db = databases.connect(url)
    try:
        async with db.write() as connection:
            for place, (court, number) in enumerate(wanted):
                channel = outside.slack.channel(CHANNELS[place % len(CHANNELS)])
                to = Destination(outside.slack.team_id, channel.id)
                parts = parts_of(court, number)
                await follows.follow_in(connection, to, court, parts, number, by="", now=now)
    finally:
        await db.close()
    for name in CHANNELS:
        outside.slack.invite(name)


def told(found: Outcome) -> str:
    lines = [
        f"{found.hours} hours of {found.courts} courts in {found.seconds:.0f} s: "
        f"{found.readings} readings, {found.posts} posts",
        f"{'hour':>6}{'resident MB':>14}{'objects MB':>14}{'files':>8}{'tasks':>8}",
    ]
    lines += [
        f"{hour:6}{each.resident / 1e6:14.1f}{each.objects / 1e6:14.1f}{each.files:8}{each.tasks:8}"
        for hour, each in enumerate(found.hourly, 1)
    ]
    lines.append(
        f"after the first quarter: resident memory within {found.swing('resident'):.1%}, objects "
        f"within {found.swing('objects'):.1%}; left over {found.left.files} files, "
        f"{found.left.tasks} tasks"
    )
    return "\n".join(lines)


def main() -> int:
    reader = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    reader.add_argument("--hours", type=int, default=24)
    reader.add_argument("--folder", type=Path, default=FOLDER)
    reader.add_argument("--database", default="", help="a PostgreSQL to make a database beside")
    reader.add_argument("--json", action="store_true")
    given = reader.parse_args()
    structlog.configure(logger_factory=structlog.ReturnLoggerFactory())
    with tempfile.TemporaryDirectory() as name, database(given.database, Path(name)) as url:
        found = asyncio.run(run(given.hours, given.folder, url, Path(name) / "log"))
    print(json.dumps(asdict(found), indent=2) if given.json else told(found))
    return 0 if found.good else 1


if __name__ == "__main__":
    sys.exit(main())
