"""Courts that are off for hours and days: what Crier tells of it, and what it finds afterwards.

    python -m benchmarks.outage [--database URL] [--json]

Six courts rebuild their feeds each hour, with what was filed in the last 24 hours, and are
followed in three channels. All of them answer nothing for 6 hours, or for 3 days; or it is
Crier that is off. Time is the sandbox's own. Everything that is still listed has to be told
once; what is not has to lie in hours that each channel is told to check, in one message; and
there is to be no flood. Exit code 1 when one of these does not hold.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import math
import sys
import tempfile
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa
import structlog

from benchmarks.freshbase import database
from benchmarks.hourly import (
    APART,
    CASES,
    COURTS,
    REBUILT,
    START,
    WINDOW,
    Feeds,
    filed,
    number,
)
from benchmarks.standing import StandingClock, Worker, worker
from filings.db import Database
from filings.store import follows
from filings.store.core import gaps, parts_of, posts
from filings.types import Destination
from sandbox.slack import OFF, Setup
from sandbox.world import World, world

COARSE = 3
"""So much wider are the steps in a short drill, and while nothing changes in any."""
CHANNELS = ("first", "second", "third")
BEFORE = timedelta(hours=6)
AFTER = timedelta(hours=2)
STILL = timedelta(minutes=50)
"""In the end nothing is rebuilt for so long, so that all that is listed has been read."""
STEP = timedelta(minutes=5)
PER_MESSAGE = 20
OTHERS = 4
"""Messages that a channel may get of an outage besides those with filings: that it began,
that it is over, what could not be seen, and one to spare."""


@dataclass(frozen=True, slots=True)
class Drill:
    """``who`` is off, "courts" or "Crier". A short drill takes wide steps."""

    who: str
    lasts: timedelta
    short: bool = False

    @property
    def step(self) -> timedelta:
        return STEP * COARSE if self.short else STEP

    @property
    def before(self) -> timedelta:
        return BEFORE / COARSE if self.short else BEFORE


DRILLS = tuple(
    Drill(who, lasts)
    for lasts in (timedelta(hours=6), timedelta(days=3))
    for who in ("courts", "Crier")
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """expected, told  filings that a body listed, and those that the channels were told of
    lost, doubled      as they are
    gone      filings that no body ever listed; unnamed are those of them that lie outside of
              the hours that channels are told to check
    meanwhile the most messages in one channel while it lasted
    with_filings  the most messages in one channel that tell of what was filed meanwhile, and
              ``fewest`` how many that takes at least; each court comes back at a time of its own
    others    of the other messages, by kind, the most in one channel since it began
    """

    who: str
    hours: float
    expected: int
    told: int
    lost: int
    doubled: int
    gone: int
    unnamed: int
    meanwhile: int
    with_filings: int
    fewest: int
    others: Mapping[str, int]

    @property
    def good(self) -> bool:
        quiet = self.meanwhile <= 1 and sum(self.others.values()) <= OTHERS
        one_each = all(count == 1 for count in self.others.values())
        no_flood = self.with_filings <= self.fewest + len(COURTS)
        wrong = self.lost or self.doubled or self.unnamed
        return quiet and one_each and no_flood and not wrong


async def run(drill: Drill, url: str) -> Outcome:
    """One outage on a database of its own, which has all tables and nothing in them."""
    clock = StandingClock(START + WINDOW)
    async with world(Setup(channels=CHANNELS, rates=OFF), clock) as outside:
        values = outside.values(url) | {"CRIER_SCOTUS": False, "COURTLISTENER_TOKEN": None}
        feeds, began = Feeds(outside), clock() + drill.before
        feeds.recover()
        over = began + drill.lasts
        async with worker(values, clock) as at_work:
            await follow(at_work.made.db, outside, clock())
            await pass_time(at_work, feeds, timedelta(), drill.step)
            first, feeds.listed = feeds.listed, set()
            await pass_time(at_work, feeds, drill.before, drill.step)
            if drill.who == "courts":
                feeds.fail()
                await at_work.go_on_to(min(began + 3 * REBUILT, over), STEP)
                await at_work.go_on_to(over, drill.step * COARSE)
                feeds.recover()
        clock.now = max(clock.now, over)
        async with worker(values, clock) as at_work:
            await pass_time(at_work, feeds, AFTER, drill.step)
            await at_work.go_on_to(clock() + STILL, drill.step)
            listed = feeds.listed - first
            return await outcome(drill, outside, at_work.made.db, listed, (began, over))


async def pass_time(at_work: Worker, feeds: Feeds, lasts: timedelta, step: timedelta) -> None:
    """Feeds are rebuilt and read meanwhile."""
    until = at_work.clock.now + lasts
    feeds.rebuild(at_work.clock.now)
    await at_work.beat()
    while at_work.clock.now < until:
        await at_work.go_on_to(min(at_work.clock.now + step, until), step)
        feeds.rebuild(at_work.clock.now)


async def follow(db: Database, outside: World, now: datetime) -> None:
    """A case in each channel in turn."""
    async with db.write() as connection:
        for place in range(CASES):
            channel = outside.slack.channel(CHANNELS[place % len(CHANNELS)])
            to = Destination(outside.slack.team_id, channel.id)
            for court in COURTS:
                parts = parts_of(court, number(place))
                await follows.follow_in(connection, to, court, parts, number(place), by="", now=now)
    for name in CHANNELS:
        outside.slack.invite(name)


async def outcome(
    drill: Drill,
    outside: World,
    db: Database,
    expected: set[tuple[str, int]],
    outage: tuple[datetime, datetime],
) -> Outcome:
    began, over = outage
    facts = [
        (message.channel, message.ts, fact["court"], fact["number"])
        for name in CHANNELS for message in outside.slack.channel(name).messages
        if message.metadata
        for fact in message.metadata["event_payload"].get("filings", ()) if fact["event"] == "new"
    ]  # fmt: skip
    told = Counter((court, entry) for _, _, court, entry in facts)
    missed = {(court, item.entry or 0) for court in COURTS for item in filed(court, began, over)}
    gone = missed - expected - set(told)
    async with db.read() as connection:
        unseen = (await connection.execute(sa.select(gaps).where(gaps.c.told))).all()
        rows = (await connection.execute(sa.select(posts).where(posts.c.sent_at >= began))).all()
    unnamed = {each for each in gone if not any(_in(each, gap) for gap in unseen)}
    others = Counter((row.channel_id, row.kind) for row in rows if row.kind != "alert")
    meanwhile = Counter(row.channel_id for row in rows if began + STEP < row.sent_at < over)
    # What came late, and the messages that tell of it.
    late = {(channel, ts) for channel, ts, court, entry in facts if (court, entry) in missed}
    filings = Counter(channel for channel, _, court, entry in facts if (court, entry) in missed)
    return Outcome(
        drill.who, drill.lasts / timedelta(hours=1), len(expected), len(told),
        len(expected - set(told)), sum(times > 1 for times in told.values()), len(gone),
        len(unnamed),
        max(meanwhile.values(), default=0),
        max(Counter(channel for channel, _ in late).values(), default=0),
        math.ceil(max(filings.values(), default=0) / PER_MESSAGE),
        {kind: count for (_, kind), count in sorted(others.items(), key=lambda each: each[1])},
    )  # fmt: skip


def _in(filing: tuple[str, int], gap: Any) -> bool:
    court, entry = filing
    return bool(court == gap.court and gap.since <= START + (entry - 5_000) * APART < gap.until)


def said(found: Outcome) -> str:
    others = ", ".join(f"{count} {kind}" for kind, count in sorted(found.others.items()))
    return (
        f"{found.who} off for {found.hours:g} hours: {found.expected} filings listed, "
        f"{found.lost} lost, {found.doubled} doubled; {found.gone} that no feed listed, "
        f"{found.unnamed} of them outside of the hours that are named\n"
        f"  in one channel: {found.meanwhile} messages meanwhile, afterwards "
        f"{found.with_filings} with filings (at least {found.fewest}); others: {others or 'none'}"
    )


def main() -> int:
    reader = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    reader.add_argument("--database", default="", help="a PostgreSQL to make databases beside")
    reader.add_argument("--json", action="store_true")
    given = reader.parse_args()
    structlog.configure(logger_factory=structlog.ReturnLoggerFactory())
    found: list[Outcome] = []
    for drill in DRILLS:
        with tempfile.TemporaryDirectory() as name, database(given.database, Path(name)) as url:
            found.append(asyncio.run(run(drill, url)))
        if not given.json:
            print(said(found[-1]), flush=True)
    if given.json:
        print(json.dumps([asdict(each) for each in found], indent=2))
    return 0 if all(each.good for each in found) else 1


if __name__ == "__main__":
    sys.exit(main())
