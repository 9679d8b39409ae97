"""Hours in which Crier itself was away: said once, when the courts have been read again."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator

from filings.store import downtimes, upkeep
from tests.newsroom import Newsroom, newsroom
from tests.test_silences import CASE, DOWN, body, tell

COURTS = ("dcd", "cand")


@contextlib.asynccontextmanager
async def away(url: str, hours: float) -> AsyncIterator[Newsroom]:
    """A newsroom after so many hours without a worker, when one has just begun."""
    async with newsroom(url) as room:
        for court in COURTS:
            await room.follow(court, CASE)
            await room.publish(court, body(court, room.clock()))
        await tell(room)
        room.clock.forward(hours=hours)
        await downtimes.begun(room.db, room.clock())
        yield room


async def read(room: Newsroom, *courts: str) -> None:
    room.clock.forward(seconds=20)
    for court in courts:
        await room.publish(court, body(court, room.clock()))


async def test_once_when_all_is_read_again(either_url: str) -> None:
    async with away(either_url, 6) as room:
        assert await tell(room) == []
        await read(room, "dcd")
        assert await tell(room) == []
        await read(room, "cand")
        assert await tell(room) == [
            "I was down from 2 to 8 p.m. ET, Nov. 3. What the feeds of N.D. Cal. and D.D.C. list "
            "reaches back over it, so nothing of that is missing."
        ]
        await read(room, *COURTS)
        assert await tell(room) == []


async def test_a_short_one_is_not_worth_saying(database_url: str) -> None:
    async with away(database_url, 0.9) as room:
        await read(room, *COURTS)
        assert await tell(room) == []


async def test_a_worker_beside_others_that_live_notes_nothing(database_url: str) -> None:
    async with newsroom(database_url) as room:
        await room.follow("dcd", CASE)
        await room.publish("dcd", body("dcd", room.clock()))
        await tell(room)
        room.clock.forward(hours=6)
        await upkeep.alive(room.db, "other", "worker", room.clock())
        await downtimes.begun(room.db, room.clock())
        await read(room, "dcd")
        assert await tell(room) == []


async def test_workers_that_begin_together_and_again_say_it_once(either_url: str) -> None:
    async with away(either_url, 6) as room:
        for _ in range(2):
            room.clock.forward(seconds=5)
            await downtimes.begun(room.db, room.clock())
        await read(room, *COURTS)
        assert len(await tell(room)) == 1


async def test_a_court_that_does_not_answer_is_named_after_a_while(database_url: str) -> None:
    async with away(database_url, 6) as room:
        room.courts.behave("cand", DOWN)
        await room.read("cand")
        await read(room, "dcd")
        (said,) = await tell(room)
        assert "What the feeds of D.D.C. list reaches back over it" in said
        assert said.endswith("Not read again yet: N.D. Cal.")


async def test_nobody_waits_for_ever_for_a_court_that_is_not_read(database_url: str) -> None:
    async with away(database_url, 6) as room:
        await read(room, "dcd")
        assert await tell(room) == []
        room.clock.forward(minutes=15)
        assert len(await tell(room)) == 1


async def test_hours_out_of_reach_are_in_another_message(either_url: str) -> None:
    async with away(either_url, 40) as room:
        await read(room, *COURTS)
        down, unseen = await tell(room)
        assert down == (
            "I was down from 2 p.m., Nov. 3, to 6 a.m. ET, Nov. 5. What N.D. Cal. and D.D.C. "
            "listed is no longer all there; I name the hours in another message."
        )
        assert "may be missing here" in unseen
