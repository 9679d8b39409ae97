"""A world in which Crier is killed again and again, while courts and CourtListener go on."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from multiprocessing.context import ForkServerContext, ForkServerProcess
from pathlib import Path

import sqlalchemy as sa

from benchmarks import crashchild
from benchmarks.crashchild import Start
from benchmarks.crashclock import SharedClock
from benchmarks.crashtrouble import CourtTrouble, SlackTrouble
from benchmarks.recorded import Recording
from filings import db as databases
from filings.db import Database
from filings.store import follows, outbox, places, sources
from filings.store.core import deliveries, parts_of, posts
from filings.store.core import sources as source_rows
from filings.terms import OFFERED, Cadence, ChannelTerms, Terms
from filings.types import Destination
from sandbox.slack import Message
from sandbox.world import World, hook

SPEED = 10.0
"""Crier's client gives up after 10 s: at this speed after one, which a busy machine can keep."""
PATIENCE = 60.0
"""Seconds of this machine within which something has to come."""


IDLE = 0.5
"""Seconds without a request after which a life has nothing to do."""
SLOWEST = 15.0
"""Seconds after which a life that has made none is not waited for."""
TICK = 0.02


@dataclass(frozen=True, slots=True)
class Desk:
    """A channel, and how it wants to be told."""

    name: str
    follow: Terms = OFFERED
    channel: ChannelTerms = field(default_factory=ChannelTerms)


DESKS = (
    Desk("offered"),
    Desk("threads", Terms(), ChannelTerms(threads=True)),
    Desk("hourly", Terms(cadence=Cadence.HOURLY)),
    Desk("at-once", Terms()),
    Desk(
        "quiet", OFFERED,
        ChannelTerms("America/New_York", time(22), time(7), break_through=False),
    ),
)  # fmt: skip


@dataclass(slots=True)
class Lives:
    """``hears``: by court and case the channels that follow it, by their ids."""

    db: Database
    clock: SharedClock
    world: World
    slack_trouble: SlackTrouble
    court_trouble: CourtTrouble
    start: Start
    forking: ForkServerContext
    hears: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    kills: int = 0
    process: ForkServerProcess | None = None
    failures: list[str] = field(default_factory=list)

    async def begin(self) -> None:
        """Start another life."""
        self.court_trouble.life += 1
        self.process = await asyncio.to_thread(crashchild.begin, self.forking, self.start)

    @property
    def hook(self) -> str | None:
        """Where this life takes CourtListener's events, once it does."""
        try:
            return hook(int(self.start.port.read_text()))
        except FileNotFoundError:
            return None

    async def end(self, *, kill: bool) -> None:
        """SIGKILL, or SIGTERM; afterwards Slack has whatever was on its way."""
        life, self.process = self.process, None
        if life is None:
            raise ValueError("there is no life to end")
        if not life.is_alive():
            self.failures.append(f"ended by itself with exit code {life.exitcode}")
        elif kill:
            life.kill()
            self.kills += 1
        else:
            life.terminate()
        await asyncio.to_thread(life.join, PATIENCE)
        if not kill and life.exitcode != 0:
            self.failures.append(f"SIGTERM was followed by exit code {life.exitcode}")
        self.slack_trouble.let_all_go()
        await asyncio.sleep(0.05)

    async def busy(self, requests: int) -> None:
        """Until this life has made so many, to courts and to Slack, or has nothing to do.

        What a life gets done does not depend on how fast the machine is.
        """
        begun = seen = self.requests
        waited = 0.0
        while seen - begun < requests and waited < (IDLE if seen > begun else SLOWEST):
            await asyncio.sleep(TICK)
            waited = waited + TICK if self.requests == seen else 0.0
            seen = self.requests

    @property
    def requests(self) -> int:
        return len(self.world.courts.requests) + len(self.world.slack.calls)

    async def follow(self, recording: Recording) -> None:
        """Each case in one channel, every third in two."""
        now, court = self.clock(), recording.court
        async with self.db.write() as connection:
            for place, number in enumerate(recording.cases):
                desks = [DESKS[place % len(DESKS)]]
                if place % 3 == 0:
                    desks.append(DESKS[(place + 1) % len(DESKS)])
                for desk in desks:
                    to = self.place(desk)
                    await follows.follow_in(
                        connection, to, court, parts_of(court, number), number,
                        by="", now=now, terms=desk.follow,
                    )  # fmt: skip
                    self.hears.setdefault((court, number), []).append(to.channel_id)

    def place(self, desk: Desk) -> Destination:
        slack = self.world.slack
        return Destination(slack.team_id, slack.channel(desk.name).id)

    async def rebuild(self, recording: Recording, place: int) -> None:
        """A court puts a body out while Crier is dead; the first time its cases are followed."""
        poll = recording.polls[place]
        self.clock.go_on_at(poll.at)
        if place == 0:
            await self.follow(recording)
        self.court_trouble.publish(recording.court, poll.body, place)
        await sources.check_now(self.db, recording.court, self.clock())

    async def until(self, holds: Callable[[], Awaitable[bool]], what: str) -> None:
        """Raises TimeoutError, naming ``what``, after a minute in which nothing was posted."""
        waited, posted = 0.0, -1
        while not await holds():
            if len(self.messages) != posted:
                waited, posted = 0.0, len(self.messages)
            lives = self.process is not None and self.process.is_alive()
            if waited > PATIENCE or not lives:
                raise TimeoutError(f"{what} did not come; the process {lives=}")
            await asyncio.sleep(0.1)
            waited += 0.1

    async def read_since(self, courts: Mapping[str, datetime]) -> bool:
        """Whether each of these courts was read since its time, and whole once."""
        async with self.db.read() as connection:
            wanted = sa.select(source_rows.c.court, source_rows.c.read_at).where(
                source_rows.c.baseline_at.is_not(None)
            )
            read = {row.court: row.read_at for row in await connection.execute(wanted)}
        return all((at := read.get(court)) is not None and at >= courts[court] for court in courts)

    async def nothing_due(self) -> bool:
        waits = await outbox.backlog(self.db, self.clock())
        return waits.deliveries == 0 and waits.posts == 0

    async def last_due(self) -> datetime | None:
        """When the last of what is still owed is due."""
        async with self.db.read() as connection:
            owed = sa.select(deliveries.c.due_at).where(deliveries.c.post_id.is_(None))
            return await connection.scalar(owed.order_by(deliveries.c.due_at.desc()).limit(1))

    async def quieten(self, taken: Callable[[], Awaitable[None]]) -> None:
        """All is read, and told, also what is due only tomorrow. Slack may go on dropping.
        ``taken`` waits for what is sent to Crier."""
        self.slack_trouble.calm()
        self.court_trouble.calm()
        self.clock.go_on_at(self.clock() + timedelta(hours=2))
        since = {court: self.clock() for court in self.court_trouble.served}
        for court in since:
            await sources.check_now(self.db, court, self.clock())
        await self.begin()
        await self.until(lambda: self.read_since(since), "a last reading of every court")
        async with asyncio.timeout(PATIENCE):
            await taken()
        while True:
            await self.until(self.nothing_due, "the end of what is due")
            await self.end(kill=False)
            due = await self.last_due()
            if due is None:
                return
            self.clock.go_on_at(due + timedelta(seconds=1))
            await self.begin()

    async def kinds(self) -> dict[str, str]:
        """The kind of each post by its id, which its message has too."""
        async with self.db.read() as connection:
            rows = await connection.execute(sa.select(posts.c.id, posts.c.kind))
            return {row.id: row.kind for row in rows}

    async def unsent(self) -> dict[str, int]:
        """Posts that Slack is not known to have, by state and error, and how many."""
        which = sa.select(posts.c.state, posts.c.error).where(posts.c.state != "sent")
        async with self.db.read() as connection:
            rows = await connection.execute(which)
            return Counter(f"{row.state} {row.error or 'without error'}" for row in rows)

    @property
    def messages(self) -> list[Message]:
        return [m for desk in DESKS for m in self.world.slack.channel(desk.name).messages]


@contextlib.asynccontextmanager
async def lives(
    world: World,
    clock: SharedClock,
    folder: Path,
    url: str,
    trouble: tuple[SlackTrouble, CourtTrouble],
) -> AsyncIterator[Lives]:
    """``url`` is a database with all tables and nothing in them."""
    db = databases.connect(url)
    values = world.values(url) | {"CRIER_SCOTUS": False}
    files = (folder / "port", folder / "log")
    start = Start(values, folder / "clock", clock.speed, *files, os.getpid())
    made = Lives(db, clock, world, *trouble, start, crashchild.loaded())
    try:
        for desk in DESKS:
            world.slack.invite(desk.name)
            await places.set_terms(db, made.place(desk), desk.channel, by="", now=clock())
        yield made
    finally:
        if made.process is not None:
            made.process.kill()
            await asyncio.to_thread(made.process.join)
        await db.close()


def logged(log: Path, level: str = "error") -> dict[str, int]:
    """How often each line of a level was logged, without what differs between two."""
    found: dict[str, int] = {}
    for line in log.read_text(errors="replace").splitlines():
        try:
            said = json.loads(line)
        except ValueError:
            # A life that was killed while it wrote, or what a library prints.
            continue
        if isinstance(said, dict) and said.get("level") == level:
            what = f"{said.get('event')}: {said.get('error', '')}"
            found[what] = found.get(what, 0) + 1
    return found


def builds_read(log: Path) -> set[tuple[str, datetime]]:
    """Court and time of building of each body that a life said it had kept whole."""
    found = set()
    for line in log.read_text(errors="replace").splitlines():
        try:
            said = json.loads(line)
        except ValueError:
            continue
        if said.get("event") == "read" and said.get("complete") and said.get("built"):
            court = said["source"].rpartition("/")[2]
            found.add((court, datetime.fromisoformat(said["built"])))
    return found
