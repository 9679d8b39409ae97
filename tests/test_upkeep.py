"""What is forgotten, when, and what never is while somebody needs it."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from filings.store import follows, upkeep
from filings.store.core import (
    audits,
    changes,
    deliveries,
    dockets,
    dropped_items,
    entries,
    gaps,
    members,
    parts_of,
    posts,
)
from filings.store.core import follows as wanted
from filings.store.upkeep import Keeping
from tests import everyrow
from tests.filed import CASE, OLD, feed, item
from tests.newsroom import START, Newsroom
from tests.test_promises import build, following

A_YEAR = timedelta(days=401)


async def count(room: Newsroom, *tables: sa.Table) -> list[int]:
    async with room.db.read() as connection:
        return [
            await connection.scalar(sa.select(sa.func.count()).select_from(table)) or 0
            for table in tables
        ]


async def test_messages_are_forgotten_and_their_filings_are_not_told_again(
    either_url: str,
) -> None:
    async with following(either_url) as room:
        told = item(61, "Order", 30)
        await build(room, 60, OLD, told)
        room.clock.forward(days=399)
        await upkeep.purge(room.db, room.clock())
        assert await count(room, posts, members, deliveries) == [1, 1, 1]
        room.clock.forward(days=2)
        await upkeep.purge(room.db, room.clock())
        assert await count(room, posts, members, deliveries) == [0, 0, 0]
        # The case is followed, so its filings stay, and what a feed shows again is known.
        assert (await count(room, entries))[0] == 2
        await build(room, 60 * 24 * 401, OLD, told, item(62, "Notice", 60 * 24 * 401 - 60))
        assert [f["what"] for f in room.told()] == ["Order", "Notice"]


async def test_what_is_owed_or_to_be_edited_is_never_forgotten(either_url: str) -> None:
    async with following(either_url) as room:
        await build(room, 60, OLD, item(61, "Order", 30))
        async with room.db.write() as connection:
            await connection.execute(posts.update().values(edits_wanted=1))
        await upkeep.purge(room.db, room.clock() + A_YEAR)
        assert await count(room, posts, members) == [1, 1]
        async with room.db.write() as connection:
            await connection.execute(posts.update().values(edits_wanted=0, state="asked"))
        await upkeep.purge(room.db, room.clock() + A_YEAR)
        assert await count(room, posts, members) == [1, 1]


async def test_a_filing_that_still_waits_to_be_told_stays(either_url: str) -> None:
    async with following(either_url) as room:
        await room.publish("dcd", feed(60, OLD, item(61, "Order", 30)))
        async with room.db.write() as connection:
            # As a watch's follow is, and as one is whose channel was closed.
            await connection.execute(wanted.update().values(ended_at=room.clock()))
        await upkeep.purge(room.db, room.clock() + A_YEAR)
        assert await count(room, deliveries, changes) == [1, 1]


async def test_a_case_goes_with_the_last_message_about_it(either_url: str) -> None:
    async with following(either_url) as room:
        await build(room, 60, OLD, item(61, "Order", 30))
        await follows.unfollow(room.db, room.channel, "dcd", parts_of("dcd", CASE), room.clock())
        await upkeep.purge(room.db, room.clock() + timedelta(days=60))
        assert await count(room, posts, entries, dockets) == [1, 1, 1]
        await upkeep.purge(room.db, room.clock() + A_YEAR)
        assert await count(room, posts, entries, changes, dockets) == [0, 0, 0, 0]


async def test_the_log_is_kept_for_ever_unless_a_time_is_set(either_url: str) -> None:
    async with following(either_url) as room:
        assert (await count(room, audits))[0] == 1
        await upkeep.purge(room.db, room.clock() + timedelta(days=4000))
        assert (await count(room, audits))[0] == 1
        for days, left in ((99, 1), (101, 0)):
            late = room.clock() + timedelta(days=days)
            await upkeep.purge(room.db, late, Keeping(log=timedelta(days=100)))
            assert (await count(room, audits))[0] == left


async def test_more_than_one_batch(database_url: str) -> None:
    theirs = [
        item(seq, "Notice", -600 + seq / 2, number=f"1:25-cv-0{seq}", case_id=300000 + seq)
        for seq in range(1000, 1900)
    ]
    async with following(database_url, first=(OLD, *theirs)) as room:
        await build(room, 60 * 24, item(2000, "Order", 60 * 24 - 60))
        room.clock.forward(days=40)
        assert await upkeep.purge(room.db, room.clock()) == 900
        assert (await count(room, dockets))[0] == 1


@pytest.mark.parametrize("answered", [True, False])
async def test_gaps_stay_until_they_are_answered(either_url: str, answered: bool) -> None:
    everyrow.fill(either_url)
    async with following(either_url, "1:25-cv-00998") as room:
        async with room.db.write() as connection:
            await connection.execute(gaps.update().values(answered=answered))
        await upkeep.purge(room.db, START + A_YEAR)
        assert await count(room, gaps, dropped_items) == [0 if answered else 1, 0]
