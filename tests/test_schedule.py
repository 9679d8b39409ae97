"""The tick, and `check`: what is read when, and by one process only."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Any

from aiohttp import web

from filings import db as databases
from filings.errors import StoreError
from filings.store import follows, sources
from filings.store.core import parts_of
from filings.store.core import sources as source_table
from sandbox import faults
from tests.filed import CASE, OLD, at, feed, item
from tests.newsroom import Newsroom, newsroom
from watchers.poll import Poller, Result
from watchers.schedule import Schedule, check

ORDER = item(5, "Order", 30)


@asynccontextmanager
async def following(url: str, *courts: str) -> AsyncIterator[Newsroom]:
    async with newsroom(url) as room:
        for court in courts:
            await room.follow(court, CASE)
            room.courts.publish(court, feed(0, OLD, court=court))
        yield room


async def beat(room: Newsroom, schedule: Schedule | None = None) -> list[str]:
    """One tick to its end; the courts that were asked."""
    before = len(room.courts.requests)
    schedule = schedule or reading(room)
    await schedule.tick()
    await schedule.finish()
    return sorted(asked.court for asked in room.courts.requests[before:])


def reading(room: Newsroom, db: databases.Database | None = None) -> Schedule:
    poller = room.poller
    if db is not None:
        poller = Poller(
            db, room.poller._fetcher, room.clock, origin=room.courts.origin, min_seconds=0
        )
    return Schedule(db or room.db, poller, room.clock)


async def due(room: Newsroom, court: str) -> datetime:
    async with room.db.read() as connection:
        found = await connection.scalar(
            source_table.select()
            .with_only_columns(source_table.c.due_at)
            .where(source_table.c.court == court)
        )
    assert isinstance(found, datetime)
    return found


async def test_what_nobody_follows_is_not_read(either_url: str) -> None:
    async with following(either_url, "dcd") as room:
        room.courts.publish("nysd", feed(0, OLD, court="nysd"))
        assert await beat(room) == ["dcd"]
        await follows.unfollow(room.db, room.channel, "dcd", parts_of("dcd", CASE), room.clock())
        room.clock.forward(days=2)
        assert await beat(room) == []


async def test_a_tick_reads_what_is_due_and_nothing_else(either_url: str) -> None:
    async with following(either_url, "dcd", "nysd") as room:
        assert await beat(room) == ["dcd", "nysd"]
        assert await beat(room) == []
        await sources.check_now(room.db, "nysd", room.clock())
        assert await beat(room) == ["nysd"]
        room.clock.now = await due(room, "dcd") - timedelta(seconds=1)
        assert "dcd" not in await beat(room)
        room.clock.forward(seconds=1)
        assert "dcd" in await beat(room)


async def test_two_workers_read_a_source_once(either_url: str) -> None:
    async with following(either_url, "dcd", "nysd", "ctd") as room:
        other = databases.connect(either_url)
        schedules = [reading(room), reading(room, other)]
        await asyncio.gather(*(schedule.tick() for schedule in schedules))
        await asyncio.gather(*(schedule.finish() for schedule in schedules))
        asked = sorted(request.court for request in room.courts.requests)
        assert asked == ["ctd", "dcd", "nysd"]
        await other.close()


async def test_what_a_crashed_worker_held_is_taken_over(either_url: str) -> None:
    async with following(either_url, "dcd") as room:
        assert await sources.claim(room.db, "dcd", room.clock()) is not None
        assert await beat(room) == []
        room.clock.forward(seconds=24)
        assert await beat(room) == []
        room.clock.forward(seconds=2)
        assert await beat(room) == ["dcd"]


async def test_a_tick_without_a_database_is_followed_by_others(database_url: str) -> None:
    async with following(database_url, "dcd") as room:

        async def broken(_now: datetime) -> None:
            raise StoreError("The database could not do its part: gone.")

        ran: list[datetime] = []

        async def works(now: datetime) -> None:
            ran.append(now)

        schedule = Schedule(room.db, room.poller, room.clock, [broken, works])
        assert await beat(room, schedule) == ["dcd"]
        await beat(room, schedule)
        assert len(ran) == 2


async def test_a_database_that_keeps_everybody_waiting_stops_no_beat(database_url: str) -> None:
    beats: list[datetime] = []

    async def beating(now: datetime) -> None:
        beats.append(now)

    async with following(database_url, "dcd") as room:
        schedule = Schedule(room.db, room.poller, room.clock, [beating])
        async with room.db.write():
            for _ in range(3):
                await schedule.tick()
                await asyncio.sleep(0)
        assert len(beats) == 3
        await schedule.finish()
        assert [asked.court for asked in room.courts.requests] == ["dcd"]


async def test_a_duty_does_not_run_beside_itself(database_url: str) -> None:
    gate, ran = asyncio.Event(), []

    async def slow(now: datetime) -> None:
        ran.append(now)
        await gate.wait()

    async with following(database_url) as room:
        schedule = Schedule(room.db, room.poller, room.clock, [slow])
        await schedule.tick()
        await asyncio.sleep(0)
        await schedule.tick()
        gate.set()
        await schedule.finish()
        assert len(ran) == 1


class Gate:
    """A court that answers when it is told to."""

    def __init__(self) -> None:
        self.asked = asyncio.Event()
        self.open = asyncio.Event()

    async def __call__(self, request: web.Request, body: bytes) -> web.StreamResponse:
        self.asked.set()
        await self.open.wait()
        return web.Response(body=body, content_type="text/xml")


async def test_what_is_in_hand_at_the_stop_is_read_and_sent(database_url: str) -> None:
    gate, stop = Gate(), asyncio.Event()
    async with following(database_url, "dcd") as room:
        await room.read("dcd")
        room.clock.now = at(61)
        room.courts.publish("dcd", feed(60, OLD, ORDER))
        room.courts.behave("dcd", gate)
        await sources.check_now(room.db, "dcd", room.clock())

        async def send(_now: datetime) -> None:
            await room.sender.send_ready()

        schedule = Schedule(room.db, room.poller, room.clock, [send])
        running = asyncio.create_task(schedule.run(stop))
        await gate.asked.wait()
        stop.set()
        gate.open.set()
        await running
        assert [f["what"] for f in room.told()] == ["Order"]


async def test_what_a_tick_claims_at_the_stop_is_read(database_url: str) -> None:
    ticking, stop = asyncio.Event(), asyncio.Event()
    async with following(database_url, "dcd") as room:

        def clock() -> datetime:
            ticking.set()
            return room.clock()

        async with room.db.write():
            running = asyncio.create_task(Schedule(room.db, room.poller, clock).run(stop))
            await ticking.wait()
            stop.set()
        await running
        assert [asked.court for asked in room.courts.requests] == ["dcd"]


async def test_what_takes_too_long_at_the_stop_is_left_to_another(database_url: str) -> None:
    gate = Gate()
    async with following(database_url, "dcd") as room:
        await room.read("dcd")
        room.clock.now = at(61)
        room.courts.publish("dcd", feed(60, OLD, ORDER))
        room.courts.behave("dcd", gate, times=1)
        await sources.check_now(room.db, "dcd", room.clock())
        schedule = reading(room)
        await schedule.tick()
        await gate.asked.wait()
        await schedule.finish(seconds=0.01)
        assert await beat(room) == []
        room.clock.forward(seconds=121)
        assert await beat(room) == ["dcd"]
        await room.send()
        assert [f["what"] for f in room.told()] == ["Order"]


async def test_a_court_that_answers_slowly_is_read_by_one_process_alone(either_url: str) -> None:
    gate, slept = Gate(), asyncio.Event()
    async with following(either_url, "dcd") as room:
        turns = iter(range(4))

        async def sleep(seconds: float) -> None:
            # Four renewals' time goes by at once; then the court may answer.
            if next(turns, None) is None:
                slept.set()
                await asyncio.Event().wait()
            room.clock.forward(seconds=seconds)

        slow = Poller(
            room.db, room.poller._fetcher, room.clock, origin=room.courts.origin,
            min_seconds=0, sleep=sleep,
        )  # fmt: skip
        room.courts.behave("dcd", gate)
        began = room.clock()
        (held,) = await sources.claim_due(room.db, began, 9, kinds=slow.kinds)
        polling = asyncio.create_task(slow.poll(held))
        await slept.wait()
        await gate.asked.wait()
        assert room.clock() > began + sources.LEASE
        assert await sources.claim_due(room.db, room.clock(), 9, kinds=slow.kinds) == []
        gate.open.set()
        assert (await polling).result is Result.READ


async def test_a_claim_that_passed_on_is_not_renewed(either_url: str) -> None:
    async with following(either_url, "dcd") as room:
        (held,) = await sources.claim_due(room.db, room.clock(), 9, kinds=room.poller.kinds)
        assert await sources.keep(room.db, held, room.clock())
        room.clock.forward(seconds=26)
        assert await beat(room) == ["dcd"]
        assert not await sources.keep(room.db, held, room.clock())


# crier check


async def checked(room: Newsroom, *courts: str, sleep: Any = None, min_seconds: float = 0) -> Any:
    wanted = [sources.Reading(f"cmecf/{court}", court, "cmecf", "") for court in courts]
    return await check(
        room.db, room.poller, wanted, room.clock, min_seconds=min_seconds,
        sleep=sleep or room.clock.sleep,
    )  # fmt: skip


async def test_check_reads_what_is_not_due(either_url: str) -> None:
    async with following(either_url, "dcd", "nysd") as room:
        await beat(room)
        outcomes = await checked(room, "dcd", "nysd")
        assert [(o.court, o.result) for o in outcomes] == [
            ("dcd", Result.UNCHANGED),
            ("nysd", Result.UNCHANGED),
        ]
        assert len(room.courts.requests) == 4


async def test_check_waits_for_another_process(database_url: str) -> None:
    async with following(database_url, "dcd") as room:
        held = await sources.claim(room.db, "dcd", room.clock())
        assert held is not None
        slept: list[float] = []

        async def until_read(seconds: float) -> None:
            slept.append(seconds)
            if len(slept) == 3:
                await room.poller.poll(held)

        (outcome,) = await checked(room, "dcd", sleep=until_read)
        assert outcome.result is Result.UNCHANGED
        assert len(slept) == 3


async def test_check_takes_over_what_a_crashed_process_held(database_url: str) -> None:
    async with following(database_url, "dcd") as room:
        await sources.claim(room.db, "dcd", room.clock())
        (outcome,) = await checked(room, "dcd")
        assert outcome.result is Result.READ
        assert room.clock() > at(0) + sources.LEASE


async def test_check_waits_the_least_time_between_two_requests(database_url: str) -> None:
    async with following(database_url, "dcd") as room:
        await beat(room)
        started = room.clock()
        await checked(room, "dcd", min_seconds=15)
        assert room.clock() - started == timedelta(seconds=15)


async def test_check_honours_retry_after(database_url: str) -> None:
    async with following(database_url, "dcd", "nysd") as room:
        room.courts.behave("dcd", faults.status(503, retry_after="3600"))
        await beat(room)
        before = len(room.courts.requests)
        outcomes = await checked(room, "dcd", "nysd")
        assert outcomes[0].result is Result.FAILED
        assert outcomes[0].error == "dcd asked not to be read again before 20:00:00 UTC."
        assert outcomes[1].result is Result.UNCHANGED
        assert [asked.court for asked in room.courts.requests[before:]] == ["nysd"]
        room.clock.forward(hours=1)
        room.courts.recover("dcd")
        assert (await checked(room, "dcd"))[0].result is Result.READ


async def test_check_of_a_court_that_nobody_follows_ends(database_url: str) -> None:
    async with following(database_url) as room:
        (outcome,) = await checked(room, "dcd")
        assert outcome.error == "Nobody follows a case of dcd."


async def test_a_court_that_check_cannot_record_costs_only_itself(database_url: str) -> None:
    async with following(database_url, "dcd", "nysd") as room:
        async with room.db.write() as connection:
            await connection.exec_driver_sql(
                "CREATE TRIGGER refuse BEFORE INSERT ON entry WHEN NEW.court = 'dcd' "
                "BEGIN SELECT RAISE(ABORT, 'no room'); END"
            )
        failed, read = await checked(room, "dcd", "nysd")
        assert failed.result is Result.FAILED
        assert failed.error == "The database could not do its part: no room."
        assert read.result is Result.READ
