"""How soon CourtListener has its answer when it sends events to a busy program.

    python -m benchmarks.webhooks [--events N] [--rate N] [--backlog N] [--rebuild S] [--json]

``crier run`` works in a process of its own on an SQLite database, with events waiting in
its inbox and the feeds of twelve courts, rebuilt every few seconds and read then. Events
come at a steady rate, each over a connection of its own. Printed are milliseconds to the
answer: CourtListener's documentation promises to wait a second for it.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import math
import os
import socket
import sys
import tempfile
from collections.abc import AsyncIterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median

import aiohttp

from filings import db as databases
from filings.db import Database
from filings.store import follows, inbox, reports, sources
from filings.store.core import parts_of
from filings.types import TERMINAL, CaseFacts, Report, Teller
from sandbox.courtlistener import SandboxCourtListener
from sandbox.courts import CourtServer
from sandbox.feeds import Item, render_feed
from sandbox.listener import hooks

COURTS = (
    "dcd", "cand", "txsd", "paed", "ctd", "flsd", "njd", "ord", "ded", "iasd", "ned", "vtd",
)  # fmt: skip
ITEMS = 300
SECRET = "the-secret-of-a-benchmark"
PROMISED = 1.0
"""Seconds that CourtListener promises to wait."""


@dataclass(frozen=True, slots=True)
class Measured:
    """``median``, ``percentile_99`` and ``slowest`` in milliseconds.

    in_time    of the events, the share that was taken within a second
    refused    events that were told to come again
    read       how often a court's feed was read meanwhile
    waiting    events in the inbox: before the first was sent, and after the last
    """

    events: int
    median: float
    percentile_99: float
    slowest: float
    in_time: float
    refused: int
    read: int
    waiting: tuple[int, int]


def number(place: int) -> str:
    return f"1:25-cv-{80_000 + place}"


def body(court: str, built_at: datetime, count: int) -> bytes:
    """A feed of ``ITEMS`` filings, the last ``count`` of them new since the first."""
    items = [
        Item(
            number(seq % 50), f"Harbor Gazette No. {seq % 50} v. Port Office", 660_000 + seq % 50,
            seq, "Notice (Other)", built_at - timedelta(seconds=200 * place), seq,
            f"0450{seq:07}",
        )
        for place, seq in enumerate(range(ITEMS + count, count, -1))
    ]  # fmt: skip
    return render_feed(court, built_at, items)


async def prepare(db: Database, listener: SandboxCourtListener, backlog: int) -> list[int]:
    """Follow four cases of each court, and leave events of theirs in the inbox; the dockets."""
    now, listings = datetime.now(UTC), []
    for court in COURTS:
        for place in range(4):
            parts = parts_of(court, number(place))
            await follows.follow(db, TERMINAL, court, parts, number(place), by="", now=now)
            listing = listener.add_docket(court, number(place), f"Case {place}")
            about = CaseFacts(
                Teller.COURTLISTENER, court, number(place), f"Case {place}", listing_id=listing
            )
            await reports.record_report(db, Report(about), now=now)
            listings.append(listing)
    for place in range(backlog):
        await inbox.keep(db, f"waiting-{place}", event(listener, listings, place), now)
    return listings


def event(listener: SandboxCourtListener, listings: list[int], place: int) -> bytes:
    entry = listener.add_entry(
        listings[place % len(listings)], "NOTICE of something that was filed " * 8,
        filed=datetime.now(UTC), number=10_000 + place, event="Notice (Other)",
    )  # fmt: skip
    return json.dumps(listener.docket_alert(entry)).encode()


@contextlib.asynccontextmanager
async def crier(folder: Path, courts: CourtServer) -> AsyncIterator[str]:
    """``crier run``, and where it takes events. What it prints is left in the folder."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings = {
        "DATABASE_URL": f"sqlite:///{folder / 'crier.db'}", "PORT": str(port),
        "CRIER_ECF_ORIGIN": courts.origin, "CRIER_MIN_SECONDS": "0",
        "CRIER_CONTACT": "nobody; a benchmark on loopback", "CRIER_SCOTUS": "false",
        "COURTLISTENER_WEBHOOK_SECRET": SECRET,
    }  # fmt: skip
    command = (sys.executable, "-c", "from bot.commandline.cli import main; main()", "run")
    with (folder / "log").open("wb") as log:
        program = await asyncio.create_subprocess_exec(
            *command, env={**os.environ, **settings}, stdout=log, stderr=log
        )
        try:
            await _listening(port)
            yield f"http://127.0.0.1:{port}/webhooks/courtlistener/{SECRET}"
        finally:
            program.terminate()
            await program.wait()


async def _listening(port: int) -> None:
    async with asyncio.timeout(60), aiohttp.ClientSession() as session:
        while True:
            try:
                async with session.get(f"http://127.0.0.1:{port}/healthz"):
                    return
            except aiohttp.ClientConnectionError:
                await asyncio.sleep(0.1)


async def rebuild(db: Database, courts: CourtServer, every: float) -> None:
    """Each court in its turn puts a new feed out every so many seconds, and is looked at, as
    by "Check now"."""
    count = 0
    while True:
        count += 1
        for court in COURTS:
            now = datetime.now(UTC)
            courts.publish(court, body(court, now, count))
            await sources.check_now(db, court, now)
            await asyncio.sleep(every / len(COURTS))


async def send(url: str, bodies: list[bytes], rate: float) -> list[hooks.Sent]:
    async def one(place: int, what: bytes) -> hooks.Sent:
        await asyncio.sleep(place / rate)
        return await hooks.send(url, what)

    return await asyncio.gather(*(one(place, what) for place, what in enumerate(bodies)))


async def run(events: int, rate: float, backlog: int, every: float) -> Measured:
    listener = SandboxCourtListener(clock=lambda: datetime.now(UTC))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        db = await databases.prepare(f"sqlite:///{folder / 'crier.db'}")
        try:
            listings = await prepare(db, listener, backlog)
            bodies = [event(listener, listings, backlog + place) for place in range(events)]
            async with CourtServer() as courts, crier(folder, courts) as url:
                busy = asyncio.create_task(rebuild(db, courts, every))
                before = (await inbox.view(db)).waiting
                sent = await send(url, bodies, rate)
                after = (await inbox.view(db)).waiting
                busy.cancel()
                await asyncio.wait({busy})
                return measured(sent, len(courts.requests), (before, after))
        finally:
            await db.close()


def measured(sent: list[hooks.Sent], read: int, waiting: tuple[int, int]) -> Measured:
    times = sorted(each.seconds * 1000 for each in sent)
    in_time = sum(each.done and each.seconds <= PROMISED for each in sent) / len(sent)
    return Measured(
        len(sent), round(median(times), 1), round(times[math.ceil(len(times) * 0.99) - 1], 1),
        round(times[-1], 1), round(in_time, 4), sum(not each.done for each in sent), read, waiting,
    )  # fmt: skip


def main() -> None:
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--events", type=int, default=300)
    reader.add_argument("--rate", type=float, default=10, help="events a second")
    reader.add_argument("--backlog", type=int, default=500)
    reader.add_argument("--rebuild", type=float, default=6, help="seconds, of each feed")
    reader.add_argument("--json", action="store_true")
    given = reader.parse_args()
    found = asyncio.run(run(given.events, given.rate, given.backlog, given.rebuild))
    if given.json:
        print(json.dumps(asdict(found), indent=2))
        return
    print(f"{found.events} events, {found.read} readings of feeds meanwhile")
    print(f"in the inbox: {found.waiting[0]} before, {found.waiting[1]} after")
    print(f"{'median ms':>12}{'99th ms':>12}{'slowest ms':>12}{'within 1 s':>12}{'refused':>12}")
    print(
        f"{found.median:12.1f}{found.percentile_99:12.1f}{found.slowest:12.1f}"
        f"{found.in_time:12.1%}{found.refused:12}"
    )


if __name__ == "__main__":
    main()
