"""A clock that jumps by a day, forward and back: nothing stands still, nothing comes twice."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from bot.serving.working import every
from filings.store import leases, sources, upkeep
from sandbox.slack.faults import Dropped, TooMany
from tests.newsroom import Clock, Newsroom, newsroom
from tests.test_sender import (
    POST,
    calls,
    channel_row,
    item,
    note,
    owe,
    publish,
    sender,
    states,
)

DAY = timedelta(days=1)
BACK = {"days": -1}


async def ahead(room: Newsroom) -> None:
    """What a process did by a clock that was a day ahead, before it was set right."""
    room.clock.forward(days=1)


async def test_a_rest_that_a_wrong_clock_kept_does_not_last(either_url: str) -> None:
    async with newsroom(either_url) as room:
        await ahead(room)
        await note(room, "one")
        await room.send()
        room.clock.forward(**BACK)
        await note(room, "two")
        await room.send()
        assert len(room.messages()) == 2


async def test_a_wait_that_slack_named_is_not_a_day_longer(either_url: str) -> None:
    async with newsroom(either_url) as room:
        await ahead(room)
        await note(room, "one")
        room.slack.faults.add(POST, TooMany(30))
        await room.sender.send_ready()
        assert (await channel_row(room)).trouble == "ratelimited"
        room.clock.forward(**BACK)
        await room.send()
        assert len(room.messages()) == 1


async def test_a_lease_that_a_wrong_clock_took_runs_out(either_url: str) -> None:
    async with newsroom(either_url) as room:
        await ahead(room)
        await note(room, "one")
        assert await leases.lease_ready(room.db, room.clock())
        room.clock.forward(**BACK)
        await sender(room).send_ready()
        assert len(room.messages()) == 1


@pytest.mark.parametrize("taken", [True, False])
@pytest.mark.parametrize("days", [1, -1])
async def test_an_unknown_outcome_is_settled_though_the_clock_was_set(
    taken: bool, days: int, either_url: str
) -> None:
    async with newsroom(either_url) as room:
        await note(room, "before")
        await room.send()
        # Slack's own clock was right all the time.
        right = room.clock.seconds
        room.slack.core.clock = lambda: right() - off["seconds"]
        off = {"seconds": days * DAY.total_seconds()}
        room.clock.forward(days=days)
        await note(room, "once")
        room.slack.faults.add(POST, Dropped(taken=taken))
        await sender(room).send_ready()
        assert "asked" in await states(room)
        off["seconds"] = 0
        asked_at = room.clock.forward(days=-days)
        two = sender(room)
        while "asked" in await states(room):
            room.clock.forward(seconds=5)
            await two.send_ready()
            assert room.clock() - asked_at < timedelta(minutes=3)
        assert [m.text for m in room.messages()] == ["before", "once"]
        if days > 0:
            (looked,) = calls(room.slack, "conversations.history")
            assert looked >= asked_at.timestamp() + 30


async def test_what_is_being_sent_is_not_taken_over_because_the_clock_jumped(
    either_url: str,
) -> None:
    async with newsroom(either_url) as room:
        await note(room, "once")
        busy = room.channel
        assert not await leases.lease_ready(room.db, room.clock(), busy=[busy])
        assert await leases.lease_ready(room.db, room.clock())


async def test_what_was_found_by_a_wrong_clock_is_told_when_it_is_set_right(
    either_url: str,
) -> None:
    async with newsroom(either_url) as room:
        await room.follow("dcd", "1:25-cv-00101")
        await publish(room, [item(room, 101, 1)])
        before = [item(room, 101, 1), item(room, 101, 2)]
        room.clock.forward(days=1)
        await publish(room, before)
        room.clock.forward(**BACK)
        await room.send()
        assert len(room.told()) == 1


async def test_a_court_that_was_read_by_a_wrong_clock_is_read_on(either_url: str) -> None:
    async with newsroom(either_url) as room:
        await owe(room)
        room.clock.forward(days=1)
        await room.read("dcd")
        room.clock.forward(**BACK)
        assert await sources.earliest(room.db, "cmecf/dcd", 15, room.clock()) is None
        (held,) = await sources.claim_due(room.db, room.clock(), min_seconds=15)
        await room.poller.poll(held)
        assert not await sources.claim_due(room.db, room.clock(), min_seconds=15)


async def test_a_claim_that_a_wrong_clock_took_runs_out(either_url: str) -> None:
    async with newsroom(either_url) as room:
        await owe(room)
        room.clock.forward(days=1)
        assert await sources.claim(room.db, "dcd", room.clock())
        room.clock.forward(**BACK)
        assert await sources.claim(room.db, "dcd", room.clock())
        assert not await sources.claim(room.db, "dcd", room.clock())


async def test_a_worker_of_tomorrow_does_not_live(either_url: str) -> None:
    async with newsroom(either_url) as room:
        room.clock.forward(days=1)
        await upkeep.alive(room.db, "w", "worker", room.clock())
        assert await upkeep.worker_lives(room.db, room.clock())
        room.clock.forward(**BACK)
        assert not await upkeep.worker_lives(room.db, room.clock())


async def test_what_is_done_now_and_then_is_done_though_the_clock_was_set_back() -> None:
    clock, done = Clock(), list[datetime]()

    async def note_it(now: datetime) -> None:
        done.append(now)

    duty = every(timedelta(minutes=1), note_it)
    for days in (1, 0, -1, 0):
        await duty(clock.forward(days=days))
    await duty(clock.forward(minutes=1))
    assert len(done) == 3
