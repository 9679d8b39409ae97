"""Courts that fail in the middle of an answer, and half the courts down for a day: what is whole
is told, once, and nobody else's filings wait for it."""

from __future__ import annotations

import contextlib
import gzip
from collections import Counter
from collections.abc import AsyncIterator, Iterable
from datetime import datetime, timedelta
from typing import Any

import pytest

from filings.store import upkeep
from sandbox import faults
from sandbox.faults import Behaviour
from sandbox.feeds import Item, render_feed
from tests.filed import CASE, OLD, at, feed, item
from tests.newsroom import START, Newsroom, newsroom
from watchers.answers import Limits
from watchers.fetch import Fetcher
from watchers.poll import Poller, Result
from watchers.schedule import Schedule

LETTER, ORDER = item(6, "Letter", 40), item(5, "Order", 30)
BODY = feed(60, OLD, ORDER, LETTER)
BEHIND_THE_LETTER = BODY.index(b"[Order]")
XML = "Content-Type: text/xml"


@contextlib.asynccontextmanager
async def watching(url: str) -> AsyncIterator[Newsroom]:
    """A newsroom whose courts have a moment for each next piece of an answer."""
    async with newsroom(url) as room:
        limits = Limits(read=0.05)
        async with Fetcher(min_seconds=0, limits=limits, now=room.clock) as fetcher:
            origin = room.courts.origin
            room.poller = Poller(room.db, fetcher, room.clock, origin=origin, min_seconds=0)
            await room.follow("dcd", CASE)
            room.clock.now = at(1)
            await room.publish("dcd", feed(0, OLD))
            yield room
            assert not room.slack.refusals


async def told(room: Newsroom) -> list[str]:
    await room.send()
    return [filing["what"] for filing in room.told()]


def length(of: int | str) -> str:
    return f"{XML}\r\nContent-Length: {of}"


CHUNKED = f"{XML}\r\nTransfer-Encoding: chunked"
IN_THE_MIDDLE: dict[str, Behaviour] = {
    "it stalls": faults.stalled(BEHIND_THE_LETTER),
    "the connection is cut": faults.torn(BEHIND_THE_LETTER),
    "its length is too long": faults.as_written(length(len(BODY) + 9), BEHIND_THE_LETTER),
    "its length is too short": faults.as_written(length(BEHIND_THE_LETTER)),
    "it has no length and ends": faults.as_written(XML, BEHIND_THE_LETTER),
    "a chunk is cut": faults.as_written(f"{CHUNKED}\r\n\r\n{len(BODY):x}", BEHIND_THE_LETTER),
}


@pytest.mark.parametrize("fault", IN_THE_MIDDLE)
async def test_an_answer_that_ends_in_the_middle_tells_what_came_whole(
    fault: str, database_url: str
) -> None:
    async with watching(database_url) as room:
        room.clock.now = at(61)
        room.courts.behave("dcd", IN_THE_MIDDLE[fault], times=1)
        torn = await room.publish("dcd", BODY)
        assert torn.result is Result.READ
        assert torn.due_at is not None
        assert torn.due_at <= room.clock() + timedelta(minutes=6)
        assert await told(room) == ["Letter"]
        assert (await room.read("dcd")).result is Result.READ
        assert await told(room) == ["Letter", "Order"]
        assert [each for each in room.told() if each["event"] == "withdrawn"] == []


UNREADABLE: dict[str, Behaviour] = {
    "a length below nothing": faults.as_written(length(-5)),
    "a length that is no number": faults.as_written(length("many")),
    "two lengths": faults.as_written(f"{length(10)}\r\nContent-Length: 2000"),
    "chunks that are none": faults.as_written(CHUNKED),
    "no head at all": faults.as_written("x" * 70_000),
    "an encoding that it is not in": faults.as_written(f"{XML}\r\nContent-Encoding: gzip"),
    "it stalls before its body": faults.stalled(0),
    "it stalls in its head": faults.stalled(120),
}


@pytest.mark.parametrize("fault", UNREADABLE)
async def test_an_answer_of_which_nothing_can_be_read_changes_nothing(
    fault: str, database_url: str
) -> None:
    async with watching(database_url) as room:
        room.clock.now = at(61)
        room.courts.behave("dcd", UNREADABLE[fault], times=1)
        failed = await room.publish("dcd", BODY)
        assert failed.result is Result.FAILED
        assert failed.error.startswith("dcd ")
        assert failed.error.endswith(".")
        (view,) = await upkeep.source_views(room.db)
        assert (view.failures, view.error) == (1, failed.error)
        assert await told(room) == []
        assert (await room.read("dcd")).result is Result.READ
        assert await told(room) == ["Order", "Letter"]


async def test_a_packed_answer_that_is_cut_tells_what_came_whole(database_url: str) -> None:
    many = [item(100 + n, f"Notice {n}", n / 4) for n in range(120)]
    whole = feed(60, OLD, *many)
    packed = gzip.compress(whole)

    async def cut(request: Any, body: bytes) -> Any:
        head = f"{length(len(packed))}\r\nContent-Encoding: gzip"
        return await faults.as_written(head, len(packed) // 2)(request, packed)

    async with watching(database_url) as room:
        room.clock.now = at(61)
        room.courts.behave("dcd", cut, times=1)
        torn = await room.publish("dcd", whole)
        assert torn.recorded is not None
        assert 0 < torn.recorded.entries < 120
        before = torn.recorded.entries
        await room.read("dcd")
        what = Counter(await told(room))
        assert before < len(what) == 120
        assert set(what.values()) == {1}


# Half the courts down for a day.

UP = ("dcd", "nysd", "cand")
DOWN = ("ilnd", "flsd", "njd")
TICK = timedelta(minutes=10)


def filed(court: str, now: datetime) -> Iterable[Item]:
    """Each third hour, at :10, in the last 23 hours; the number on the docket is the hour."""
    hour = int((now - START).total_seconds() // 3600)
    for n in range(max(hour - 22, -3), hour + 1):
        filed_at = START + timedelta(hours=n, minutes=10)
        if n % 3 == 2 and filed_at <= now:
            yield Item(CASE, "HARBOR GAZETTE v. PORT OFFICE", 277000, 200 + n, f"Notice {n}",
                       filed_at, 100 + n, f"0450{n + 1000:07d}")  # fmt: skip


async def pass_by(room: Newsroom, minutes: float) -> None:
    """The schedule ticks every ten minutes, and what is due is sent."""
    schedule = Schedule(room.db, room.poller, room.clock, [room.notices.duty])
    until = room.clock() + timedelta(minutes=minutes)
    while room.clock() < until:
        await schedule.tick()
        await schedule.finish()
        await room.send()
        room.clock.now = min(until, room.clock() + TICK)


async def a_day(room: Newsroom, hours: int, courts: tuple[str, ...]) -> None:
    for _ in range(hours):
        hour = room.clock().replace(minute=17, second=0)
        await pass_by(room, (hour - room.clock()).total_seconds() / 60)
        for court in courts:
            newest = list(filed(court, room.clock()))[::-1]
            room.courts.publish(court, render_feed(court, room.clock(), newest))
        await pass_by(room, 43)


def lag(room: Newsroom, courts: tuple[str, ...]) -> dict[tuple[str, int], float]:
    """Seconds from a filing to the message that tells it."""
    found = {}
    for message in room.messages():
        if message.metadata["event_type"] == "crier_alert":
            for each in message.metadata["event_payload"]["filings"]:
                if each["court"] in courts:
                    hours = timedelta(hours=each["number"] - 100, minutes=10)
                    key = (each["court"], each["number"])
                    assert key not in found
                    found[key] = float(message.ts) - (START + hours).timestamp()
    return found


async def test_half_the_courts_down_for_a_day(database_url: str) -> None:
    every = UP + DOWN
    bad = (faults.status(503), faults.dropped, faults.stalled(0))
    async with watching(database_url) as room:
        for court in every:
            await room.follow(court, CASE)
        await a_day(room, 3, every)
        for court, behaviour in zip(DOWN, bad, strict=True):
            room.courts.behave(court, behaviour)
        before, said = len(room.courts.requests), len(room.messages())
        down_from = room.clock()
        await a_day(room, 24, every)
        asked = Counter(each.court for each in room.courts.requests[before:])
        # Half an hour apart at last, as against once in a rebuild and while it is late.
        assert all(asked[court] <= 24 * 2 + 12 for court in DOWN), asked
        lags = lag(room, UP)
        during = {key: each for key, each in lags.items() if key[1] > 103}
        assert len(during) >= 7 * len(UP)
        usual = max(each for key, each in lags.items() if key[1] == 102)
        assert max(during.values()) <= usual + 2 * TICK.total_seconds()
        meanwhile = [m for m in room.messages()[said:] if "crier_alert" not in str(m.metadata)]
        assert len(meanwhile) <= 2, [m.text for m in meanwhile]

        said = len(room.messages())
        for court in DOWN:
            room.courts.recover(court)
        await a_day(room, 1, every)
        missed = lag(room, DOWN)
        in_the_window = {(court, 100 + n) for court in DOWN for n in range(5, 27, 3)}
        assert in_the_window <= missed.keys(), in_the_window - missed.keys()
        late = [m for m in room.messages()[said:] if float(m.ts) > down_from.timestamp()]
        # A court's day is one or two messages, and their return is said together.
        assert len(late) <= 2 * len(DOWN) + len(UP) + 2, [m.text for m in late]
        assert not room.courts.forbidden
