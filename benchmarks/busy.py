"""A Crier with much to do: alerts that wait, and feeds that are rebuilt all the time."""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
import sys
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import aiohttp

from filings.db import Database
from filings.store import follows, outbox, sources
from filings.store.core import parts_of
from filings.types import Destination
from sandbox.courtlistener import SandboxCourtListener
from sandbox.courts import CourtServer
from sandbox.feeds import Item, render_feed
from sandbox.slack import SandboxSlack, Setup
from watchers.fetch import Fetcher
from watchers.poll import Poller

COURTS = (
    "dcd", "cand", "txsd", "paed", "ctd", "flsd", "njd", "ord", "ded", "iasd",
    "ned", "vtd", "nysd", "ilnd", "mad", "waed", "cod", "gand", "mdd", "ohnd",
)  # fmt: skip
ITEMS = 300
APART = timedelta(seconds=60)
FIRST_FILED = datetime.now(UTC) - 2 * ITEMS * APART
CASES_EACH = 50
NEW = 3
"""Filings that a rebuild adds."""
STARTED = 60.0
"""Seconds that the program may take to be there."""


def number(place: int) -> str:
    return f"1:25-cv-{80_000 + place:05}"


CASES = tuple(f"{number(0)} {court}" for court in COURTS)
"""Cases that are known and followed, as they are typed."""


def body(court: str, built_at: datetime, new: int) -> bytes:
    """A feed of ``ITEMS`` filings, the last ``new`` of them new since the first body."""
    items = [
        Item(
            number(seq % CASES_EACH), f"Harbor Gazette No. {seq % CASES_EACH} v. Port Office",
            660_000 + seq % CASES_EACH, seq, "Notice (Other)",
            FIRST_FILED + seq * APART, seq, f"0450{seq:07}",
        )
        for seq in range(ITEMS + new, new, -1)
    ]  # fmt: skip
    return render_feed(court, built_at, items)


@dataclass(frozen=True, slots=True)
class Outside:
    """What the program speaks to."""

    slack: SandboxSlack
    courts: CourtServer
    listener: SandboxCourtListener


@contextlib.asynccontextmanager
async def outside(setup: Setup) -> AsyncIterator[Outside]:
    async with (
        SandboxSlack(setup) as slack,
        CourtServer() as courts,
        SandboxCourtListener(clock=now) as listener,
    ):
        yield Outside(slack, courts, listener)


def shared(alerts: int) -> int:
    """How many of them are of one court."""
    return max(1, alerts // len(COURTS))


async def owe(db: Database, around: Outside, alerts: int) -> None:
    """Follow cases of every court and read their feeds twice: so many alerts wait then."""
    each = shared(alerts)
    slack, server = around.slack, around.courts
    for name in channels():
        slack.invite(name)
    places = [slack.channel(name).id for name in sorted(channels())]
    for index, court in enumerate(COURTS):
        to = Destination(slack.team_id, places[index % len(places)])
        async with db.write() as connection:
            for place in range(CASES_EACH):
                parts, typed = parts_of(court, number(place)), number(place)
                await follows.follow_in(connection, to, court, parts, typed, by="", now=now())
    async with Fetcher(contact="nobody; a benchmark on loopback", min_seconds=0) as fetcher:
        poller = Poller(db, fetcher, now, origin=server.origin, min_seconds=0)
        for new in (0, each):
            for court in COURTS:
                server.publish(court, body(court, now() - timedelta(minutes=9 - new / each), new))
                await sources.check_now(db, court, now())
                held = await sources.claim(db, court, now())
                if held is not None:
                    await poller.poll(held)


def channels() -> Sequence[str]:
    """Where alerts go: Slack takes one a second in each."""
    return tuple(f"desk-{place}" for place in range(5))


async def waiting(db: Database) -> int:
    held = await outbox.backlog(db, now())
    return held.deliveries + held.posts


async def rebuild(db: Database, server: CourtServer, every: float, count: int) -> None:
    """Each court in its turn puts a new feed out every so many seconds, and is looked at, as
    by "Check now"; ``count`` filings of it are known."""
    while True:
        count += NEW
        for court in COURTS:
            server.publish(court, body(court, now(), count))
            await sources.check_now(db, court, now())
            await asyncio.sleep(every / len(COURTS))


@contextlib.asynccontextmanager
async def crier(folder: Path, around: Outside, *, sockets: bool) -> AsyncIterator[None]:
    """``crier run``, connected to the Slack. What it prints is left in the folder."""
    slack = around.slack
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings = {
        "DATABASE_URL": f"sqlite:///{folder / 'crier.db'}", "PORT": str(port),
        "CRIER_ECF_ORIGIN": around.courts.origin, "CRIER_MIN_SECONDS": "0", "CRIER_SCOTUS": "false",
        "CRIER_CONTACT": "nobody; a benchmark on loopback",
        "COURTLISTENER_URL": around.listener.url, "COURTLISTENER_TOKEN": around.listener.token,
        **slack.environment(sockets=sockets),
    }  # fmt: skip
    command = (sys.executable, "-c", "from bot.commandline.cli import main; main()", "run")
    with (folder / "log").open("wb") as log:
        program = await asyncio.create_subprocess_exec(
            *command, env={**os.environ, **settings}, stdout=log, stderr=log
        )
        try:
            await _healthy(port)
            if not sockets:
                slack.push.url = f"http://127.0.0.1:{port}/slack/events"
            yield
        finally:
            slack.push.url = None
            if program.returncode is None:
                program.terminate()
            await program.wait()


async def _healthy(port: int) -> None:
    """Until the health page is there; it speaks of Slack, too, where sockets are used."""
    async with asyncio.timeout(STARTED), aiohttp.ClientSession() as session:
        while True:
            try:
                async with session.get(f"http://127.0.0.1:{port}/healthz") as answer:
                    if answer.status == 200:
                        return
            except aiohttp.ClientConnectionError:
                pass
            await asyncio.sleep(0.1)


def now() -> datetime:
    return datetime.now(UTC)
